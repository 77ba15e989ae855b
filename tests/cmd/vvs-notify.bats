load ../helper.bash
load ../servers/smtp

BATS_TEST_TIMEOUT=120


# A company, three advisories, and the software that fits them.
prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"本社"}
		{"type":"system","id":"web1","name":"予約サイト","organization":"hq","registered_at":"2026-01-10T00:00:00Z"}
		{"type":"system","id":"db1","name":"Database","registered_at":"2026-01-10T00:00:00Z"}
		{"type":"account","id":"admin","name":"管理 太郎","email":"kato@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"reader","name":"Reader","email":"mori@example.jp","role":"security-reader","scope":["all"],"lang":"en"}
		{"type":"account","id":"sato","name":"佐藤 花子","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
		{"type":"account","id":"smith","name":"Jane Smith","email":"smith@example.jp","role":"system-operator","scope":["system:db1"],"lang":"en"}
	EOT
	advisory CVE-2026-1000 2026-01-20 9.8 "new <b>hole</b>" 新しい穴です。 >1.json
	advisory CVE-2026-2000 2026-01-21 5.0 "medium hole" '' >2.json
	advisory CVE-2020-3000 2020-01-01 7.5 "old hole" 古い穴です。 >3.json
	for f in [123].json; do
		vvs-fetch-feed --from "$f" nvd >/dev/null 2>&1
	done
	match web1 db1 >found
}

# A feed of one advisory: id, date, score, text in English and Japanese.
advisory() {
	jq -nc --arg id "$1" --arg at "$2T00:00:00" --argjson score "$3" \
		--arg en "$4" --arg ja "$5" '{format: "NVD_CVE", version: "2.0",
		resultsPerPage: 1, startIndex: 0, totalResults: 1,
		timestamp: "2026-01-30T00:00:00", vulnerabilities: [{cve: {id: $id,
		published: $at, lastModified: $at, vulnStatus: "Analyzed",
		descriptions: [{lang: "en", value: $en},
			(select($ja != "") | {lang: "ja", value: $ja})],
		references: [], metrics: {cvssMetricV31: [{type: "Primary",
			source: "nvd@nist.gov", cvssData: {version: "3.1",
			vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
			baseScore: $score, baseSeverity: "HIGH"}}]},
		configurations: [{nodes: [{operator: "OR", negate: false,
			cpeMatch: [{vulnerable: true, criteria:
			"cpe:2.3:a:example:\($id | ascii_downcase):1.0:*:*:*:*:*:*:*",
			matchCriteriaId: "0"}]}]}]}}]}'
}

# match SYSTEM ...: all three products are on each.
match() {
	for system; do
		for id in cve-2026-1000 cve-2026-2000 cve-2020-3000; do
			echo "{\"type\":\"software\",\"system\":\"$system\",\"name\":\"Thing $id\",\"cpe\":\"cpe:2.3:a:example:$id:1.0:*:*:*:*:*:*:*\"}"
		done
	done >software
	vvs-match --stale-ok <software
}

sql() {
	sqlite3 "$VVS_STATE" "$@"
}

# raise CVE: KEV knows it now; as if kev were fetched and judged.
raise() {
	sql "UPDATE finding SET level='urgent', seq=(SELECT value+1 FROM meta WHERE key='seq') WHERE cve=$1;
		UPDATE meta SET value=value+1 WHERE key='seq'"
}

# resolve CVE SYSTEM
resolve() {
	sql "UPDATE finding SET state='resolved', seq=(SELECT value+1 FROM meta WHERE key='seq') WHERE cve=$1 AND system='$2';
		UPDATE meta SET value=value+1 WHERE key='seq'"
}

# The text of a mail in a folder, decoded.
text_of() {
	/usr/bin/python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print("Subject: " + m["Subject"])
for k in "References", "Message-ID":
    if m[k]: print(k + ": " + " ".join(m[k].split()))
print(m.get_content().replace("\r\n", "\n"))' "$1"
}

# A relay on this machine, without TLS; mail.conf for it.
relay() {
	need /usr/bin/python3
	/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null ||
		skip "needs python3-aiosmtpd"
	smtp_start "$@"
	use_relay
}

use_relay() {
	settings "tls off"
	echo "mail.config $PWD/mail.conf" >vvs.conf
}

notify() {
	vvs-notify -c vvs.conf "$@"
}

teardown() {
	smtp_stop
}

@test "everybody gets what is his, once" {
	run -0 vvs-notify --pending --to-dir mail
	run -0 ls mail
	assert_output "admin-000001.eml
reader-000002.eml
sato-000003.eml
smith-000004.eml"
	run -0 text_of mail/sato-000003.eml
	assert_line "Subject: [VVS][緊急] 脆弱性のお知らせ（新規 2 件、変更 0 件）"
	assert_line "佐藤 花子 様"
	assert_line "【緊急】CVE-2026-1000  Thing cve-2026-1000"
	assert_line "  内容      新しい穴です。"
	assert_line "  システム  予約サイト (web1)：Thing cve-2026-1000 1.0"
	assert_line --partial "日本語訳がまだないため"
	refute_output --partial "CVE-2020-3000"
	refute_output --partial "Database"
	run -0 text_of mail/smith-000004.eml
	assert_line "Subject: [VVS][URGENT] Vulnerabilities: 2 new, 0 changed"
	assert_line "  What      new <b>hole</b>"
	refute_output --partial "web1"
	run -0 vvs-notify --pending --to-dir mail
	assert_output ""
	run -0 vvs-notify --all --to-dir mail
	assert_output ""
}

@test "a security-reader gets CVEs, and nothing of systems" {
	vvs-notify --pending --to-dir mail >out
	run -0 text_of mail/reader-000002.eml
	assert_line "[URGENT] CVE-2026-1000"
	for word in web1 db1 予約 Database "Thing cve" 本社 2020-3000; do
		refute_output --partial "$word"
	done
	[ "$(jq -c 'select(.account=="reader") | [.findings, .vulnerabilities]' out)" = \
		'[2,["CVE-2026-1000","CVE-2026-2000"]]' ]
}

@test "records on standard input: only those, others pass" {
	echo '{"type":"vulnerability", "id":"CVE-2026-9999"}' >other
	grep web1 found | grep CVE-2026-2000 | cat other - |
		vvs-notify --to-dir mail >out
	head -n 1 out | diff other -
	sed 1d out | jq -r '"\(.account) \(.vulnerabilities[])"' >got
	diff got - <<-'EOT'
		admin CVE-2026-2000
		reader CVE-2026-2000
		sato CVE-2026-2000
	EOT
	vvs-notify --pending --to-dir mail | jq -r '"\(.account) \(.vulnerabilities)"' >got
	diff got - <<-'EOT'
		admin ["CVE-2026-1000","CVE-2026-2000"]
		reader ["CVE-2026-1000"]
		sato ["CVE-2026-1000"]
		smith ["CVE-2026-1000","CVE-2026-2000"]
	EOT
}

@test "nothing comes, nothing happens; bad lines are named" {
	run -0 vvs-notify --to-dir mail </dev/null
	assert_output ""
	printf '%s\n' 'no json' '{"type":"finding","id":"x"}' \
		'{"type":"finding","stored":false}' >in
	run -65 vvs-notify --to-dir mail <in
	assert_line --index 0 --partial "vvs-notify: <stdin>:1:"
	assert_line --index 1 "vvs-notify: <stdin>:2: finding without an id"
	[ ! -s found ] || [ -z "$(ls mail)" ]
}

@test "the backlog is told on request, and when it gets worse" {
	vvs-notify --pending --to-dir mail >/dev/null
	raise 20200000003000
	vvs-notify --pending --to-dir mail | jq -r '"\(.account) \(.vulnerabilities)"' >got
	diff got - <<-'EOT'
		admin ["CVE-2020-3000"]
		reader ["CVE-2020-3000"]
		sato ["CVE-2020-3000"]
		smith ["CVE-2020-3000"]
	EOT
	run -0 text_of mail/smith-000008.eml
	assert_line --partial "level URGENT, was HIGH"
	run -0 vvs-notify --backlog --to-dir mail
	assert_output ""
}

@test "--backlog tells everything" {
	run -0 vvs-notify --backlog --to-dir mail
	[ "$(jq -c .vulnerabilities <<<"${lines[0]}")" = \
		'["CVE-2026-1000","CVE-2020-3000","CVE-2026-2000"]' ]
}

@test "changes are told with what changed, to those who know" {
	vvs-notify --pending --to-dir mail >/dev/null
	resolve 20260000001000 web1
	raise 20260000002000
	vvs-notify --pending --to-dir mail >out
	run -0 text_of mail/sato-000007.eml
	assert_line "Subject: [VVS][緊急] 脆弱性のお知らせ（新規 0 件、変更 2 件）"
	assert_line --partial "リスクレベルが「緊急」になりました（以前は「中」）"
	assert_line --partial "該当しなくなりました"
	run -0 vvs-notify --pending --to-dir mail
	assert_output ""
}

# The software is known, what is found is told.
told_of_all() {
	vvs-import-assets --source test software >/dev/null
	vvs-match --pending --stale-ok >/dev/null
	vvs-notify --pending --to-dir mail >/dev/null
}

# Match again; what is told then, as the account's kinds.
again() {
	vvs-match --pending --stale-ok >/dev/null
	vvs-notify --pending --to-dir mail | jq -r .account | paste -sd ' '
}

# kev CVE ...: the catalogue of the day has these.
kev() {
	jq -nc '{catalogVersion: "x", dateReleased: (env.VVS_NOW // "2026-02-02T00:00:00Z"),
		count: ($ARGS.positional | length), vulnerabilities: [$ARGS.positional[] |
		{cveID: ., vendorProject: "Example", product: "Thing",
		vulnerabilityName: "x", dateAdded: "2026-02-02", shortDescription: "x",
		requiredAction: "Apply", dueDate: "2026-02-23",
		knownRansomwareCampaignUse: "Unknown", notes: "", cwes: []}]}' \
		--args "$@" >kev.json
	vvs-fetch-feed --from kev.json kev >/dev/null 2>&1
	vvs-match --pending --stale-ok >/dev/null
}

# What changed, as sato reads it: he is the third, of systems of his own.
changed() {
	rm -rf mail
	vvs-notify --pending --to-dir mail >out
	for f in mail/sato-*.eml; do
		[ -e "$f" ] || continue
		text_of "$f" | sed -n '/^  変更 /,/^  内容 /p' |
			sed '/^  内容 /d; s/^ *//; s/^変更 *//' | tr -d '\n'
	done
}

@test "each material change from the feeds, in words" {
	vvs-import-assets --format jsonl software >/dev/null 2>&1
	vvs-match --all --stale-ok >/dev/null
	vvs-notify --pending --to-dir mail >/dev/null
	export VVS_NOW=2026-02-02T00:00:00Z
	kev CVE-2026-2000
	assert_equal "$(changed)" \
		"リスクレベルが「緊急」になりました（以前は「中」）。悪用が確認されました（KEV に追加）。"
	run -0 text_of mail/sato-*.eml
	assert_line "  悪用      確認されています（KEV、CISA 期限 2026-02-23）"
	assert_line "  対応期限  2026-02-23"
	export VVS_NOW=2026-02-03T00:00:00Z
	kev
	assert_equal "$(changed)" \
		"リスクレベルが「中」になりました（以前は「緊急」）。KEV から取り下げられました。"
	# the score goes to another band, then within it
	advisory CVE-2026-1000 2026-02-03 7.5 "new hole" 新しい穴です。 >1.json
	vvs-fetch-feed --from 1.json nvd >/dev/null 2>&1
	vvs-match --pending --stale-ok >/dev/null
	assert_equal "$(changed)" "リスクレベルが「高」になりました（以前は「緊急」）。"
	advisory CVE-2026-1000 2026-02-04 8.1 "new hole" 新しい穴です。 >1.json
	vvs-fetch-feed --from 1.json nvd >/dev/null 2>&1
	vvs-match --pending --stale-ok >/dev/null
	assert_equal "$(changed)" ""
	# gone with its software, and found again
	resolve 20260000001000 web1
	assert_equal "$(changed)" "該当しなくなりました（解消）。"
	sql "UPDATE finding SET state='open', seq=(SELECT value+1 FROM meta WHERE key='seq') WHERE cve=20260000001000 AND system='web1';
		UPDATE meta SET value=value+1 WHERE key='seq'"
	assert_equal "$(changed)" "再び該当しました。"
	assert_equal "$(changed)" ""
}

@test "another text of an old record is not told" {
	told_of_all
	jq -c '.timestamp = "2026-01-30T12:00:00" | .vulnerabilities[0].cve |= (
		.lastModified = "2026-01-30T11:00:00" |
		.descriptions[0].value = "better words" |
		.references = [{url: "https://example.jp/"}])' 1.json >4.json
	vvs-fetch-feed --from 4.json nvd >changed
	[ -s changed ]
	assert_equal "$(again)" ""
}

@test "other criteria that cover a system are told" {
	told_of_all
	jq -c '.timestamp = "2026-01-30T12:00:00" | .vulnerabilities[0].cve |= (
		.lastModified = "2026-01-30T11:00:00" |
		.configurations[0].nodes[0].cpeMatch[0] |= (
			.criteria = "cpe:2.3:a:example:cve-2026-1000:*:*:*:*:*:*:*:*" |
			.versionEndIncluding = "2.0"))' 1.json >4.json
	vvs-fetch-feed --from 4.json nvd >/dev/null
	assert_equal "$(again)" "admin sato smith"
	run -0 text_of "$(ls mail/sato-*.eml | tail -n 1)"
	assert_line --partial "該当する条件が変わりました。"
	run -0 text_of "$(ls mail/smith-*.eml | tail -n 1)"
	assert_line --partial "It covers the system in another way."
	assert_equal "$(again)" ""
}

@test "an EPSS over the limit is told once, one that falls is not" {
	told_of_all
	for score in 0.05 0.3 0.4 0.02 0.5; do
		printf '#model_version:v2025.03.14,score_date:2026-01-30T00:00:0%s+0000\n%s\n' \
			"$((++n))" "cve,epss,percentile" >epss.csv
		echo "CVE-2026-2000,$score,0.9" >>epss.csv
		vvs-fetch-feed --from epss.csv epss >/dev/null
		again
	done >told
	assert_equal "$(paste -sd , told)" ",admin reader sato smith,,,"
	run -0 text_of "$(ls mail/sato-*.eml | tail -n 1)"
	assert_line --partial "悪用の予測 (EPSS) が基準を超えました。"
}

@test "what is resolved before anybody was told is not told" {
	resolve 20260000001000 web1
	vvs-notify --pending --to-dir mail | jq -c 'select(.account=="sato").vulnerabilities' >got
	diff got - <<<'["CVE-2026-2000"]'
}

@test "what people have decided is not told" {
	sql "UPDATE finding SET state='not_affected' WHERE cve=20260000001000"
	vvs-notify --pending --to-dir mail | jq -c '[.account,.vulnerabilities]' >got
	diff got - <<-'EOT'
		["admin",["CVE-2026-2000"]]
		["reader",["CVE-2026-2000"]]
		["sato",["CVE-2026-2000"]]
		["smith",["CVE-2026-2000"]]
	EOT
}

@test "--immediate: one mail a CVE, later ones answer it" {
	vvs-notify --pending --immediate --to-dir mail >out
	[ "$(jq -r 'select(.account=="sato").kind' out | tr '\n' ' ')" = "cve cve " ]
	[ "$(jq -r 'select(.account=="reader").kind' out)" = reader ]
	raise 20260000002000
	vvs-notify --pending --immediate --to-dir mail2 >out2
	root=$(jq -r 'select(.account=="sato" and .vulnerabilities==["CVE-2026-2000"]).id' out)
	run -0 text_of mail2/sato-*.eml
	assert_line "References: <$root>"
	assert_line "Subject: [VVS][緊急] CVE-2026-2000 Thing cve-2026-2000"
}

@test "the frequency of an account" {
	vvs-register account --id sato --frequency weekly >/dev/null
	vvs-register account --id smith --frequency immediate >/dev/null
	vvs-notify --pending --to-dir mail >out
	[ "$(jq -r 'select(.account=="smith").kind' out | tr '\n' ' ')" = "cve cve " ]
	grep -q '"account":"sato"' out
	sql "UPDATE finding SET level='low', seq=(SELECT value+1 FROM meta WHERE key='seq') WHERE cve=20260000002000;
		UPDATE meta SET value=value+1 WHERE key='seq'"
	vvs-notify --pending --to-dir mail | jq -r .account | tr '\n' ' ' >got
	[ "$(cat got)" = "admin reader smith " ]
	VVS_NOW=2026-02-08T00:00:00Z vvs-notify --pending --to-dir mail | jq -r .account >got
	[ "$(cat got)" = sato ]
}

# at TIME: who gets a mail then?
at() {
	VVS_NOW=$1 vvs-notify --pending --to-dir mail | jq -r .account | paste -sd ' '
}

# touch LEVEL: a change of what everybody knows, not urgent.
touch_level() {
	sql "UPDATE finding SET level='$1', seq=(SELECT value+1 FROM meta WHERE key='seq') WHERE cve=20260000002000;
		UPDATE meta SET value=value+1 WHERE key='seq'"
}

@test "daily and weekly are days of Japan" {
	vvs-register account --id sato --frequency daily >/dev/null
	vvs-register account --id smith --frequency weekly >/dev/null
	vvs-register account --id admin --frequency immediate >/dev/null
	# 2026-02-01 23:59:59 in Japan
	assert_equal "$(at 2026-02-01T14:59:59Z)" "admin admin reader sato smith"
	touch_level low
	assert_equal "$(at 2026-02-01T14:59:59Z)" "admin reader"
	assert_equal "$(at 2026-02-01T15:00:00Z)" sato
	touch_level medium
	assert_equal "$(at 2026-02-02T14:59:59Z)" "admin reader"
	# what waits for smith is as it was when he was told
	assert_equal "$(at 2026-02-02T15:00:00Z)" sato
	touch_level low
	assert_equal "$(at 2026-02-07T14:59:59Z)" "admin reader sato"
	assert_equal "$(at 2026-02-07T15:00:00Z)" smith
	touch_level medium
	assert_equal "$(at 2026-02-07T15:00:01Z)" "admin reader sato"
	# urgent does not wait, and takes the rest along
	raise 20260000001000
	touch_level urgent
	assert_equal "$(at 2026-02-07T15:00:02Z)" "admin reader sato smith"
	assert_equal "$(at 2026-02-20T00:00:00Z)" ""
}

@test "a dry run tells who would get what and changes nothing" {
	sql .dump | grep -v meta >before
	run -0 vvs-notify --pending -n
	[ "${#lines[@]}" = 4 ]
	[ "$(jq -r '"\(.to) \(.state)"' <<<"${lines[2]}")" = "sato@example.jp queued" ]
	sql .dump | grep -v meta | diff before -
}

@test "hostile names and texts stay text" {
	advisory CVE-2026-4000 2026-01-25 9.9 $'evil\u001b[31m\r\nBcc: x@evil.example {name} %%\u202e' '' >4.json
	vvs-fetch-feed --from 4.json nvd >/dev/null 2>&1
	printf '%s\n' '{"type":"software","system":"db1","name":"a\r\nBcc: x@evil.example\r\n\r\n{id}\u202e\u001b[0m","cpe":"cpe:2.3:a:example:cve-2026-4000:1.0:*:*:*:*:*:*:*"}' |
		vvs-match --stale-ok >/dev/null
	vvs-notify --all --immediate --to-dir mail >out
	for f in mail/*.eml; do
		run -0 /usr/bin/python3 -c '
import email, email.policy, sys
raw = open(sys.argv[1], "rb").read()
m = email.message_from_bytes(raw, policy=email.policy.default)
assert m["Bcc"] is None and not m.defects, raw
assert not set(raw) & (set(range(32)) - {10}), raw
assert "\u202e" not in m.get_content() + m["Subject"], raw' "$f"
	done
	jq -r 'select(.account=="smith").subject' out | grep -qF '{id}'
}

@test "own templates and signature" {
	mkdir own
	printf '%s\n' 'Betreff {new} {nothing}' %% '{name}: {items}' %% '{cve};' >own/digest.ja
	echo "my signature" >sig
	printf '%s\n' "mail.templates $PWD/own" "mail.signature $PWD/sig" >vvs.conf
	run -78 notify --pending --to-dir mail
	assert_output "vvs-notify: unknown value '{nothing}' in a mail template"
	sed -i 's/ {nothing}//' own/digest.ja
	notify --pending --to-dir mail >/dev/null
	run -0 text_of mail/sato-000003.eml
	assert_line "Subject: Betreff 2"
	assert_line "佐藤 花子: CVE-2026-1000;"
	assert_line "my signature"
	run -0 text_of mail/smith-000004.eml
	assert_line "Dear Jane Smith,"
}

@test "a folder of templates that is not there" {
	echo "mail.templates $PWD/nowhere" >vvs.conf
	run -78 notify --pending --to-dir mail
	assert_output "vvs-notify: cannot open '$PWD/nowhere': No such file or directory"
}

@test "a folder that cannot be made: nothing is written for the next run" {
	run -74 vvs-notify --backlog --to-dir no/such/folder
	assert_output "vvs-notify: cannot make 'no/such/folder': No such file or directory"
	run -0 vvs-notify --unsent
	assert_output ""
	run -0 vvs-notify --backlog --dry-run --to-dir never
	[ ! -e never ]
}

@test "--unsent goes with no other option" {
	for o in --pending --all --backlog --immediate -n "--to-dir x" "--again x"; do
		# shellcheck disable=SC2086 # two words
		run -64 vvs-notify --unsent $o
	done
}

@test "without mail settings nothing happens" {
	run -78 vvs-notify --pending
	assert_output --partial "mail.config is not set"
	[ "$(sql 'SELECT count(*) FROM outbox')" = 0 ]
}

@test "mail goes out by the relay, one connection, each answer kept" {
	relay
	run -0 notify --pending
	[ "${#lines[@]}" = 4 ]
	[ "$(jq -c '[.state,.code,.reply]' <<<"${lines[0]}")" = '["sent",250,"taken"]' ]
	[ "$(grep -c ^took "$SMTP/log")" = 4 ]
	run -0 text_of "$SMTP/3.eml"
	assert_line "佐藤 花子 様"
	[ "$(sql "SELECT count(*) FROM outbox WHERE state='sent' AND text IS NULL")" = 4 ]
	run -0 vvs-audit
	assert_output --partial '"kind":"delivered"'
	run -0 notify --pending
	assert_output ""
}

@test "4xx is tried again, later each time; 5xx is reported once" {
	relay
	vvs-register account --id sato --email later@example.jp >/dev/null
	vvs-register account --id smith --email gone@example.jp >/dev/null
	run -75 --separate-stderr notify --pending
	[ "${#stderr_lines[@]}" = 2 ]
	[[ ${stderr_lines[0]} == *"later@example.jp was refused for now: 4.2.0 try again later" ]]
	[[ ${stderr_lines[1]} == *"gone@example.jp was refused for good: 5.1.1 no such user" ]]
	run -0 notify --pending
	assert_output ""
	VVS_NOW=2026-01-31T00:15:00Z run -75 --separate-stderr notify --pending
	[ "${#lines[@]}" = 1 ]
	VVS_NOW=2026-01-31T00:44:00Z run -0 notify --pending
	assert_output ""
	sql "UPDATE outbox SET recipient='a@example.jp' WHERE account='sato'"
	VVS_NOW=2026-01-31T00:45:00Z run -0 notify --pending
	[ "$(jq -r .state <<<"$output")" = sent ]
	sql "UPDATE outbox SET state='queued', text=x'0d0a', recipient='later@example.jp' WHERE account='sato'"
	VVS_NOW=2026-02-03T00:00:00Z run -65 --separate-stderr notify --pending
	[[ $stderr == *"was refused for too long"* ]]
	[ "$(jq -r .state <<<"$output")" = failed ]
}

@test "who was removed or has lost the scope gets nothing more" {
	need /usr/bin/python3
	vvs-register account --id smith --frequency weekly >/dev/null
	sql "INSERT INTO outbox (message_id, account, recipient, kind, subject,
		about, findings, state, attempts, unknown, queued_at, next_at, code)
		VALUES ('a@x', 'smith', 'x@example.jp', 'digest', '', '', 0,
		'sent', 0, 0, 1769800000, 0, 0)"
	resolve 20260000001000 db1
	PORT=$(free_port) use_relay
	run -69 notify --pending
	[ "$(sql "SELECT count(*) FROM told WHERE account='smith' AND waiting")" = 1 ]
	vvs-register account --id smith --scope system:web1 >/dev/null
	echo '{"type":"account","id":"sato"}' | vvs-register --remove >/dev/null
	relay
	run -0 notify --pending
	VVS_NOW=2026-02-09T00:00:00Z run -0 notify --pending
	run -1 grep -E 'sato|smith' "$SMTP/log"
	[ "$(sql "SELECT state, reply FROM outbox WHERE account='sato'")" = \
		"failed|the account was removed" ]
}

@test "the relay is away: all mail waits" {
	need /usr/bin/python3
	PORT=$(free_port) use_relay
	run -69 notify --pending
	[ "$(sql "SELECT count(*) FROM outbox WHERE state='queued'")" = 4 ]
	relay
	run -0 notify --pending
	[ "$(grep -c ^took "$SMTP/log")" = 4 ]
}

@test "cut off after the final dot: once more with the same Message-ID" {
	relay
	vvs-register account --id sato --email drop-after@example.jp >/dev/null
	run -69 --separate-stderr notify --pending
	[[ $stderr == *"may have arrived, and is sent once more"* ]]
	[ "$(sql "SELECT state, unknown FROM outbox WHERE account='sato'")" = "queued|1" ]
	run -69 --separate-stderr notify --pending
	id=$(sql "SELECT message_id FROM outbox WHERE account='sato'")
	[[ $stderr == *"mail '$id' to drop-after@example.jp was sent twice and may have arrived; nobody knows"*"vvs-notify --again $id"* ]]
	run -0 notify --pending
	[ "$(sql "SELECT count(*) FROM outbox WHERE state='sent'")" = 3 ]
	run -0 vvs-notify --unsent
	[ "$(jq -r '[.id, .state, .to] | join(" ")' <<<"$output")" = "$id unknown drop-after@example.jp" ]
	[ "$(vvs-audit --kind undelivered | jq -r .content.id)" = "$id" ]
	grep -h ^Message-ID: "$SMTP"/*.eml | sort | uniq -c | sort -n | tail -n 1 >got
	grep -q '^ *2 ' got
	[ "$(grep -c 'took drop-after' "$SMTP/log")" = 2 ]
}

@test "killed twice in flight: unknown, said so, sent again by hand alone" {
	need /usr/bin/python3
	PORT=$(free_port) use_relay
	run -69 notify --pending
	sql "UPDATE outbox SET state='sending' WHERE account='sato';
		DELETE FROM outbox WHERE account<>'sato'"
	id=$(sql "SELECT message_id FROM outbox")
	run -69 --separate-stderr notify --pending
	[[ $stderr == *"$id"*"may have arrived, and is sent once more: the run that sent it ended"* ]]
	sql "UPDATE outbox SET state='sending'"
	run -65 --separate-stderr notify --pending
	[[ $stderr == *"was sent twice and may have arrived"*"--again $id'"* ]]
	[ "$(jq -r .state <<<"$output")" = unknown ]
	# nothing sends it but a hand
	run -0 notify --pending
	run -0 notify --all
	assert_output ""
	relay
	run -66 notify --again nobody@example.jp
	run -64 notify --again "$id" -n
	run -0 notify --again "$id"
	[ "$(jq -r '[.id, .state] | join(" ")' <<<"$output")" = "$id sent" ]
	run -66 notify --again "$id"
	run -0 vvs-notify --unsent
	assert_output ""
	assert_equal "$(vvs-audit | jq -r 'select(.kind | test("delivered")).kind' | paste -sd ' ')" \
		"undelivered delivered"
}

@test "refused for good: the mail can be sent by hand later" {
	relay
	vvs-register account --id sato --email gone@example.jp >/dev/null
	run -65 notify --pending
	id=$(vvs-notify --unsent | jq -r .id)
	sql "UPDATE outbox SET recipient='sato@example.jp' WHERE account='sato'"
	run -0 notify --again "$id"
	[ "$(jq -r .state <<<"$output")" = sent ]
	grep -qx "Message-ID: <$id>" <(tr -d '\r' <"$SMTP/4.eml")
}

@test "two at once: one waits for the other, nobody is told twice" {
	relay
	notify --pending >out1 &
	first=$!
	notify --pending >out2
	wait "$first"
	[ "$(grep -c ^took "$SMTP/log")" = 4 ]
}

@test "killed anywhere: told once, or twice with the same Message-ID and said so" {
	[ -z "${SAN-}" ] || skip "sanitizer build"
	relay
	vvs-register account --id admin --remove >/dev/null 2>&1 || :
	for n in $(seq 1 4 600); do
		rm -f "$SMTP"/*.eml
		killed_at "$n" notify --pending || break
		for _ in 1 2 3; do
			notify --pending >>out 2>>err && break
		done
		[ "$(sql "SELECT count(*) FROM outbox WHERE state<>'sent'")" = 0 ]
		# everybody has it; more mails than Message-IDs only if it was said
		grep -h ^Message-ID: "$SMTP"/*.eml >ids
		sort -u ids >unique
		[ "$(sql 'SELECT count(*) FROM outbox')" = "$(wc -l <unique)" ]
		[ "$(grep -h '^To:' "$SMTP"/*.eml | sort -u | wc -l)" = "$(wc -l <unique)" ]
		twice=$(($(wc -l <ids) - $(wc -l <unique)))
		said=$(grep -c 'may have arrived' err || :)
		[ "$twice" -le "$said" ] && [ "$said" -le 1 ] || {
			echo "at $n: $twice twice, $said said"
			return 1
		}
	done
	[ "$n" -gt 60 ]
}

@test "killed while writing files: every file is there, complete" {
	[ -z "${SAN-}" ] || skip "sanitizer build"
	for n in $(seq 1 4 600); do
		killed_at "$n" vvs-notify --pending --to-dir mail || break
		vvs-notify --pending --to-dir mail >>out 2>>err
		[ "$(ls mail | tr '\n' ' ')" = "admin-000001.eml reader-000002.eml sato-000003.eml smith-000004.eml " ]
		[ "$(tail -qn 1 mail/*.eml | sort -u | wc -l)" = 2 ]
	done
	[ "$n" -gt 60 ]
}

@test "news goes through one's own filter" {
	vvs-filter --as sato --set --min-cvss 7
	vvs-filter --as smith --set '.vulnerability == "CVE-2026-2000"'
	vvs-notify --pending --to-dir mail >out
	assert_equal "$(jq -r '.account + " " + (.vulnerabilities | join(" "))' out)" \
		"admin CVE-2026-1000 CVE-2026-2000
reader CVE-2026-1000 CVE-2026-2000
sato CVE-2026-1000
smith CVE-2026-2000"
	# what is dropped is not lost: it is told when it passes
	sql "UPDATE vulnerability SET cvss_score=95 WHERE cve=20260000002000"
	raise 20260000002000
	vvs-notify --pending --to-dir mail >out
	assert_equal "$(jq -r 'select(.account == "sato").vulnerabilities[]' out)" CVE-2026-2000
	run -0 vvs-notify --all --to-dir mail
	assert_output ""
}

@test "what a filter that fails cannot judge passes, and its owner is told" {
	vvs-filter --as sato --set '.cvss | error("no <good>\n")'
	vvs-filter --as smith --set 'def f: f; f'
	vvs-notify --pending --to-dir mail >out
	assert_equal "$(jq -r .findings out | paste -sd ' ')" "4 2 2 2"
	run -0 text_of mail/sato-000003.eml
	assert_line --partial "個別フィルタが失敗したため"
	run -0 text_of mail/smith-000004.eml
	assert_line --partial "Your filter fails; what it cannot judge is told"
	run -0 text_of mail/admin-000001.eml
	refute_output --partial "フィルタ"
}

@test "why a filter failed is told in the owner's language" {
	[ -z "${SAN-}" ] || skip "sanitizer build: without a limit of memory"
	vvs-register account --id smith --lang ja >/dev/null
	vvs-filter --as sato --set 'until(false; .)'
	vvs-filter --as smith --set '.id | until(false; . + .)'
	vvs-filter --as admin --set halt
	vvs-notify --pending --to-dir mail >/dev/null
	text_of mail/sato-*.eml | tr -d '\n' | grep -F '（vvs-filter で直せます）：1 件の処理に時間がかかりすぎました'
	text_of mail/smith-*.eml | tr -d '\n' | grep -F 'メモリを使いすぎたか、入れ子が深すぎます'
	text_of mail/admin-*.eml | tr -d '\n' | grep -F 'halt は使えません'
}

@test "others write while a filter takes its time" {
	vvs-filter --as sato --set 'range(1e9) | false'
	for how in '--pending -n' '--pending --to-dir mail'; do
		# shellcheck disable=SC2086
		vvs-notify $how >out &
		sleep 1
		# without waiting for the lock
		sqlite3 "$VVS_STATE" "PRAGMA busy_timeout=0; BEGIN IMMEDIATE; UPDATE meta SET value=value WHERE key='seq'; COMMIT"
		kill -0 $! # it was still at it
		wait $!
		assert_equal "$(jq -r '"\(.account) \(.findings)"' out | paste -sd ' ')" \
			"admin 4 reader 2 sato 2 smith 2"
	done
	run -0 text_of mail/sato-000003.eml
	assert_line --partial "個別フィルタが失敗したため"
}

@test "one filter takes all the time: its owner waits half a minute, nobody longer" {
	[ -n "${FAULTS-}" ] || skip "takes half a minute (FAULTS=1)"
	for i in $(seq 300); do
		echo "{\"type\":\"software\",\"system\":\"web1\",\"name\":\"Thing $i\",\"cpe\":\"cpe:2.3:a:example:cve-2026-1000:1.0:u$i:*:*:*:*:*:*\"}"
	done >software
	vvs-match --stale-ok <software >/dev/null
	vvs-filter --as sato --set '[range(1e6)] | length == 0'
	SECONDS=0
	vvs-notify --pending --to-dir mail >out
	[ "$SECONDS" -ge 20 ]
	[ "$SECONDS" -lt 40 ]
	# what it dropped in time is dropped, the rest passes
	[ "$(jq -r 'select(.account == "sato").findings' out)" -gt 2 ]
	run -0 text_of mail/sato-000003.eml
	assert_line --partial "個別フィルタが失敗したため"
}

@test "what changes while filters judge is told by the next run" {
	vvs-filter --as sato --set 'range(1e9) | false'
	vvs-filter --as smith --set '.level == "urgent"'
	vvs-notify --pending --to-dir mail >out &
	sleep 1
	raise 20260000002000
	wait $!
	vvs-notify --pending --to-dir mail >>out
	jq -r 'select(.account == "smith").vulnerabilities[]' out | sort -u | paste -sd ' ' >got
	assert_equal "$(cat got)" "CVE-2026-1000 CVE-2026-2000"
}

@test "a security-reader's filter learns nothing of systems" {
	sql "UPDATE finding SET assignee='sato', plan_due=20500"
	for key in system id assignee plan_due state .software.version .evidence.criteria; do
		vvs-filter --as reader --set "(.${key#.} // \"\") | . == \"\" or . == 0"
		run -0 vvs-notify --pending -n
		assert_line --partial '"account":"reader"'
	done
	vvs-filter --as reader --set --system web2 --product "thing cve-2026-1000"
	vvs-notify --pending --to-dir mail >out
	assert_equal "$(jq -r 'select(.account == "reader").vulnerabilities[]' out)" CVE-2026-1000
}

@test "many filters: one at a time, only where there is news" {
	for i in $(seq 20); do
		echo "{\"type\":\"account\",\"id\":\"u$i\",\"name\":\"U\",\"email\":\"u$i@example.jp\",\"role\":\"enterprise-manager\"}"
	done | vvs-register >/dev/null
	sql "INSERT INTO want SELECT DISTINCT account, NULL, '.kev', 1 FROM account_name WHERE account LIKE 'u%'"
	(
		ulimit -n 24
		vvs-notify --pending --to-dir mail >out
	)
	assert_equal "$(jq -r .account out | paste -sd ' ')" "admin reader sato smith"
	run -0 vvs-notify --all --to-dir mail
	assert_output ""
}

@test "killed with filters open: nothing lost, nothing twice" {
	[ -z "${SAN-}" ] || skip "sanitizer build"
	vvs-filter --as sato --set '.cvss.score > 7'
	vvs-filter --as smith --set --min-cvss 1
	for n in $(seq 1 7 600); do
		killed_at "$n" vvs-notify --pending --to-dir mail || break
		vvs-notify --pending --to-dir mail >>out 2>>err
		[ "$(ls mail | tr '\n' ' ')" = "admin-000001.eml reader-000002.eml sato-000003.eml smith-000004.eml " ]
		[ "$(sql 'SELECT group_concat(findings) FROM (SELECT findings FROM outbox ORDER BY key)')" = 4,2,1,2 ]
	done
	[ "$n" -gt 40 ]
}
