# All programs together: a company, its inventories, what the world knows,
# and who is told.  Small fixtures, written here.

load ../helper.bash
load ../servers/smtp

prepare() {
	need jq sqlite3
	company
	world
}

# Two systems; sato answers for web1, suzuki for everything.
company() {
	vvs-init --test
	vvs-register organization --id hq --name 本社 >/dev/null
	vvs-register organization --id tokyo --name 東京 --parent hq >/dev/null
	vvs-register system --id web1 --name 予約サイト --organization tokyo \
		--exposure internet >/dev/null
	vvs-register system --id db1 --name 台帳 --organization hq >/dev/null
	vvs-register account --id suzuki --name 鈴木 \
		--email suzuki@example.jp --role enterprise-manager >/dev/null
	vvs-register account --id sato --name 佐藤 --email sato@example.jp \
		--role system-manager --scope system:web1 >/dev/null
	cat >inventory.csv <<-'CSV'
		システム,製品,バージョン,cpe
		web1,shop,2.3.0,cpe:2.3:a:example:shop:2.3.0:*:*:*:*:*:*:*
		web1,agent,5.1,cpe:2.3:a:example:agent:5.1:*:*:*:*:*:*:*
		web1,os,10,cpe:2.3:o:example:os:10:*:*:*:*:*:*:*
		db1,agent,5.1,cpe:2.3:a:example:agent:5.1:*:*:*:*:*:*:*
		db1,os,9,cpe:2.3:o:example:os:9:*:*:*:*:*:*:*
	CSV
}

cve() { # number description score configurations
	jq -cn --arg id "CVE-2026-$1" --arg text "$2" --argjson score "$3" \
		--argjson configurations "$4" '{cve: {
		id: $id, sourceIdentifier: "nvd@nist.gov", vulnStatus: "Analyzed",
		published: "2026-02-01T08:00:00.000",
		lastModified: "2026-02-01T09:00:00.000",
		descriptions: [{lang: "en", value: $text}], references: [],
		metrics: {cvssMetricV31: [{source: "nvd@nist.gov",
			type: "Primary", cvssData: {version: "3.1",
			vectorString: (if $score > 9 then
				"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" else
				"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N" end),
			baseScore: $score, baseSeverity:
				(if $score > 9 then "CRITICAL" else "MEDIUM" end)}}]},
		configurations: $configurations}}'
}

m() { # vulnerable criteria [range]
	printf '{"vulnerable":%s,"criteria":"cpe:2.3:%s:*:*:*:*:*:*:*","matchCriteriaId":"A"%s}' \
		"$1" "$2" "${3-}"
}

# Three CVEs: shop before 2.4.1; agent, but only on os 10; nobody has it.
world() {
	mkdir nvd
	{
		cve 1001 'shop lets anyone in' 9.8 "[{\"nodes\":[{\"operator\":\"OR\",
			\"cpeMatch\":[$(m true 'a:example:shop:*' \
			',"versionEndExcluding":"2.4.1"')]}]}]"
		cve 1002 'agent on os 10 tells too much' 5.3 "[{\"operator\":\"AND\",
			\"nodes\":[{\"operator\":\"OR\",\"cpeMatch\":[
			$(m true a:example:agent:5.1)]},{\"operator\":\"OR\",
			\"cpeMatch\":[$(m false o:example:os:10)]}]}]"
		cve 1003 'elsewhere' 9.8 "[{\"nodes\":[{\"operator\":\"OR\",
			\"cpeMatch\":[$(m true a:example:elsewhere:1)]}]}]"
	} | jq -cs '{resultsPerPage: length, startIndex: 0, totalResults: length,
		format: "NVD_CVE", version: "2.0",
		timestamp: "2026-02-01T12:00:00.000", vulnerabilities: .}' \
		>nvd/nvdcve-2.0-2026.json
	printf 'sha256:%s\r\n' "$(sha256sum <nvd/nvdcve-2.0-2026.json | cut -c1-64)" \
		>nvd/nvdcve-2.0-2026.meta
	jq -cn '{title: "KEV", catalogVersion: "2026.02.01",
		dateReleased: "2026-02-01T12:00:00.0000Z", count: 1,
		vulnerabilities: [{cveID: "CVE-2026-1002", vendorProject: "example",
		product: "agent", vulnerabilityName: "agent", dateAdded: "2026-02-01",
		shortDescription: "x", requiredAction: "Update.",
		dueDate: "2026-02-22", knownRansomwareCampaignUse: "Known",
		notes: "", cwes: []}]}' >kev.json
	printf '%s\n' '#model_version:v2025.03.14,score_date:2026-02-01T00:00:00+0000' \
		cve,epss,percentile CVE-2026-1001,0.50000,0.99000 >epss.csv
}

later() { # hours command...: in February, when all that is known
	local hours=$1
	shift
	VVS_NOW=$(date -u -d "2026-02-01 12:00 $hours hours" +%FT%TZ) "$@"
}

fetch() {
	later 1 vvs-fetch-feed --from nvd nvd
	later 1 vvs-fetch-feed --from kev.json kev
	later 1 vvs-fetch-feed --from epss.csv epss
}

findings() { # what is stored, sorted
	vvs-list findings --format jsonl |
		jq -r '[.system, .vulnerability, .level, .state, .kev,
			.evidence.applicability] | @tsv' | sort
}

expected_findings() {
	printf '%s\t%s\t%s\topen\t%s\tmet\n' \
		web1 CVE-2026-1001 urgent false web1 CVE-2026-1002 urgent true
}

# To whom, about what: one line a mail and CVE
mails() { # folder
	find "$1" -name '*.eml' -print | while read -r f; do
		/usr/bin/python3 -c '
import email, email.policy, re, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"),
    policy=email.policy.default)
text = m.get_body(("plain",)).get_content()
for cve in sorted(set(re.findall(r"CVE-[0-9]+-[0-9]+", text))):
    print(m["To"].addresses[0].addr_spec, cve)' "$f"
	done | sort
}

@test "register, import, fetch, match, notify, report" {
	vvs-import-assets inventory.csv >software.jsonl
	assert_equal "$(wc -l <software.jsonl)" 5
	later 1 vvs-fetch-feed --from nvd nvd >advisories.jsonl
	assert_equal "$(jq -r .id advisories.jsonl | sort | tail -1)" CVE-2026-1003
	later 1 vvs-fetch-feed --from kev.json kev >/dev/null
	later 1 vvs-fetch-feed --from epss.csv epss >/dev/null
	later 1 vvs-match --all >findings.jsonl
	assert_equal "$(wc -l <findings.jsonl)" 2
	findings >found
	expected_findings | diff -u - found
	later 1 vvs-notify --all --to-dir mail >/dev/null
	cat >expected <<-'END'
		sato@example.jp CVE-2026-1001
		sato@example.jp CVE-2026-1002
		suzuki@example.jp CVE-2026-1001
		suzuki@example.jp CVE-2026-1002
	END
	mails mail | diff -u expected -
	later 2 vvs-notify --all --to-dir again >/dev/null
	assert_equal "$(mails again)" ''
	later 2 vvs-report summary --format html >page.html
	grep -q CVE-2026-1001 page.html
	grep -q 予約サイト page.html
}

@test "joined by pipes, only what is new goes through" {
	vvs-import-assets inventory.csv >/dev/null
	later 1 vvs-fetch-feed --from nvd nvd |
		later 1 vvs-match | later 1 vvs-notify --to-dir mail >/dev/null
	assert_equal "$(mails mail | wc -l)" 4
	later 2 vvs-fetch-feed --from nvd nvd |
		later 2 vvs-match | later 2 vvs-notify --to-dir again >/dev/null
	assert_equal "$(mails again)" ''
}

@test "records of other types pass through unchanged" {
	printf '%s\n' '{"type":"notice","x": 1.50}' '{"type":"receipt","é":"é"}' >in
	vvs-match --stale-ok <in >out
	diff -u in out
}

@test "the path of cron: fetch; match --pending; notify --pending" {
	vvs-import-assets inventory.csv >/dev/null
	fetch >/dev/null
	later 1 vvs-match --pending >/dev/null
	later 1 vvs-notify --pending --to-dir mail >/dev/null
	findings >found
	expected_findings | diff -u - found
	assert_equal "$(mails mail | wc -l)" 4
	# an hour later nothing is left to do
	fetch >/dev/null
	later 2 vvs-match --pending >out
	[ ! -s out ]
	later 2 vvs-notify --pending --to-dir again >/dev/null
	assert_equal "$(mails again)" ''
}

@test "what is new on either side is matched by --pending" {
	fetch >/dev/null
	later 1 vvs-match --pending >out
	[ ! -s out ]
	vvs-import-assets inventory.csv >/dev/null
	later 1 vvs-match --pending >out
	assert_equal "$(wc -l <out)" 2
	sed -i 's/2\.3\.0/2.4.1/g' inventory.csv
	vvs-import-assets inventory.csv >/dev/null
	later 2 vvs-match --pending >out
	assert_equal "$(jq -r '.vulnerability + " " + .state' out)" \
		'CVE-2026-1001 resolved'
	findings | grep -q 'CVE-2026-1001.*resolved'
}

killed() {
	for i in {1..12}; do
		later 1 timeout -s KILL 0.0$((2 + i * 5 % 9)) "$@" || :
	done >/dev/null 2>&1
}

@test "killed at any step, run again: the same end, nobody told twice" {
	vvs-import-assets inventory.csv >/dev/null
	killed vvs-fetch-feed --from nvd nvd
	killed vvs-fetch-feed --from kev.json kev
	fetch >/dev/null # else who is told first hears of KEV as news
	killed vvs-match --pending --stale-ok
	killed vvs-notify --pending --to-dir mail
	later 2 vvs-match --pending >/dev/null
	later 2 vvs-notify --pending --to-dir mail >/dev/null
	findings >found
	expected_findings | diff -u - found
	# killed between a mail and its row, it goes out again as the same mail
	for f in mail/*.eml; do
		mv "$f" "$(sed -n 's/^Message-ID: <\(.*\)>.*/\1/p' "$f").eml"
	done
	mkdir once
	mv ./*@*.eml once
	assert_equal "$(mails once | wc -l)" 4
	assert_equal "$(sqlite3 "$VVS_STATE" 'PRAGMA integrity_check')" ok
}

@test "ten programs at once on one state file" {
	pids=()
	at_once() {
		later 1 "$@" >>"out.${#pids[@]}" 2>>err 3>&- &
		pids+=($!)
	}
	for i in 1 2; do
		at_once vvs-import-assets inventory.csv
		at_once vvs-fetch-feed --from nvd nvd
		at_once vvs-fetch-feed --from kev.json kev
		at_once vvs-match --pending --stale-ok
		at_once vvs-register system --id "new$i" --name 新 --organization hq
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	run -0 cat err
	refute_output --partial locked
	fetch >/dev/null
	later 2 vvs-match --pending >/dev/null
	findings >found
	expected_findings | diff -u - found
	assert_equal "$(vvs-list systems --format jsonl | wc -l)" 4
	assert_equal "$(vvs-list software --format jsonl | wc -l)" 5
	assert_equal "$(sqlite3 "$VVS_STATE" 'PRAGMA integrity_check')" ok
}

# Even root may not do here what the permissions do not allow.
unprivileged() {
	local caps=-dac_override,-dac_read_search
	if [ "$(id -u)" = 0 ]; then
		setpriv --bounding-set $caps --inh-caps $caps "$@"
	else
		"$@"
	fi
}

@test "a read-only copy in a read-only folder" {
	need setpriv
	vvs-import-assets inventory.csv >software.jsonl
	fetch >/dev/null
	later 1 vvs-match --all >/dev/null
	mkdir copy
	vvs-init --backup copy/state.db
	before=$(sha256sum <copy/state.db)
	chmod 444 copy/state.db
	chmod 555 copy
	export VVS_STATE=$PWD/copy/state.db
	jq -c 'del(.changed_at)' software.jsonl >in
	later 1 unprivileged vvs-match -n <in >found
	assert_equal "$(jq -r .vulnerability found | sort | tr '\n' ' ')" \
		'CVE-2026-1001 CVE-2026-1002 '
	later 1 unprivileged vvs-list findings --format jsonl >found
	assert_equal "$(wc -l <found)" 2
	later 1 unprivileged vvs-report summary --format csv >found
	run -74 later 1 unprivileged vvs-match --all
	assert_equal "$(sha256sum <copy/state.db)" "$before"
	assert_equal "$(ls -A copy)" state.db
	chmod 755 copy
}

@test "the sample for CI: 1 for what is vulnerable, 75 for what is old" {
	fetch >/dev/null
	vvs-init --backup copy.db
	sed -n '1p; /shop/p' inventory.csv | cut -d, -f2- >app.csv
	run -1 --separate-stderr later 1 "$ROOT/share/ci/run" copy.db app.csv
	assert_equal "${lines[0]}" "$(printf 'urgent\tCVE-2026-1001\tshop\t2.3.0')"
	sed -i s/2.3.0/2.4.1/g app.csv
	run -0 --separate-stderr later 1 "$ROOT/share/ci/run" copy.db app.csv
	assert_output ''
	run -75 later 999 "$ROOT/share/ci/run" copy.db app.csv
	run -64 "$ROOT/share/ci/run" copy.db
}

teardown() {
	smtp_stop
	[ -z "${NVD_PID-}" ] || kill "$NVD_PID"
}

# The world behind HTTPS, and a relay; both with certificates of their own.
live() {
	need openssl /usr/bin/python3
	/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null ||
		skip "needs python3-aiosmtpd"
	certificate relay DNS:localhost
	certificate source DNS:localhost
	smtp_start "cert=$PWD/relay.crt" "key=$PWD/relay.key"
	settings "tls_trust_file $PWD/relay.crt"
	mkdir -p srv/www config/vvs
	cp source.crt srv/cert.pem
	cp source.key srv/key.pem
	jq '[.vulnerabilities[].cve]' nvd/nvdcve-2.0-2026.json >srv/cves.json
	echo 2000 >srv/size.json
	cp kev.json srv/www
	gzip -c epss.csv >srv/www/epss.csv.gz
	/usr/bin/python3 "$ROOT/tests/servers/nvd_server.py" srv 3>&- &
	NVD_PID=$!
	for _ in {1..100}; do
		[ ! -e srv/port ] || break
		sleep 0.1
	done
	url=https://localhost:$(cat srv/port)
	printf '%s\n' "nvd.url $url/rest/json" "nvd.feed-url none" "nvd.pace 0" \
		"kev.url $url/kev.json" "epss.url $url/epss.csv.gz" \
		{nvd,kev,epss}".ca-file $PWD/source.crt" \
		"mail.config $PWD/mail.conf" >config/vvs/vvs.conf
	chmod 600 config/vvs/vvs.conf
}

@test "cron's sample: live sources over HTTPS in, mail over SMTP out" {
	live
	vvs-import-assets inventory.csv >/dev/null
	later 1 "$ROOT/share/cron/hourly"
	findings >found
	expected_findings | diff -u - found
	mails "$SMTP" >told
	assert_equal "$(wc -l <told)" 4
	: >srv/log
	later 2 "$ROOT/share/cron/hourly" 2>err
	[ ! -s err ]
	assert_equal "$(mails "$SMTP" | wc -l)" 4
	assert_equal "$(grep -c ' 304 ' srv/log)" 2
	grep -q lastModStartDate=2026-02-01T08:50:00Z srv/log
}

@test "the sample for cron does every step, and tells what failed first" {
	mkdir bin
	for p in vvs-fetch-feed vvs-match vvs-notify; do
		printf '#!/bin/sh\necho "%s $*" >>calls\necho out\nexit ${%s:-0}\n' \
			$p "${p#vvs-}" | sed 's/{fetch-feed/{fetch_feed/' >bin/$p
		chmod +x bin/$p
	done
	PATH=$PWD/bin:$PATH
	run -0 "$ROOT/share/cron/hourly"
	assert_output ''
	diff -u - calls <<-'END'
		vvs-fetch-feed nvd kev epss
		vvs-match --pending
		vvs-notify --pending
	END
	fetch_feed=69 match=75 run -69 "$ROOT/share/cron/hourly"
	assert_equal "$(wc -l <calls)" 6
}

@test "every night: a copy a day of the week, and no step hinders another" {
	mkdir bin copies
	for p in vvs-announce vvs-purge vvs-report; do
		printf '#!/bin/sh\necho "%s $*" >>calls\nexit ${%s:-0}\n' \
			$p "${p#vvs-}" >bin/$p
		chmod +x bin/$p
	done
	PATH=$PWD/bin:$PATH
	vvs-register organization --id hq --name 本社 >/dev/null
	run -0 "$ROOT/share/cron/daily" copies page.html
	assert_output ''
	diff -u - calls <<-'END'
		vvs-announce --planned 4
		vvs-purge 
		vvs-report --output page.html summary
	END
	# a week later it takes the place of the old one
	vvs-register organization --id new --name 新 >/dev/null
	purge=74 report=75 run -74 "$ROOT/share/cron/daily" copies page.html
	assert_equal "$(ls copies)" "state.$(date +%u).db"
	VVS_STATE=copies/$(ls copies) vvs-list organizations >copied
	grep -q '"id":"new"' copied
	run -74 "$ROOT/share/cron/daily" nowhere page.html
	assert_equal "$(wc -l <calls)" 9
}

@test "cron and systemd run the same samples" {
	for job in hourly daily; do
		grep -q "/share/vvs/cron/$job 2>&1 | logger" "$ROOT/share/cron/vvs"
		grep -rq "^ExecStart=/usr/local/share/vvs/cron/$job\$" "$ROOT/share/systemd"
		[ -x "$ROOT/share/cron/$job" ]
	done
}
