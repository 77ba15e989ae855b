load ../helper.bash

# Two systems, a finding on each, two managers; 2026-01-31 in Japan.
prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'XX'
		{"type":"system","id":"web1","name":"予約"}
		{"type":"system","id":"db1","name":"台帳"}
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"reader","name":"Reader","email":"reader@example.jp","role":"security-reader","scope":["all"]}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
		{"type":"account","id":"smith","name":"Jane Smith","email":"smith@example.jp","role":"system-manager","scope":["system:db1"],"lang":"en"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
	XX
	put_findings "
		INSERT INTO vulnerability (cve, cvss_score, severity, seq) VALUES (20210000044228, 70, 'high', 1);
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'11111111111111111111111111111111', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'affected', 'high', 80, '{}', 1, 1, 1),
		(x'22222222222222222222222222222222', 'db1', '{\"product\":\"nginx\"}', 20210000044228, 'nvd', 'affected', 'high', 80, '{}', 1, 1, 2);"
	A=11111111111111111111111111111111
	B=22222222222222222222222222222222
	news >/dev/null
}

news() {
	vvs-notify --pending --to-dir mail
}

# at DATE: who is reminded then, of how much?
at() {
	VVS_NOW=$1T03:00:00Z news |
		jq -r 'select(.kind == "reminder") | "\(.account) \(.findings)"' |
		paste -sd ' '
}

text_of() {
	/usr/bin/python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print("Subject: " + m["Subject"])
print(m.get_content().replace("\r\n", "\n"))' "$1"
}

# The last mail to an account.
last() {
	text_of "$(printf '%s\n' mail/"$1"-*.eml | tail -n 1)"
}

ask() {
	vvs-triage --as sato --request "隔離 <済み>" --until "${1-2026-06-30}" $A >/dev/null
	N=$(vvs-approve --as suzuki --list | jq .id)
}

# Our CVE is in KEV from now on.
exploited() {
	cat >kev.json <<-'XX'
		{"title":"t","catalogVersion":"2026.01.30","dateReleased":"2026-01-30T00:00:00Z","count":1,"vulnerabilities":[
		{"cveID":"CVE-2021-44228","vendorProject":"Apache","product":"Log4j","vulnerabilityName":"n","dateAdded":"2026-01-30","shortDescription":"d","requiredAction":"a","dueDate":"2026-02-20"}]}
	XX
	vvs-fetch-feed --from kev.json kev >/dev/null
	vvs-match --pending >/dev/null
}

@test "plans: nearly due, overdue, then every week" {
	sqlite3 "$VVS_STATE" "UPDATE finding SET state='planned', assignee='sato', plan_due=julianday('2026-02-20') - 2440587.5 WHERE system='web1'"
	assert_equal "$(at 2026-02-12)" ""
	assert_equal "$(at 2026-02-13)" "sato 1"
	run -0 last sato
	assert_line "Subject: [VVS] 対策期限・承認に関するお知らせ（1 件）"
	assert_line "佐藤 様"
	assert_line "【期限間近】CVE-2021-44228 予約 (web1): openssl"
	assert_line "  対策期限  2026-02-20"
	assert_line "  担当      佐藤 (sato)"
	refute_output --partial "理由"
	assert_equal "$(at 2026-02-20)" ""
	assert_equal "$(at 2026-02-21)" "sato 1"
	run -0 last sato
	assert_line --partial "【期限超過】CVE-2021-44228"
	assert_equal "$(at 2026-02-27)" ""
	assert_equal "$(at 2026-02-28)" "sato 1"
	assert_equal "$(at 2026-02-28)" ""
	# a new date is a new plan; what is done needs no reminder
	sqlite3 "$VVS_STATE" "UPDATE finding SET plan_due=plan_due + 10 WHERE system='web1'"
	assert_equal "$(at 2026-02-28)" "sato 1"
	sqlite3 "$VVS_STATE" "UPDATE finding SET state='done' WHERE system='web1'"
	assert_equal "$(at 2026-03-31)" ""
}

@test "plans: without an assignee who may see it, all who may" {
	sqlite3 "$VVS_STATE" "UPDATE finding SET state='planned', assignee=CASE system WHEN 'web1' THEN 'smith' END, plan_due=julianday('2026-02-02') - 2440587.5"
	assert_equal "$(at 2026-02-01)" "mori 2 sato 1 smith 1 suzuki 2"
	run -0 last smith
	assert_line "[DUE SOON] CVE-2021-44228 台帳 (db1): nginx"
	refute_output --partial web1
}

@test "a request: to the approvers, the result to who asked" {
	ask
	assert_equal "$(at 2026-02-01)" "mori 1 suzuki 1"
	run -0 last mori
	assert_line "【承認待ち】#$N CVE-2021-44228 予約 (web1): openssl"
	assert_line "  申請者    佐藤 (sato)"
	assert_line "  理由      隔離 <済み>"
	assert_equal "$(at 2026-02-02)" ""
	assert_equal "$(at 2026-02-08)" "mori 1 suzuki 1"
	vvs-approve --as suzuki --deny 直してください $N >/dev/null
	assert_equal "$(at 2026-02-09)" "sato 1"
	run -0 last sato
	assert_line "【否認】#$N CVE-2021-44228 予約 (web1): openssl"
	assert_line "  承認者    鈴木 (suzuki)"
	assert_line "  理由      直してください"
	assert_equal "$(at 2026-02-10)" ""
}

@test "one's own request is for others to decide" {
	vvs-triage --as suzuki --request x --until 2026-06-30 --cve CVE-2021-44228 >/dev/null
	assert_equal "$(at 2026-02-01)" "mori 1"
	vvs-approve --as mori --approve "$(vvs-approve --as mori --list | jq .id)" >/dev/null
	assert_equal "$(at 2026-02-01)" "suzuki 1"
	run -0 last suzuki
	assert_line --partial "cve:CVE-2021-44228"
	assert_line "  対策不要  2026-06-30 まで"
}

@test "approved, about to end, ended" {
	ask 2026-04-30
	vvs-approve --as suzuki --approve $N >/dev/null
	assert_equal "$(at 2026-02-01)" "sato 1"
	assert_equal "$(at 2026-03-30)" ""
	assert_equal "$(at 2026-03-31)" "mori 1 sato 1 suzuki 1"
	run -0 last sato
	assert_line --partial "【承認期限間近】#$N"
	assert_equal "$(at 2026-04-22)" ""
	assert_equal "$(at 2026-04-23)" "mori 1 sato 1 suzuki 1"
	assert_equal "$(at 2026-04-30)" ""
	assert_equal "$(at 2026-05-01)" "sato 1"
	run -0 last sato
	assert_line --partial "【承認期限切れ】#$N"
	assert_equal "$(vvs-list findings | jq -r 'select(.system == "web1").state')" affected
	assert_equal "$(at 2026-05-02)" ""
}

@test "a short approval is warned of only once; a revoked one is told" {
	ask 2026-02-15
	vvs-approve --as suzuki --approve $N >/dev/null
	assert_equal "$(at 2026-02-01)" "sato 1"
	assert_equal "$(at 2026-02-08)" "mori 1 sato 1 suzuki 1"
	vvs-approve --as mori --revoke 事情が変わった $N >/dev/null
	assert_equal "$(at 2026-02-09)" "sato 1"
	run -0 last sato
	assert_line --partial "【承認取消】#$N"
	assert_line "  理由      事情が変わった"
}

@test "revoked since the facts have changed: who asked is told why" {
	ask
	vvs-approve --as suzuki --approve $N >/dev/null
	assert_equal "$(at 2026-02-01)" "sato 1"
	exploited
	VVS_NOW=2026-02-02T03:00:00Z news >out
	# one mail says both: the news, and that the approval is gone
	assert_equal "$(jq -r 'select(.account == "sato").kind' out)" digest
	run -0 last sato
	assert_line --partial "（新規 1 件、変更 0 件、期限・承認 1 件）"
	assert_line "■ 対策期限・承認に関するお知らせ（1 件）"
	assert_line "【承認取消】CVE-2021-44228 予約 (web1): openssl"
	assert_line "  理由      悪用が確認されたため"
	assert_equal "$(at 2026-02-03)" ""
	# of an approval that holds for nothing more nobody is warned
	assert_equal "$(at 2026-06-25)" ""
}

@test "revoked since the facts have changed: not told who lost the scope" {
	ask
	vvs-approve --as suzuki --approve $N >/dev/null
	assert_equal "$(at 2026-02-01)" "sato 1"
	vvs-register account --id sato --scope system:db1 >/dev/null
	exploited
	assert_equal "$(sqlite3 "$VVS_STATE" "SELECT state FROM finding WHERE system='web1'")" affected
	VVS_NOW=2026-02-02T03:00:00Z news >out
	for f in mail/sato-*.eml; do text_of "$f"; done >sato
	run ! grep -q 承認取消 sato
}

@test "weekly means weekly, a dry run changes nothing" {
	echo '{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager","frequency":"weekly"}' |
		vvs-register >/dev/null
	ask
	run -0 vvs-notify --pending -n
	assert_line --partial '"kind":"reminder"'
	assert_equal "$(at 2026-02-01)" "mori 1 suzuki 1"
	vvs-triage --as smith --request y --until 2026-06-30 $B >/dev/null
	assert_equal "$(at 2026-02-02)" "suzuki 1"
	assert_equal "$(at 2026-02-08)" "mori 2 suzuki 2"
}

@test "killed anywhere: each reminder once" {
	[ -z "${SAN-}" ] || skip "sanitizer build"
	ask
	sqlite3 "$VVS_STATE" "UPDATE finding SET state='planned', plan_due=julianday('2026-02-02') - 2440587.5 WHERE system='db1'"
	for n in $(seq 1 7 600); do
		killed_at "$n" vvs-notify --pending --to-dir mail || break
		news >>out 2>>err
		assert_equal "$(sqlite3 "$VVS_STATE" "SELECT group_concat(account, ' ') FROM (SELECT account FROM outbox WHERE kind='reminder' AND state='sent' AND queued_at > 1769817600 - 86400 * 30 ORDER BY key)")" "mori smith suzuki"
		[ "$(ls mail | sed 's/-.*//' | sort -u | paste -sd ' ')" = "mori smith suzuki" ]
	done
	[ "$n" -gt 40 ]
}

@test "a change that waits: to the approvers with old and new, the result to who asked" {
	echo 'approve_system_changes yes' >conf
	vvs-register -c conf --as sato system --id web1 --address 192.0.2.1 --address 192.0.2.2 >/dev/null
	vvs-import-assets -c conf --as sato --source cmdb >/dev/null 2>&1 <<<'{"type":"software","system":"web1","name":"bash","version":"5.2"}'
	readarray -t n < <(vvs-approve --as suzuki --list | jq .id)
	assert_equal "$(at 2026-02-01)" "mori 2 suzuki 2"
	run -0 last mori
	assert_line "【承認待ち】#${n[0]} web1: addresses - → 192.0.2.1, 192.0.2.2"
	assert_line "【承認待ち】#${n[1]} web1: software (cmdb) +1 ~0 -0"
	assert_line "  申請者    佐藤 (sato)"
	vvs-approve --as suzuki --approve "${n[0]}" >/dev/null
	vvs-approve --as suzuki --deny 違う "${n[1]}" >/dev/null
	assert_equal "$(at 2026-02-02)" "sato 2"
	run -0 last sato
	assert_line "【承認】#${n[0]} web1: addresses - → 192.0.2.1, 192.0.2.2"
	assert_line "【否認】#${n[1]} web1: software (cmdb) +1 ~0 -0"
	assert_line "  理由      違う"
	assert_equal "$(at 2026-06-01)" ""
}
