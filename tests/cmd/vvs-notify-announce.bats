load ../helper.bash

# Announcements by mail; 2026-01-31 in Japan.
prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'XX'
		{"type":"organization","id":"hq","name":"本社"}
		{"type":"organization","id":"web","name":"Web事業部","parent":"hq"}
		{"type":"organization","id":"log","name":"物流","parent":"hq"}
		{"type":"service","id":"shop","name":"通販","organization":"web"}
		{"type":"system","id":"web1","name":"予約","organization":"web","service":"shop"}
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"reader","name":"Reader","email":"reader@example.jp","role":"security-reader","scope":["organization:log"],"lang":"en"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
		{"type":"account","id":"ueda","name":"上田","email":"ueda@example.jp","role":"organization-manager","scope":["organization:log"],"frequency":"weekly"}
	XX
}

announce() {
	vvs-announce "$@" >/dev/null
}

# Who is told now?
told() {
	vvs-notify --pending --backlog --to-dir mail >out
	jq -r 'select(.kind == "announcement") | "\(.account) \(.findings)"' out |
		paste -sd ' '
}

last() {
	/usr/bin/python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print("Subject: " + m["Subject"])
print(m.get_content().replace("\r\n", "\n"))' \
		"$(printf '%s\n' mail/"$1"-*.eml | tail -n 1)"
}

@test "everybody is told, once, in their own language" {
	announce --id n1 --title "障害のお知らせ" --title-en "Incident" \
		--text "メールが遅れています。" --text-en "Mail is late." \
		--category incident --from 2026-01-31T00:00:00Z
	assert_equal "$(told)" "mori 1 reader 1 sato 1 ueda 1"
	run -0 last sato
	assert_line "Subject: [VVS] お知らせ：障害のお知らせ"
	assert_line "【障害】障害のお知らせ"
	assert_line "  期間      2026-01-31 09:00 - (JST)"
	assert_line "  内容      メールが遅れています。"
	run -0 last reader
	assert_line "Subject: [VVS] Announcement: Incident"
	assert_line "  What      Mail is late."
	assert_equal "$(told)" ""
}

@test "a change is told as such, and that it was taken back" {
	announce --id n1 --title 作業 --category unplanned --to 2026-02-05T00:00:00Z
	told
	announce --id n1 --to 2026-02-06T00:00:00Z
	assert_equal "$(told)" "mori 1 reader 1 sato 1 ueda 1"
	run -0 last sato
	assert_line "【臨時メンテナンス】（変更）作業"
	announce --id n1 --remove
	assert_equal "$(told)" "mori 1 reader 1 sato 1 ueda 1"
	run -0 last mori
	assert_line "【臨時メンテナンス】（取り消し）作業"
	assert_equal "$(told)" ""
}

@test "what nobody heard of is not taken back, what is over is not told" {
	announce --id n1 --title 作業 --category unplanned
	announce --id n1 --remove
	announce --id n2 --title 昨日 --category incident --to 2026-01-30T00:00:00Z
	assert_equal "$(told)" ""
}

@test "for roles, and for organizations, services and systems" {
	announce --id n1 --title 役割 --category incident --for-role enterprise-manager
	assert_equal "$(told)" "mori 1"
	announce --id n2 --title Web --category incident --scope organization:web
	assert_equal "$(told)" "mori 1 sato 1"
	announce --id n3 --title 通販 --category incident --scope service:shop
	assert_equal "$(told)" "mori 1 sato 1"
	announce --id n4 --title 物流 --category incident --scope organization:log
	assert_equal "$(told)" "mori 1 reader 1 ueda 1"
	announce --id n5 --title 全社 --category incident --scope organization:hq
	assert_equal "$(told)" "mori 1 reader 1 sato 1 ueda 1"
}

@test "routine maintenance is told two weeks ahead, in one mail" {
	announce --planned 4
	assert_equal "$(told)" "mori 1 reader 1 sato 1 ueda 1"
	run -0 last sato
	assert_line --partial "【メンテナンス】定期メンテナンス"
	VVS_NOW=2026-02-06T00:00:00Z
	assert_equal "$(told)" "mori 1 reader 1 sato 1"
}

@test "who has mail once a week waits for news, not for incidents" {
	announce --id n1 --title 新機能 --category news
	told
	announce --id n2 --title 続報 --category news
	assert_equal "$(told)" "mori 1 reader 1 sato 1"
	announce --id n3 --title 障害 --category incident
	assert_equal "$(told)" "mori 1 reader 1 sato 1 ueda 2"
}

@test "news, plans and announcements come in one mail" {
	put_findings "
		INSERT INTO vulnerability (cve, cvss_score, severity, seq) VALUES (20210000044228, 70, 'high', 1);
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, plan_due, seq) VALUES
		(x'11111111111111111111111111111111', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'affected', 'high', 80, '{}', 1, 1, julianday('2026-02-02') - 2440587.5, 1);
		UPDATE meta SET value=9 WHERE key='seq'"
	announce --id n1 --title 新機能 --category news
	vvs-notify --pending --backlog --to-dir mail >out
	assert_equal "$(jq -r 'select(.account == "sato").kind' out)" digest
	assert_equal "$(ls mail/sato-* | wc -l)" 1
	run -0 last sato
	assert_line "Subject: [VVS] 脆弱性のお知らせ（新規 1 件、変更 0 件、期限・承認 1 件、お知らせ 1 件）"
	assert_line "【高】CVE-2021-44228  openssl"
	assert_line "■ 対策期限・承認に関するお知らせ（1 件）"
	assert_line "【期限間近】CVE-2021-44228 予約 (web1): openssl"
	assert_line "■ お知らせ（1 件）"
	assert_line "【お知らせ】新機能"
	vvs-notify --pending --backlog --to-dir mail >out
	[ ! -s out ]
}

@test "hostile titles and texts stay text" {
	run -65 vvs-announce --id n1 --title $'a\r\nBcc: x@example.jp' --category incident
	announce --id n1 --title '=?UTF-8?Q?x?= <b>{name}' --text '.' --category incident
	told
	run -0 last sato
	assert_line "Subject: [VVS] お知らせ：=?UTF-8?Q?x?= <b>{name}"
	assert_line "【障害】=?UTF-8?Q?x?= <b>{name}"
	assert_line "  内容      ."
}

@test "killed anywhere: everybody is told once" {
	[ -z "${SAN-}" ] || skip "sanitizer build"
	announce --id n1 --title "障害のお知らせ" --category incident
	for n in $(seq 1 7 600); do
		killed_at "$n" vvs-notify --pending --to-dir mail || break
		vvs-notify --pending --to-dir mail >>out 2>>err
		assert_equal "$(sqlite3 "$VVS_STATE" "SELECT group_concat(account, ' ') FROM (SELECT account FROM outbox WHERE state='sent' ORDER BY account)")" "mori reader sato ueda"
		assert_equal "$(ls mail | sed 's/-.*//' | paste -sd ' ')" "mori reader sato ueda"
	done
	[ "$n" -gt 40 ]
}
