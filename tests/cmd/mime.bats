#!/usr/bin/env bats
# What lib/text/mime writes, read by a decoder that is not ours.

load ../helper

prepare() {
	need /usr/bin/python3
	MESSAGE=${BUILD:-$ROOT/build}/unit/t_mime
	[ -x "$MESSAGE" ] || skip "needs make check-unit"
}

# Prints subject, names and text as Python's email package sees them.
decode() {
	/usr/bin/python3 -c '
import email, email.policy, sys
from email.header import decode_header, make_header
raw = sys.stdin.buffer.read()
assert all(l.endswith(b"\r\n") for l in raw.splitlines(keepends=True))
assert max(map(len, raw.split(b"\r\n"))) <= 78
m = email.message_from_bytes(raw, policy=email.policy.default)
for part in [m, *(v for v in m.values())]:
    assert not getattr(part, "defects", ()), part.defects
print("subject=" + m["Subject"])
old = email.message_from_bytes(raw)  # the new policy adds a space between words
for name in "To", "From", "List-Id":
    print(name.lower() + "=" + str(make_header(decode_header(old[name]))))
assert m["To"].addresses[0].addr_spec == "sato@example.jp"
print("cve=" + m["X-VVS-CVE"])
print("refs=" + " ".join(m["References"].split()))
print("date=" + m["Date"].datetime.isoformat())
print("auto=" + m["Auto-Submitted"])
sys.stdout.write(m.get_content().replace("\r\n", "\n"))
'
}

@test "another decoder reads Japanese subject, names and text" {
	subject='[VVS][緊急] CVE-2021-44228 Apache Log4j – 遠隔のコード実行。髙﨑①㈱か゚ 👨‍👩‍👧‍👦 ～'
	body=$'本文です。\n.\nFrom 先頭\n行末の空白 \n=?UTF-8?B?x?=\n'
	"$MESSAGE" "$subject" '佐藤 "花子" （情報基盤統括部 第一運用グループ 主任）' "$body" 'a@x b@x' >m
	decode <m >got
	cat >want <<-END
		subject=$subject
		to=佐藤 "花子" （情報基盤統括部 第一運用グループ 主任） <sato@example.jp>
		from=脆弱性見える化 <vvs@example.jp>
		list-id=脆弱性のお知らせ <vvs.example.jp>
		cve=CVE-2021-44228
		refs=<a@x> <b@x>
		date=2026-07-29T18:00:05+09:00
		auto=auto-generated
	END
	printf %s "$body" >>want
	diff want got
}

@test "mostly ASCII text goes as quoted-printable and comes back" {
	subject='Apache HTTP Server path traversal and file disclosure vulnerability in 2.4.49 and 2.4.50'
	body=$'Dear \\Sato",\n\ta tab, é and ✓\n.\n..dots\nFrom here = there\ntrailing \t\n'
	body+=$(printf 'x%.0s' {1..300})$'\n'
	"$MESSAGE" "$subject" 'A "B" \C' "$body" 'a@x' >m
	grep -q 'quoted-printable' m
	grep -qF "Subject: Apache HTTP Server path" m
	decode <m >got
	sed -n 1,2p got | diff - <(printf '%s\n' "subject=$subject" 'to="A \"B\" \\C" <sato@example.jp>')
	tail -n +9 got | diff - <(printf %s "$body")
}

@test "subjects of every length come back" {
	for n in 1 12 13 14 15 16 27 28 29 30 43 44 45 90; do
		s=$(printf '漢%.0s' $(seq "$n"))x
		"$MESSAGE" "$s" "$s" body a@x >m
		decode <m | sed -n 1,2p >got
		diff got <(printf '%s\n' "subject=$s" "to=$s <sato@example.jp>")
	done
}
