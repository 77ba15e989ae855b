# vvs-fetch-feed from the network: tests/servers/nvd_server.py plays the
# NVD, CISA and FIRST on a loopback port, with TLS.

load ../helper.bash

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout key.pem -out cert.pem -days 30 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost 2>/dev/null
}

prepare() {
	need openssl /usr/bin/python3
	mkdir -p srv/www/feeds
	cp "$BATS_FILE_TMPDIR"/*.pem srv
	echo '[]' >srv/cves.json
	echo '[]' >srv/later.json
	echo 2000 >srv/size.json
	server srv
	conf
	vvs-init --test
}

teardown() {
	for pid in $SERVERS; do kill "$pid" 2>/dev/null || :; done
}

server() { # folder [--plain]: URL is where it listens
	/usr/bin/python3 "$ROOT/tests/servers/nvd_server.py" "$@" \
		>server.log 2>&1 3>&- &
	SERVERS="$SERVERS $!"
	for _ in {1..200}; do
		[ -e "$1/port" ] && break
		sleep 0.02
	done
	URL=https://localhost:$(cat "$1/port")
}

conf() { # [line...]: the configuration, and more
	cat >vvs.conf <<-END
		nvd.url $URL/rest/json/cves/2.0
		nvd.feed-url none
		nvd.ca-file $PWD/srv/cert.pem
		nvd.pace 0
		kev.url $URL/kev.json
		kev.ca-file $PWD/srv/cert.pem
		epss.url $URL/epss.csv.gz
		epss.ca-file $PWD/srv/cert.pem
		http.timeout 5
	END
	printf '%s\n' "$@" >>vvs.conf
	chmod 600 vvs.conf
}

fetch() {
	vvs-fetch-feed -c vvs.conf "$@"
}

# CVE-2025-FIRST… one a line, modified a minute apart from TIME on
cves() { # first count [time]
	jq -cn --argjson first "$1" --argjson n "$2" \
		--arg at "${3:-2026-01-30T00:00:00}" '[range($n) | {
		id: "CVE-2025-\(10000 + $first + .)",
		sourceIdentifier: "cve@example.org", vulnStatus: "Analyzed",
		published: "2025-12-01T00:00:00.000",
		lastModified: (($at + "Z" | fromdate) + 60 * . | todate[:19] + ".123"),
		descriptions: [{lang: "en", value: "number \($first + .)"}],
		references: [],
		configurations: [{nodes: [{operator: "OR", negate: false, cpeMatch: [{
			vulnerable: true, matchCriteriaId: "A",
			criteria: "cpe:2.3:a:example:app\(.):1.0:*:*:*:*:*:*:*"}]}]}]}]'
}

# A feed file with its .meta, from a list of CVEs on stdin
feed() { # name
	jq -c '{resultsPerPage: length, startIndex: 0, totalResults: length,
		format: "NVD_CVE", version: "2.0",
		timestamp: "2026-01-30T12:00:00.000",
		vulnerabilities: [.[] | {cve: .}]}' >f.json
	gzip -nc f.json >"srv/www/feeds/nvdcve-2.0-$1.json.gz"
	printf 'lastModifiedDate:2026-01-30T12:00:00-05:00\r\nsize:%s\r\nsha256:%s\r\n' \
		"$(stat -c %s f.json)" "$(sha256sum <f.json | cut -c1-64 | tr a-f A-F)" \
		>"srv/www/feeds/nvdcve-2.0-$1.meta"
}

all_feeds() { # feeds of all years, empty but for 2025, and modified
	echo '[]' | feed 2002
	for ((y = 2003; y < 2027; y++)); do
		cp srv/www/feeds/nvdcve-2.0-2002.meta "srv/www/feeds/nvdcve-2.0-$y.meta"
		cp srv/www/feeds/nvdcve-2.0-2002.json.gz "srv/www/feeds/nvdcve-2.0-$y.json.gz"
	done
	cves 0 20 2026-01-20T00:00:00 | feed 2025
	cves 15 10 2026-01-30T00:00:00 | feed modified
	conf "nvd.feed-url $URL/feeds"
}

count() {
	sqlite3 "$VVS_STATE" 'SELECT count(*) FROM advisory'
}

source_of() { # column
	sqlite3 "$VVS_STATE" "SELECT ifnull($1, 'none') FROM source WHERE name='nvd'"
}

requests() { # pattern
	grep -c -- "${1:-.}" srv/log || :
}

@test "the API page by page; then only what was modified since" {
	cves 0 25 >srv/cves.json
	echo 10 >srv/size.json
	fetch nvd >out
	assert_equal "$(wc -l <out)" 25
	assert_equal "$(jq -r .type out | sort -u)" advisory
	assert_equal "$(count)" 25
	assert_equal "$(source_of watermark)" 2026-01-30T00:24:00Z
	assert_equal "$(source_of progress)" none
	: >srv/log
	echo 2000 >srv/size.json
	fetch nvd >out
	[ ! -s out ]
	assert_equal "$(requests)" 1
	grep -q 'lastModStartDate=2026-01-30T00:14:00Z&lastModEndDate=2026-01-31T00:00:00Z' srv/log
}

@test "the first load takes the feeds, then the API" {
	all_feeds
	cves 100 3 2026-01-30T20:00:00 >srv/cves.json
	fetch nvd >out
	assert_equal "$(count)" 28
	assert_equal "$(source_of watermark)" 2026-01-30T20:02:00Z
	assert_equal "$(source_of progress)" none
	[ "$(source_of checked_at)" -gt 0 ]
	# the first page asks from the newest of the feeds on
	grep -q lastModStartDate=2026-01-29T23:59:00Z srv/log
}

@test "unchanged: one conditional request, and only the check is written" {
	all_feeds
	fetch nvd >/dev/null
	sqlite3 "$VVS_STATE" .dump | grep -v 'INTO source ' >before
	: >srv/log
	VVS_NOW=2026-01-31T05:00:00Z fetch nvd >out
	[ ! -s out ]
	assert_equal "$(requests)" 1
	assert_equal "$(requests '304 key= match="')" 1
	sqlite3 "$VVS_STATE" .dump | grep -v 'INTO source ' | diff -u before -
	assert_equal "$(source_of checked_at)" "$(date -d 2026-01-31T05:00:00Z +%s)"
}

@test "a feed that stands still is not believed for ever" {
	all_feeds
	fetch nvd >/dev/null
	: >srv/log
	VVS_NOW=2026-02-02T00:00:00Z fetch nvd >out
	assert_equal "$(requests /rest/json)" 1
}

@test "the modified feed has changed: the API is asked" {
	all_feeds
	fetch nvd >/dev/null
	cves 200 2 2026-01-30T23:00:00 >srv/cves.json
	cves 200 2 2026-01-30T23:00:00 | feed modified
	: >srv/log
	fetch nvd >out
	assert_equal "$(wc -l <out)" 2
	assert_equal "$(requests)" 2
	: >srv/log
	fetch nvd >out
	assert_equal "$(requests)" 1
}

@test "a watermark of long ago makes several windows" {
	all_feeds
	fetch nvd >/dev/null
	cves 200 2 2026-09-30T23:00:00 >srv/cves.json
	echo '[]' | feed modified
	: >srv/log
	VVS_NOW=2026-10-01T00:00:00Z fetch nvd >out
	assert_equal "$(wc -l <out)" 2
	assert_equal "$(requests /rest/json)" 3
	assert_equal "$(source_of watermark)" 2026-09-30T23:01:00Z
}

@test "feeds without an API: all once, then what was modified" {
	all_feeds
	sed -i '/^nvd.url/d' vvs.conf
	fetch nvd >/dev/null
	assert_equal "$(count)" 25
	assert_equal "$(source_of watermark)" 2026-01-30T00:09:00Z
	: >srv/log
	fetch nvd >out
	[ ! -s out ]
	assert_equal "$(requests)" 1
	cves 200 2 2026-01-30T23:00:00 | feed modified
	: >srv/log
	VVS_NOW=2026-01-31T03:00:00Z fetch nvd >out
	assert_equal "$(wc -l <out)" 2
	assert_equal "$(requests 'json.gz')" 1
	assert_equal "$(source_of watermark)" 2026-01-30T23:01:00Z
	# after ten days `modified` is not enough
	cves 300 2 2026-02-01T00:00:00 | feed 2024
	echo '[]' | feed modified
	VVS_NOW=2026-02-10T00:00:00Z fetch nvd >out
	assert_equal "$(wc -l <out)" 2
	assert_equal "$(source_of progress)" none
}

@test "an API alone is enough" {
	cves 0 5 >srv/cves.json
	sed -i '/^nvd.feed-url/d' vvs.conf
	fetch nvd >/dev/null
	assert_equal "$(count)" 5
	conf 'nvd.url none'
	sed -i 1d vvs.conf
	run -78 fetch nvd
}

@test "feeds that do not answer end the run at once" {
	all_feeds
	echo '/feeds *status 404' >srv/faults
	run -69 fetch nvd
	assert_equal "$(requests)" 25
	conf 'nvd.feed-url https://localhost:1/'
	run -69 --separate-stderr fetch nvd
	assert_equal "${#stderr_lines[@]}" 1
}

@test "a total that grows while we read is read to its end" {
	cves 0 25 >srv/cves.json
	cves 25 7 >srv/later.json
	echo 10 >srv/size.json
	printf '%s\n' '/rest grow 0' '/rest grow 4' '/rest grow 3' >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 32
}

@test "records that leave the window do not hide those behind them" {
	cves 0 25 >srv/cves.json
	echo 10 >srv/size.json
	printf '%s\n' '/rest grow 0' '/rest shrink 3' >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 25
}

@test "a page that is too short is asked for again" {
	cves 0 25 >srv/cves.json
	echo 10 >srv/size.json
	printf '%s\n' '/rest grow 0' '/rest short 4' >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 25
}

@test "bad records count: the next page begins behind them" {
	cves 0 25 | jq -c '.[3].published = "soon" | .[24] = {id: "CVE-2025-1"}' \
		>srv/cves.json
	echo '/rest message 404 resultsPerPage parameter cannot exceed 10' >srv/faults
	run -65 --separate-stderr fetch nvd
	assert_equal "${#stderr_lines[@]}" 2
	assert_equal "$(count)" 23
	assert_equal "$(requests 'startIndex=.*200')" 3
	refute [ "$(source_of watermark)" = none ]
}

@test "an API that never comes to its end is given up" {
	cves 0 25 >srv/cves.json
	echo '/rest *short 0' >srv/faults
	run -75 --separate-stderr fetch nvd
	assert_equal "${#stderr_lines[@]}" 1
	assert_equal "$(source_of watermark)" none
}

@test "a busy API is asked again after what Retry-After says" {
	cves 0 5 >srv/cves.json
	printf '%s\n' '/rest status 503 1' '/rest status 429 Sat, 01 Jan 2000 00:00:00 GMT' \
		'/rest status 403 0' >srv/faults
	start=$EPOCHREALTIME
	fetch nvd >/dev/null 2>err
	[ $((${EPOCHREALTIME/.} - ${start/.})) -ge 1000000 ]
	[ ! -s err ]
	assert_equal "$(count)" 5
	assert_equal "$(requests)" 4
}

@test "the pace between two requests is kept" {
	cves 0 5 >srv/cves.json
	echo '/rest status 503 0' >srv/faults
	sed -i 's/^nvd.pace .*/nvd.pace 0.8/' vvs.conf
	start=$EPOCHREALTIME
	fetch nvd >/dev/null
	[ $((${EPOCHREALTIME/.} - ${start/.})) -ge 800000 ]
}

@test "a busy API is asked for less and less" {
	cves 0 5 >srv/cves.json
	for _ in 1 2 3 4 5 6; do echo '/rest status 503 0'; done >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 5
	grep -q 'resultsPerPage=250&' srv/log
}

@test "a wait beyond reason ends the run: try later" {
	echo '/rest *status 429 86400' >srv/faults
	run -75 fetch nvd
	assert_output --partial 'status 429: it wants to be left alone for 86400 seconds'
	assert_equal "$(requests)" 1
}

@test "a page size that is too large is lowered" {
	cves 0 5 >srv/cves.json
	echo '/rest message 404 resultsPerPage parameter cannot exceed 500' >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 5
	assert_equal "$(requests 'resultsPerPage=500&')" 1
}

@test "what the API refuses is said in its own words" {
	echo "/rest message 404 $(printf 'no\033[31msuch parameter')" >srv/faults
	run -69 --separate-stderr fetch nvd
	assert_equal "${stderr_lines[0]##*: }" 'no?[31msuch parameter'
	echo '/rest message 404 Invalid apiKey.' >srv/faults
	run -78 fetch nvd
	assert_output --partial 'Invalid apiKey.'
}

@test "the key goes to the API in a header, and nowhere else" {
	key=00000000-1111-2222-3333-444444444444
	all_feeds
	conf "nvd.key $key" "nvd.feed-url $URL/feeds"
	cves 0 5 >srv/cves.json
	echo "/rest redirect $URL/elsewhere" >srv/faults
	run -69 fetch nvd
	refute_output --partial "$key"
	assert_equal "$(requests "/rest.* 302 key=$key")" 1
	assert_equal "$(requests '/elsewhere 404 key= ')" 1
	assert_equal "$(requests '/feeds/.*key= ')" "$(requests /feeds/)"
	fetch nvd >/dev/null
	run ! grep -aq "$key" "$VVS_STATE"
	: >srv/log
	fetch --from "$URL/feeds/" nvd >/dev/null
	assert_equal "$(requests "$key")" 0
}

@test "a key that others can read is refused" {
	conf 'nvd.key hunter2'
	chmod 644 vvs.conf
	run -78 fetch nvd
	refute_output --partial hunter2
}

@test "a body that was cut off is asked for again" {
	cves 0 5 >srv/cves.json
	printf '%s\n' '/rest truncate' '/rest drop' >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 5
	assert_equal "$(requests)" 3
}

@test "cut off every time: nothing is stored" {
	cves 0 5 >srv/cves.json
	echo '/rest *truncate' >srv/faults
	run -69 fetch nvd
	assert_equal "$(count)" 0
	assert_equal "$(source_of watermark)" ''
}

@test "no endless body, no endless headers" {
	cves 0 5 >srv/cves.json
	echo '/rest endless' >srv/faults
	run -69 fetch nvd
	assert_output --partial 'longer than allowed'
	echo '/rest headers' >srv/faults
	run -69 fetch nvd
	assert_output --partial 'too many headers'
	assert_equal "$(count)" 0
}

@test "a peer that only drips is left" {
	cves 0 5 >srv/cves.json
	conf 'http.timeout 1'
	echo '/rest drip' >srv/faults
	fetch nvd >/dev/null
	assert_equal "$(count)" 5
}

@test "the downloader has neither the state file nor a way to it" {
	cves 0 5 >srv/cves.json
	conf 'http.timeout 2'
	echo '/rest drip' >srv/faults
	vvs-fetch-feed -c vvs.conf nvd >/dev/null 2>&1 3>&- &
	pid=$!
	for _ in {1..100}; do
		[ ! -s srv/log ] || break
		sleep 0.05
	done
	child=$(cat "/proc/$pid/task/$pid/children")
	find "/proc/${child% }/fd" -printf '%l\n' >open
	grep -q socket: open
	run ! grep -q state.db open
	[ "$(awk '/^NoNewPrivs/ { print $2 }' "/proc/${child% }/status")" = 1 ] ||
		[ -n "${SAN-}" ]
	wait "$pid"
	assert_equal "$(count)" 5
}

@test "no redirect to http, to another host, or in circles" {
	echo "/rest redirect http://localhost:1/" >srv/faults
	run -69 fetch nvd
	assert_output --partial 'redirect to another protocol'
	echo "/rest redirect http://example.org/" >srv/faults
	LC_ALL=ja_JP.UTF-8 run -69 fetch nvd
	assert_output --partial '別のプロトコルへの転送です'
	echo "/rest redirect https://127.0.0.1:1/" >srv/faults
	run -69 fetch nvd
	assert_output --partial 'redirect to another host'
	echo "/rest *redirect $URL/rest/json" >srv/faults
	run -69 fetch nvd
	assert_output --partial 'too many redirects'
}

@test "plain http is for this machine alone" {
	mkdir -p plain/www
	cp srv/cves.json srv/size.json plain
	cves 0 5 >plain/cves.json
	server plain --plain
	conf "nvd.url http://127.0.0.1:$(cat plain/port)/rest/json" \
		'proxy http://127.0.0.1:1'
	fetch nvd >/dev/null
	assert_equal "$(count)" 5
	conf 'nvd.url http://example.org/'
	run -69 fetch nvd
	assert_output --partial 'this machine only'
}

@test "a certificate that nobody signed, or for another name" {
	conf 'kev.ca-file /etc/ssl/certs/ca-certificates.crt'
	sed -i '/^nvd.ca-file/d' vvs.conf
	run -69 fetch nvd
	assert_output --partial 'certificate'
	conf "nvd.url https://127.0.0.1:${URL##*:}/"
	run -69 fetch nvd
	assert_output --partial 'certificate subject name'
	[ ! -s srv/log ]
}

@test "what to trust is not there, or where to ask is no address" {
	run -69 vvs-fetch-feed --from file:///etc/passwd kev
	assert_output --partial 'not an https URL'
	conf "nvd.ca-file $PWD/nowhere"
	run -78 fetch nvd
	assert_output "vvs-fetch-feed: cannot open '$PWD/nowhere': No such file or directory"
}

@test "the environment changes nothing" {
	cves 0 5 >srv/cves.json
	https_proxy=http://127.0.0.1:1 HTTPS_PROXY=http://127.0.0.1:1 \
		ALL_PROXY=http://127.0.0.1:1 SSL_CERT_FILE=/nonexistent \
		SSLKEYLOGFILE=$PWD/keys fetch nvd >/dev/null
	assert_equal "$(count)" 5
	[ ! -e keys ]
	sed -i '/^nvd.ca-file/d' vvs.conf
	SSL_CERT_FILE=$PWD/srv/cert.pem run -69 fetch nvd
}

@test "a proxy is one that is configured" {
	conf 'proxy http://127.0.0.1:1'
	run -69 fetch nvd
	assert_output --partial 'port 1'
	[ ! -s srv/log ]
}

@test "a digest that does not fit is refused, and the next run is whole" {
	all_feeds
	cp srv/www/feeds/nvdcve-2.0-2025.meta good.meta
	sed -i 's/^sha256:../sha256:00/' srv/www/feeds/nvdcve-2.0-2025.meta
	run -65 fetch nvd
	assert_output --partial 'nvdcve-2.0-2025.json.gz'
	assert_output --partial 'digest'
	assert_equal "$(count)" 0
	assert_equal "$(source_of watermark)" none
	cp good.meta srv/www/feeds/nvdcve-2.0-2025.meta
	: >srv/log
	fetch nvd >out
	assert_equal "$(count)" 25
	assert_equal "$(source_of progress)" none
	# what was loaded the first time is not loaded again
	assert_equal "$(requests 'json.gz 200')" 2
}

@test "killed anywhere, run again: the same end" {
	all_feeds
	cves 100 30 2026-01-30T10:00:00 >srv/cves.json
	echo 4 >srv/size.json
	fetch nvd >/dev/null
	sqlite3 "$VVS_STATE" 'SELECT id, body FROM advisory ORDER BY id' >whole
	sqlite3 "$VVS_STATE" 'SELECT * FROM source' >source
	rm -f "$VVS_STATE"*
	vvs-init --test
	for i in {1..20}; do
		timeout -s KILL "0.0$((3 + i % 7))" \
			vvs-fetch-feed -c vvs.conf nvd >/dev/null 2>&1 || :
	done 2>/dev/null
	fetch nvd >/dev/null
	sqlite3 "$VVS_STATE" 'SELECT id, body FROM advisory ORDER BY id' |
		diff -u whole -
	sqlite3 "$VVS_STATE" 'SELECT * FROM source' | diff -u source -
	assert_equal "$(sqlite3 "$VVS_STATE" 'PRAGMA integrity_check')" ok
}

@test "it goes on at the page where it was stopped" {
	cves 0 25 >srv/cves.json
	echo 5 >srv/size.json
	printf '%s\n' '/rest grow 0' '/rest grow 0' '/rest grow 0' '/rest message 404 no' >srv/faults
	run -69 fetch nvd
	assert_equal "$(count)" 10
	assert_equal "$(source_of watermark)" none
	: >srv/log
	VVS_NOW=2026-01-31T03:00:00Z fetch nvd >/dev/null
	assert_equal "$(count)" 25
	head -n 1 srv/log | grep -q startIndex=5
	assert_equal "$(source_of watermark)" 2026-01-30T00:24:00Z
}

@test "kev and epss: asked for only if they have changed" {
	cp "$ROOT/share/demo/kev.json" srv/www/kev.json
	gzip -c "$ROOT/share/demo/epss.csv" >srv/www/epss.csv.gz
	fetch kev epss >out
	assert_equal "$(wc -l <srv/log)" 2
	[ "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM kev')" -gt 0 ]
	[ "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM epss')" -gt 0 ]
	fetch kev epss >out
	[ ! -s out ]
	assert_equal "$(requests ' 304 ')" 2
}

@test "a truncated kev changes nothing" {
	head -c 2000 "$ROOT/share/demo/kev.json" >srv/www/kev.json
	run -65 fetch kev
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM kev')" 0
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM feed_file')" 0
}

@test "a mirror: a folder of feeds, or one file" {
	cves 0 5 | feed 2024
	cves 5 5 | feed modified
	run -0 --separate-stderr fetch --from "$URL/feeds/" nvd
	assert_equal "${#lines[@]}" 10
	assert_equal "$(source_of watermark)" none
	assert_equal "$(source_of checked_at)" none
	: >srv/log
	fetch --from "$URL/feeds/" nvd >out
	[ ! -s out ]
	assert_equal "$(requests 'json.gz 200')" 0
	cves 10 2 | feed 2023
	fetch --from "$URL/feeds/nvdcve-2.0-2023.json.gz" nvd >out
	assert_equal "$(wc -l <out)" 2
	rm srv/www/feeds/*.meta
	cves 12 2 >f && feed 2022 <f && rm srv/www/feeds/*.meta
	run -0 --separate-stderr fetch --from "$URL/feeds/nvdcve-2.0-2022.json.gz" nvd
	assert_equal "${#lines[@]}" 2
	assert_equal "${#stderr_lines[@]}" 1
	run -66 fetch --from "$URL/nothing/" nvd
	run -66 fetch --from "$URL/nothing.json.gz" nvd
	run -66 fetch --from "$URL/nothing.json" kev
	assert_output "vvs-fetch-feed: not found: '$URL/nothing.json'"
}

@test "nobody there" {
	conf 'nvd.url https://localhost:1/'
	run -69 --separate-stderr fetch nvd
	assert_equal "${#stderr_lines[@]}" 1
	assert_equal "${#lines[@]}" 0
	# a mirror neither, and its other feeds are not asked for
	run -69 --separate-stderr fetch --from https://localhost:1/ nvd
	assert_equal "${#stderr_lines[@]}" 1
}

@test "the demo takes the live sources with LIVE=1" {
	jq -c '[.vulnerabilities[].cve]' "$ROOT"/share/demo/nvd/*.json |
		jq -sc add >srv/cves.json
	cp "$ROOT/share/demo/kev.json" srv/www/
	gzip -nc "$ROOT/share/demo/epss.csv" >srv/www/epss.csv.gz
	mkdir -p "$XDG_CONFIG_HOME/vvs"
	cp vvs.conf "$XDG_CONFIG_HOME/vvs/vvs.conf"
	env -u VVS_STATE LIVE=1 "$ROOT/share/demo/run" demo >out
	grep -q '"vulnerability":"CVE-2021-44228"' demo/findings.jsonl
	[ "$(requests /rest)" -ge 1 ]
	[ "$(requests /kev.json)" = 1 ]
	[ "$(requests /epss)" = 1 ]
}
