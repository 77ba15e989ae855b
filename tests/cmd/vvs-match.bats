load ../helper.bash

prepare() {
	vvs-init --test
	feed "$FIXTURES/match/nvd.json"
}

feed() { # file [source]
	vvs-fetch-feed --from "$1" "${2:-nvd}" >/dev/null 2>&1
}

# A line of software.
soft() { # system cpe
	printf '{"type":"software","system":"%s","cpe":"%s"}\n' "$1" "$2"
}

# Register systems.
systems() { # id...
	vvs-register organization --id hq --name HQ >/dev/null
	for id; do
		vvs-register system --id "$id" --name "$id" --organization hq >/dev/null
	done
}

# What the inventory of a system says: all of it.
inventory() { # system cpe...
	local system=$1 cpe
	shift
	for cpe; do
		soft "$system" "$cpe"
	done >inventory.jsonl
	vvs-import-assets --system "$system" --source test inventory.jsonl \
		>/dev/null 2>&1
}

# "system product vulnerability applicability state" of each finding.
brief() {
	jq -r '[.system, .software.product, .vulnerability,
		.evidence.applicability, .state] | join(" ")' | sort
}

web='cpe:2.3:a:acme:web:1.5:*:*:*:*:*:*:*'
client='cpe:2.3:a:acme:client:3.1:*:*:*:*:*:*:*'
windows='cpe:2.3:o:microsoft:windows:10:*:*:*:*:*:*:*'

@test "software in, findings out" {
	cat >expected <<-'EOT'
		{"type":"finding","id":"3fe72422e92042ac488d3864c9dfb4d6","system":"s1","software":{"name":"web","vendor":"acme","product":"web","version":"1.5","cpe":"cpe:2.3:a:acme:web:1.5:*:*:*:*:*:*:*","purl":null},"vulnerability":"CVE-2021-1001","source":"nvd","confidence":95,"evidence":{"applicability":"met","advisory":"CVE-2021-1001","criteria":"cpe:2.3:a:acme:web:*:*:*:*:*:*:*:*","start_including":"1.2","end_excluding":"2.0","fit":"range"},"cvss":{"version":"3.1","vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","score":9.8,"severity":"critical"},"kev":false,"epss":null,"level":"urgent","due":null,"state":"open","stored":false}
		{"type":"finding","id":"d141b91d3195c78af664eac7e7b642fb","system":"s1","software":{"name":"web","vendor":"acme","product":"web","version":"1.5","cpe":"cpe:2.3:a:acme:web:1.5:*:*:*:*:*:*:*","purl":null},"vulnerability":"CVE-2021-1006","source":"nvd","confidence":95,"evidence":{"applicability":"met","advisory":"CVE-2021-1006","criteria":"cpe:2.3:a:acme:web:1.5:*:*:*:*:*:*:*","fit":"exact"},"cvss":{"version":"3.1","vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H","score":7.5,"severity":"high"},"kev":false,"epss":null,"level":"high","due":null,"state":"open","stored":false}
	EOT
	soft s1 "$web" | vvs-match -n | diff -u expected -
	soft s1 "$web" | vvs-match | diff -u expected -
}

@test "the whole system is looked at, in any order of lines" {
	{
		soft s1 "$client"
		soft s2 "$client"
		soft s3 "$client"
		soft s1 "$windows"
		soft s3 cpe:2.3:o:linux:linux_kernel:6.1
	} | vvs-match -n | brief >out
	printf 's1 client CVE-2021-1002 met open\ns2 client CVE-2021-1002 possible open\n' |
		diff -u - out
}

@test "firmware and its hardware" {
	{
		soft a cpe:2.3:o:acme:router_firmware:6.9
		soft a cpe:2.3:h:acme:router:-
		soft b cpe:2.3:o:acme:router_firmware:6.9
		soft c cpe:2.3:o:acme:router_firmware:7.0
		soft c cpe:2.3:h:acme:router:-
		soft d cpe:/o:acme:router_firmware
		soft d cpe:/h:acme:router
	} | vvs-match -n | brief >out
	cat >expected <<-'EOT'
		a router_firmware CVE-2021-1003 met open
		b router_firmware CVE-2021-1003 possible open
		d router_firmware CVE-2021-1003 possible open
	EOT
	diff -u expected out
}

@test "what must not be there, what must be there together, patterns" {
	{
		soft a "$web"
		soft a cpe:2.3:a:acme:hardening:1
		soft b cpe:2.3:a:acme:web:1.1
		soft b 'cpe:2.3:a:acme:plug\\,in\\:x:-'
		soft c 'cpe:2.3:a:acme:plug,in\\:x:-'
		soft d cpe:/a:acme:editx:8.1
		soft d cpe:/a:acme:editor:8.1
		soft e cpe:2.3:a:acme:viewer:9.0.0
		soft f cpe:2.3:a:acme:viewer:9.0.0.M3
		soft g cpe:2.3:a:acme:other:4.0
		soft h 'cpe:2.3:a:acme:star\\*:4.0'
		soft i cpe:2.3:a:acme:games:4.0
	} | vvs-match -n | brief >out
	cat >expected <<-'EOT'
		a web CVE-2021-1001 met open
		b plug,in:x CVE-2021-1007 met open
		b web CVE-2021-1007 met open
		d editx CVE-2021-1008 met open
		f viewer CVE-2021-1008 met open
		h star* CVE-2021-1009 met open
		i games CVE-2021-1009 met open
	EOT
	diff -u expected out
}

@test "names without a CPE name are resolved as an import would" {
	cat >in <<-'EOT'
		{"type":"software","system":"a","name":"Web","vendor":"Acme","version":"1.5"}
		{"type":"software","system":"a","name":"no such thing","version":"1.5"}
		{"type":"software","system":"a","purl":"pkg:npm/nobody-knows@1.0.0"}
	EOT
	vvs-match -n <in >out
	[ "$(jq -r .vulnerability out | paste -sd ' ')" = "CVE-2021-1001 CVE-2021-1006" ]
	jq -e '.confidence == 70 and .software.cpe == null and
		.evidence.matched == "cpe:2.3:a:acme:web:1.5:*:*:*:*:*:*:*"' out
}

@test "packages of a distribution get little confidence" {
	echo '{"type":"software","system":"a","name":"web","ecosystem":"deb","resolved":{"how":"alias","cpe":"cpe:2.3:a:acme:web:1.3"}}' |
		vvs-match -n >out
	jq -e '.confidence == 30 and .evidence.note == "back-ports possible" and
		.evidence.applicability == "met" and .software.cpe == null' out
}

@test "nothing in, nothing out" {
	vvs-match </dev/null >out
	vvs-match -n </dev/null >>out
	vvs-match --all >>out
	vvs-match --pending >>out
	[ ! -s out ]
	run -1 vvs-match -q </dev/null
	run -0 bash -c "printf '%s' '$(soft s "$web")' | vvs-match -nq"
	assert_output ""
}

@test "other records are passed on byte for byte" {
	printf '{ "type":"vulnerability", "x" : 1.50 }\n{"no":"type"}\n' >in
	vvs-match <in | diff -u in -
	{ printf '\xef\xbb\xbf' && cat in; } | vvs-match | diff -u in -
}

@test "bad lines are reported and skipped, the rest is matched" {
	{
		echo nonsense
		echo '{"type":"software","cpe":"cpe:2.3:a:acme:web:1.5"}'
		soft s1 "not a name"
		echo '{"type":"software","system":"s1"}'
		echo '{"type":"advisory","id":"x"}'
		head -c 9000000 /dev/zero | tr '\0' x
		echo
		soft s1 "$client"
	} >in
	run -65 --separate-stderr vvs-match -n <in
	assert_equal "${#lines[@]}" 1
	assert_equal "${#stderr_lines[@]}" 6
	assert_equal "${stderr_lines[1]}" "vvs-match: <stdin>:2: software without a system"
}

@test "a terminal escape does not reach the terminal" {
	printf '{"type":"software","system":"\\u001b[2J","cpe":"x"}\n' >in
	run -65 vvs-match -n <in
	refute_output --partial "$(printf '\033')"
	run -64 vvs-match --explain "$(printf 'CVE\033[2J')"
	refute_output --partial "$(printf '\033')"
}

@test "a full disk is an error, a closed stdin is empty" {
	soft s1 "$web" >in
	run -74 bash -c 'vvs-match -n <in >/dev/full'
	run -0 bash -c 'vvs-match <&-'
}

@test "wrong calls" {
	run -64 vvs-match --all --pending
	run -64 vvs-match x
	run -64 vvs-match --explain
	run -64 vvs-match --explain a b c
	run -64 vvs-match --explain CVE-1
	run -66 vvs-match --explain nowhere CVE-2021-1001
	run -66 vvs-match -s missing.db -n
}

@test "a read-only state file is good for -n" {
	chmod 500 .
	chmod 400 state.db
	soft s1 "$web" | vvs-match -n | brief >/dev/shm/out.$$
	chmod 700 .
	mv /dev/shm/out.$$ out
	[ "$(wc -l <out)" = 2 ]
}

@test "old sources: 75 before any output, unless told otherwise" {
	soft s1 "$web" >in
	export VVS_NOW=2026-03-01T00:00:00Z
	run -75 --separate-stderr vvs-match -n <in
	assert_output ""
	assert_equal "${stderr_lines[0]}" \
		"vvs-match: source 'nvd' is 30 days old; fetch it, or use --stale-ok"
	run -75 vvs-match --all
	run -75 vvs-match --pending
	vvs-match -n --stale-ok <in | brief | grep -q CVE-2021-1001
}

@test "--pending goes on with what is fresh, and says what is not" {
	echo '{"title":"x","catalogVersion":"1","dateReleased":"2026-01-01T00:00:00.0000Z","count":0,"vulnerabilities":[]}' >kev.json
	feed kev.json kev
	systems s1
	inventory s1 "$web"
	run -75 vvs-match --all
	[ -z "$(vvs-list findings)" ]
	run -75 --separate-stderr vvs-match --pending
	assert_equal "${#lines[@]}" 2
	assert_equal "${stderr_lines[0]}" \
		"vvs-match: source 'kev' is 30 days old; fetch it, or use --stale-ok"
	[ "$(vvs-list findings | wc -l)" = 2 ]
}

@test "--pending -n: new software and new advisories, each finding once" {
	systems s1
	vvs-match --pending
	inventory s1 "$web" "$client"
	brief >expected <<<"$(vvs-match --all -n)"
	assert_equal "$(wc -l <expected)" 3
	vvs-match --pending -n | brief | diff -u expected -
}

@test "software that cannot be judged is counted" {
	{
		soft s1 "$web"
		soft s1 'cpe:2.3:a:acme:*:1.5:*:*:*:*:*:*:*'
		echo '{"type":"software","system":"s1","name":"Nobody knows","version":"1"}'
		echo '{"type":"software","system":"s1","name":"Gone","gone":true}'
	} >in
	run -0 --separate-stderr vvs-match -n <in
	assert_equal "${#lines[@]}" 2
	assert_equal "$stderr" "vvs-match: 2 of the software were not judged: they have no CPE name with a product"
}

@test "findings of registered systems are stored, and change" {
	systems s1 s2
	inventory s1 "$web" "$client"
	inventory s2 "$client" "$windows"
	cat >expected <<-'EOT'
		s1 client CVE-2021-1002 possible open
		s1 web CVE-2021-1001 met open
		s1 web CVE-2021-1006 met open
		s2 client CVE-2021-1002 met open
	EOT
	vvs-match --pending | brief | diff -u expected -
	vvs-list findings | brief | diff -u expected -
	[ -z "$(vvs-match --pending)$(vvs-match --all)" ]
	vvs-match --all -n | brief | diff -u expected -

	# the operating system is gone: less is known, the finding changes
	inventory s2 "$client"
	vvs-match --pending | brief >out
	echo "s2 client CVE-2021-1002 possible open" | diff -u - out
	# so is the client: it is resolved, and open again when it returns
	inventory s2 "$windows"
	vvs-match --pending | brief >out
	echo "s2 client CVE-2021-1002 possible resolved" | diff -u - out
	inventory s2 "$client" "$windows"
	vvs-match --pending | brief >out
	echo "s2 client CVE-2021-1002 met open" | diff -u - out

	# each state is kept from when to when
	[ "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM finding_history
		JOIN finding ON key = finding AND system = "s2"')" -ge 3 ]
}

@test "given software stands for what is stored, and only it is resolved" {
	systems s1
	inventory s1 "$web" "$client"
	vvs-match --all >/dev/null
	soft s1 "$web" | vvs-match >out
	[ ! -s out ]
	echo '{"type":"software","system":"s1","cpe":"'"$web"'","gone":true}' |
		vvs-match | brief >out
	cat >expected <<-'EOT'
		s1 web CVE-2021-1001 met resolved
		s1 web CVE-2021-1006 met resolved
	EOT
	diff -u expected out
	vvs-match --all | brief | sed 's/open/resolved/' | diff -u expected -
}

@test "an advisory on standard input is held against all systems" {
	systems s1 s2 s3
	inventory s1 "$client" "$windows"
	inventory s2 "$client"
	inventory s3 cpe:2.3:a:acme:client:3.2:*:*:*:*:*:*:* "$windows"
	vvs-list advisories | grep '"id":"CVE-2021-1002"' >advisory
	vvs-match <advisory | brief >out
	printf 's1 client CVE-2021-1002 met open\ns2 client CVE-2021-1002 possible open\n' |
		diff -u - out
	[ -z "$(vvs-match <advisory)" ]
}

@test "two advisories of one CVE, for systems without findings: one each" {
	systems s1 s2
	inventory s1 "$web"
	inventory s2 "$web"
	vvs-list advisories | grep '"id":"CVE-2021-100[16]"' >two
	cat two two two | vvs-match | brief >out
	diff -u - out <<-'EOT'
		s1 web CVE-2021-1001 met open
		s1 web CVE-2021-1006 met open
		s2 web CVE-2021-1001 met open
		s2 web CVE-2021-1006 met open
	EOT
	vvs-list findings | brief | diff -u out -
}

@test "a changed advisory resolves, a rejected one retracts" {
	systems s1
	inventory s1 "$web" "$client"
	vvs-match --pending >/dev/null
	sed '/CVE-2021-1001/{s/2021-03-02/2021-04-02/
		s/"versionEndExcluding":"2.0"/"versionEndExcluding":"1.4"/}
		/CVE-2021-1002/{s/2021-03-02/2021-04-02/; s/"Analyzed"/"Rejected"/
		s/,"configurations.*$/}},/}' "$FIXTURES/match/nvd.json" >next.json
	sed -i 's/2026-01-30/2026-01-31/' next.json
	feed next.json
	vvs-match --pending | brief >out
	cat >expected <<-'EOT'
		s1 client CVE-2021-1002 possible retracted
		s1 web CVE-2021-1001 met resolved
	EOT
	diff -u expected out
	[ -z "$(vvs-match --pending)" ]
}

@test "the catalogue of exploited vulnerabilities raises the level" {
	systems s1
	inventory s1 "$client"
	vvs-match --pending >/dev/null
	cat >kev.json <<-'EOT'
		{"title":"x","catalogVersion":"2026.01.30","dateReleased":"2026-01-30T00:00:00.0000Z","count":1,"vulnerabilities":[{"cveID":"CVE-2021-1002","vendorProject":"Acme","product":"Client","vulnerabilityName":"x","dateAdded":"2026-01-10","shortDescription":"x","requiredAction":"x","dueDate":"2026-01-31","knownRansomwareCampaignUse":"Unknown","notes":"","cwes":[]}]}
	EOT
	feed kev.json kev
	vvs-list findings >out
	jq -e '.kev and .level == "urgent" and .due == "2026-02-21"' out
	vvs-match --pending >out
	[ ! -s out ]
	vvs-match --all -n >out
	jq -e '.kev and .level == "urgent" and .due == "2026-02-21"' out
}

@test "-q tells whether there are findings, new or not" {
	systems s1
	inventory s1 "$client"
	run -0 vvs-match -q --all
	assert_output ""
	run -0 vvs-match -q --all
	vvs-import-assets --system s1 --source test <<<name,version >/dev/null 2>&1
	run -1 vvs-match -q --all # it is resolved, which is no finding
}

@test "explanations" {
	systems s1
	inventory s1 "$client"
	cat >expected <<-'EOT'
		CVE-2021-1002 by nvd, CVSS 3.1 score 7.5
		  configuration 1: all of  [unknown]
		    node 1: any of  [yes]
		      cpe:2.3:a:acme:client:3.1:*:*:*:*:*:*:*  [yes]
		        fits client 3.1
		    node 2: any of  [unknown]
		      cpe:2.3:o:microsoft:windows:*:*:*:*:*:*:*:* (environment)  [unknown]
		        the inventory of s1 names no operating system
		s1: possible for client 3.1
	EOT
	vvs-match --explain s1 CVE-2021-1002 | diff -u expected -
	vvs-match --explain s1 CVE-2021-1001 | tail -n 1 >out
	echo "s1: not found, it has none of these products" | diff -u - out
	LC_ALL='' LANG=ja_JP.UTF-8 vvs-match --explain s1 CVE-2021-1001 | tail -n 1 >out
	echo "s1: 該当しません。これらの製品はありません" | diff -u - out
	vvs-match --explain CVE-2021-1002 | tail -n 1 >out
	echo "s1: possible for client 3.1" | diff -u - out
	vvs-match --explain CVE-2021-1004 >out
	grep -q "not analysed" out
	run -1 vvs-match --explain CVE-1999-0001
}
