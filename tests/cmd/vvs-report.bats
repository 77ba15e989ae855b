load ../helper.bash

# Two systems, three open findings, one that is resolved.
prepare() {
	vvs-init --test
	put_findings <<-'SQL'
		INSERT INTO source (name, checked_at, data_at, watermark, progress) VALUES
			('nvd', 1769760000, 1769760000, NULL, NULL),
			('kev', NULL, 1769760000, NULL, NULL),
			('epss', NULL, 1769760000, NULL, NULL);
		INSERT INTO vulnerability (cve, status, cvss_version, cvss_vector, cvss_score, severity, published_at, modified_at, seq) VALUES
			(20210000044228, 'analyzed', '3.1', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 100, 'critical', 0, 0, 1),
			(20240000006387, 'analyzed', '3.1', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 81, 'high', 0, 0, 2);
		INSERT INTO kev (cve, added, due, ransomware, body, withdrawn_at, seq) VALUES (20210000044228, '2021-12-10', '2021-12-24', 'known', '{"added":"2021-12-10","due":"2021-12-24","ransomware":"known","product":"Log4j2"}', NULL, 1);
		INSERT INTO epss (cve, score, percentile, seq) VALUES (20210000044228, 94358, 99959, 1);
		INSERT INTO given (id, system, software, cve, source, state, level, due, confidence, evidence, first_at, changed_at, seq) VALUES
			(x'00000000000000000000000000000001', 'web1', '{"name":"log4j-core","version":"2.14.1"}', 20210000044228, 'nvd', 'open', 'urgent', '2026-01-20', 90, '{"applicability":"met"}', 1769700000, 1769700000, 10),
			(x'00000000000000000000000000000002', 'web1', '{"name":"openssh","version":"9.6p1"}', 20240000006387, 'nvd', 'planned', 'high', NULL, 30, '{"applicability":"possible"}', 1769700000, 1769700000, 11),
			(x'00000000000000000000000000000003', 'db1', '{"name":"openssh","version":"9.6p1"}', 20240000006387, 'nvd', 'open', 'high', NULL, 90, '{"applicability":"met"}', 1769700000, 1769700000, 12),
			(x'00000000000000000000000000000004', 'db1', '{"name":"log4j-core","version":"2.1"}', 20210000044228, 'nvd', 'resolved', 'urgent', NULL, 90, '{"applicability":"met"}', 1769700000, 1769700000, 13);
	SQL
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"本社"}
		{"type":"organization","id":"web","name":"Web事業部","parent":"hq"}
		{"type":"system","id":"web1","name":"予約サイト","organization":"web","exposure":"internet"}
		{"type":"system","id":"db1","name":"顧客データ","organization":"hq","exposure":"internal"}
	EOT
}

@test "the page tells what is open, in both languages" {
	vvs-report -l ja summary >ja.html
	grep -q '<html lang="ja">' ja.html
	grep -q '<b>3</b>件の脆弱性が未対応です（2システム）' ja.html
	grep -q '予約サイト' ja.html
	grep -q 'CVE-2021-44228' ja.html
	grep -q 'Log4j2' ja.html
	vvs-report -l en summary >en.html
	grep -q '<html lang="en">' en.html
	grep -q '<b>3</b> findings are open on 2 systems' en.html
	grep -q 'uses data from the NVD API' en.html
}

@test "the page is well-formed and loads nothing" {
	need xmllint
	vvs-report -l ja summary >page.html
	# as XML, so that a tag left open is an error
	sed -e 's/<!DOCTYPE html>//' -e 's/<meta \([^>]*\)>/<meta \1\/>/' page.html >page.xml
	xmllint --noout page.xml
	run ! grep -E '<script|<link|<img|url\(|@import|src=' page.html
}

@test "announcements stand in it, each for whom it is" {
	vvs-register >/dev/null <<-'EOT'
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	vvs-announce --id n1 --title '障害 <b>' --title-en Incident --text '調査中です。' \
		--category incident --from 2026-01-31T00:00:00Z --scope organization:web >/dev/null
	vvs-announce --id n2 --title 終わり --to 2026-01-30T00:00:00Z >/dev/null
	vvs-announce --id n3 --title 本社だけ --scope system:db1 >/dev/null
	vvs-report -l ja summary >page.html
	grep -q '<b>障害 &lt;b&gt;</b> 2026-01-31 09:00 – ' page.html
	grep -q '調査中です。' page.html
	grep -q 本社だけ page.html
	run ! grep 終わり page.html
	! command -v xmllint ||
		sed -e 's/<!DOCTYPE html>//' -e 's/<meta \([^>]*\)>/<meta \1\/>/' page.html | xmllint --noout -
	vvs-report --as sato -l en -f markdown summary >page.md
	grep -qF '| Incident: Incident | 調査中です。 | 2026-01-31 09:00 |  |' page.md
	run ! grep 本社だけ page.md
	vvs-report --as sato -l ja -f jsonl summary |
		jq -c 'select(.type == "summary-notice")' >got
	diff got - <<<'{"type":"summary-notice","category":"incident","title":"障害 <b>","text":"調査中です。","from":"2026-01-31T00:00:00Z"}'
}

@test "the language is that of the user" {
	LC_ALL=ja_JP.UTF-8 vvs-report summary >out
	grep -q '<html lang="ja">' out
	LC_ALL=C vvs-report summary >out
	grep -q '<html lang="en">' out
}

@test "the figures as records, and the findings behind them" {
	vvs-report -f jsonl summary >out
	run -0 jq -c 'select(.type == "summary") | [.open, .level.urgent, .level.high, .kev, .overdue, .systems, .possible, .state.resolved, .found_7_days, .closed_7_days]' out
	assert_output '[3,1,2,1,1,2,1,1,4,1]'
	run -0 jq -c 'select(.type == "summary-organization") | [.id, .open, .systems]' out
	assert_line '["hq",3,2]'
	assert_line '["web",2,1]'
	run -0 jq -r 'select(.type == "finding").id' out
	assert_equal "${#lines[@]}" 3
}

@test "--all lists what is closed too" {
	run -0 bash -c 'vvs-report -a -f jsonl summary | jq -r "select(.type == \"finding\").state" | sort'
	assert_output "$(printf 'open\nopen\nplanned\nresolved')"
}

@test "CSV begins with a byte order mark and has a row for each" {
	vvs-report -l en -f csv summary >out
	run -0 head -c 3 out
	assert_output "$(printf '\xef\xbb\xbf')"
	assert_equal "$(grep -c . out)" 4
	grep -q '^Urgent,CVE-2021-44228,web1,"予約サイト","Web事業部",Internet,,log4j-core,2.14.1,10.0,critical,0.94358,yes,2021-12-24,2026-01-20,11,"Not started",,90,' out
}

@test "CSV in CP932 for old spreadsheets" {
	vvs-report -l ja -f csv summary | sed '1s/^\xef\xbb\xbf//' >utf8
	vvs-report -l ja -f csv -e cp932 summary >out
	iconv -f cp932 -t utf-8 out >back
	diff -u utf8 back
	run -64 vvs-report -f html -e cp932 summary
	run -74 bash -c 'vvs-report -f csv -e cp932 summary >/dev/full'
}

@test "Markdown has the same lists, the same marks and the same warnings" {
	vvs-register system --id old --name 旧 >/dev/null
	printf 'system,vendor,product,version\nold,,unheard of,1\n' |
		vvs-import-assets --format csv - >/dev/null
	put_findings <<-'SQL'
		INSERT INTO given (id, system, software, cve, source, state, level, due, confidence, evidence, first_at, changed_at, seq) VALUES
			(x'00000000000000000000000000000005', 'old', '{"name":"thing"}', 20240000006387, 'nvd', 'open', 'high', NULL, 90, '{"applicability":"met"}', 1769700000, 1769700000, 14);
	SQL
	export VVS_NOW=2026-03-01T00:00:00Z
	vvs-report --stale-ok -l en -f markdown summary >out
	grep -q '^# Vulnerability summary' out
	grep -q '^> Too old, so that something may be missing: nvd, kev, epss$' out
	grep -q '^> Of 1 software entries, 1 could not be identified' out
	grep -q '| yes | 10.0 | 94.36% |$' out
	grep -q '| \*\*Possible:\*\*  | 予約サイト | openssh 9.6p1 | – | – | 8.1 | – |$' out
	grep -q '| 旧 | thing | – |' out
	grep -q '^| Urgent | \[CVE-2021-44228\](https://nvd.nist.gov/vuln/detail/CVE-2021-44228) |' out
}

@test "one organization with those below it, or one system" {
	run -0 bash -c 'vvs-report -g web -f jsonl summary | jq -c "select(.type == \"summary\") | [.scope, .open]"'
	assert_output '["Web事業部",2]'
	run -0 bash -c 'vvs-report -S db1 -f jsonl summary | jq -c "select(.type == \"summary\") | [.scope, .open]"'
	assert_output '["顧客データ",1]'
	run -66 vvs-report -g nobody summary
	assert_output "vvs-report: no such organization: 'nobody'"
	LC_ALL=ja run -66 vvs-report -S nobody summary
	assert_output "vvs-report: システム 'nobody' はありません"
}

@test "nothing open is said, not left out" {
	vvs-init -s empty.db --test
	vvs-report -s empty.db -l en --stale-ok summary >out
	grep -q 'Nothing is open' out
	grep -q 'Never fetched: nvd, kev, epss' out
}

@test "old sources are shown and give 75, unless that is all right" {
	export VVS_NOW=2026-03-01T00:00:00Z
	run -75 --separate-stderr vvs-report -l en summary
	assert_output --partial 'Too old, so that something may be missing: nvd, kev, epss'
	assert_equal "${stderr_lines[0]}" "vvs-report: source 'nvd' is 29 days old"
	run -0 --separate-stderr vvs-report --stale-ok summary
	[ -z "$stderr" ]
}

@test "text from outside stays text" {
	sqlite3 "$VVS_STATE" "UPDATE finding_software SET body='{\"name\":\"=cmd|x <script>alert(1)</script>\\u001b[31m\",\"version\":\"＝1+1\"}'
		WHERE key=(SELECT software_key FROM finding WHERE key=1)"
	vvs-report summary >page
	run ! grep -q '<script' page
	run ! grep -q "$(printf '\033')" page
	vvs-report -f csv summary >csv
	grep -q "'=cmd|x" csv
	grep -q "'＝1+1" csv
	run ! grep -q "$(printf '\033')" csv
	vvs-report -f markdown summary >markdown
	run ! grep -q '<script' markdown
}

@test "-o replaces a file only when the report is complete" {
	echo old >page
	chmod 644 page
	run -0 vvs-report -l en -o page summary
	assert_output ""
	grep -q 'Vulnerability summary' page
	assert_equal "$(stat -c %a page)" 644
	echo old >page
	run -66 vvs-report -S nobody -o page summary
	assert_equal "$(cat page)" old
	run -74 vvs-report -o no/such/folder/page summary
	assert_equal "$(find . -name 'page*')" ./page
}

@test "-o writes to a pipe or device, and does not take its place" {
	mkfifo pipe
	cat pipe >got &
	vvs-report -l en -o pipe summary 3>&-
	wait $!
	grep -q 'Vulnerability summary' got
	[ -p pipe ]
	vvs-report -l en -o /dev/stdout summary | cmp - got
}

@test "a state file that cannot be written to is enough" {
	vvs-init --backup copy.db
	chmod 400 copy.db
	run -0 vvs-report -s copy.db -f jsonl summary
}

@test "wrong calls" {
	run -64 vvs-report
	run -64 vvs-report weekly
	run -64 vvs-report -f pdf summary
	run -64 vvs-report -l fr summary
	run -64 vvs-report -n many summary
	run -64 vvs-report -n 0 summary
	run -64 vvs-report -n 1001 summary
	run -64 vvs-report -g web -S web1 summary
}

@test "a full disk is an error" {
	for format in html csv markdown jsonl; do
		run -74 bash -c "vvs-report -f $format summary >/dev/full"
	done
}

@test "a closed stdin changes nothing" {
	run -0 bash -c 'vvs-report -f jsonl summary <&-'
}
