load ../helper.bash

# vvs-fetch-feed from files; the live side is in vvs-fetch-feed-live.bats

prepare() {
	state </dev/null
}

nvd() {
	vvs-fetch-feed --from "$1" nvd
}

# A feed of one record: id, lastModified, description, time of the feed.
feed() {
	cat <<-JSON
		{"resultsPerPage":1,"startIndex":0,"totalResults":1,
		"format":"NVD_CVE","version":"2.0","timestamp":"$4",
		"vulnerabilities":[{"cve":{"id":"$1","lastModified":"$2",
		"published":"2026-01-01T00:00:00","vulnStatus":"Analyzed",
		"descriptions":[{"lang":"en","value":"$3"}],"references":[],
		"configurations":[{"nodes":[{"operator":"OR","cpeMatch":[
		{"vulnerable":true,
		"criteria":"cpe:2.3:a:example:$3:1.0:*:*:*:*:*:*:*"}]}]}]}}]}
	JSON
}

@test "a record is normalised, and printed with its bookkeeping" {
	nvd "$FIXTURES/nvd/good-1.json" >out 2>err
	assert_equal "$(jq -r .id out | tr '\n' ' ')" "CVE-2026-0001 CVE-2026-0002 \
CVE-2026-0003 CVE-2026-0004 CVE-2026-0005 CVE-2026-0006 "
	head -1 out | jq -S . >first
	diff -u "$FIXTURES/nvd/good-1.first" first
	assert_equal "$(cat err)" \
		"vvs-fetch-feed: digest not checked: no .meta beside 1 of the files"
}

@test "the match index has the vulnerable matches that nothing negates" {
	nvd "$FIXTURES/nvd/good-1.json" >/dev/null 2>&1
	sqlite3 "$VVS_STATE" "SELECT a.id, a.simple, p.part, p.vendor,
		p.product, r.version, r.number, r.detail FROM match_row r
		JOIN product p ON p.id = r.product
		JOIN advisory a ON a.key = r.advisory ORDER BY 1, 7" >rows
	cat >expected <<-'EOT'
		CVE-2026-0001|1|a|example|server||0|>=2.0.0 <2.4.1
		CVE-2026-0001|1|a|example|server|3.0|1|:rc1
		CVE-2026-0001|1|a|example|c\+\+_kit|-|2|
		CVE-2026-0002|0|o|example|router_firmware|1.0|0|
		CVE-2026-0005|0|a|example|agent|1.0|0|
	EOT
	diff -u expected rows
}

@test "the score that counts is of the highest version, primary first" {
	nvd "$FIXTURES/nvd/good-1.json" >/dev/null 2>&1
	sqlite3 "$VVS_STATE" "SELECT cve % 10, cvss_version, cvss_score, severity
		FROM vulnerability WHERE cvss_version IS NOT NULL" >scores
	printf '%s\n' '1|3.1|98|critical' '2|4.0|93|critical' '6|2.0|21|low' |
		diff -u - scores
}

@test "what is stored can be read without this program" {
	need zstd
	nvd "$FIXTURES/nvd/good-1.json" >out 2>/dev/null
	sqlite3 "$VVS_STATE" "SELECT writefile('d', data) FROM dictionary;
		SELECT writefile('b', body) FROM advisory ORDER BY key LIMIT 1"
	zstd -qdc --patch-from=d <b >body 2>/dev/null || zstd -qdc -D d <b >body
	diff <(jq -S 'del(.seq, .stored_at, .changed_at, .fetched_at)' <<<"$(head -1 out)") \
		<(jq -S . body)
}

@test "the same again: nothing written, nothing printed" {
	nvd "$FIXTURES/nvd/good-1.json" >/dev/null 2>&1
	sqlite3 "$VVS_STATE" .dump >before
	nvd "$FIXTURES/nvd/good-1.json" >out 2>/dev/null
	[ ! -s out ]
	sqlite3 "$VVS_STATE" .dump | cmp before -
}

@test "every packing is recognised by its content" {
	need gzip xz zstd /usr/bin/python3
	mkdir feeds
	f=$FIXTURES/nvd/good-1.json
	gzip -c "$f" >feeds/1
	xz -c "$f" >feeds/2
	zstd -qc "$f" >feeds/3
	/usr/bin/python3 -m zipfile -c feeds/4 "$f"
	cp "$f" feeds/5.gz
	for i in feeds/*; do
		vvs-init -s "$i.db" --test
		vvs-fetch-feed -s "$i.db" --from "$i" nvd >out 2>/dev/null
		assert_equal "$(wc -l <out)" 6
	done
}

@test "a folder: other files are left alone, several sources at once" {
	mkdir mirror
	cp "$FIXTURES/nvd/good-1.json" mirror/b
	cp "$FIXTURES/kev/1.json" mirror/a
	printf 'cve,epss\nCVE-2026-0001,0.5\n' >mirror/c
	echo 'read me' >mirror/README
	mkdir mirror/folder
	vvs-fetch-feed --from mirror nvd kev epss >out 2>err
	grep -q 'no .meta beside 1 of the files' err
	assert_equal "$(grep -c '"advisory"' out)" 6
	assert_equal "$(grep -c '"type":"vulnerability"' out)" 3
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT score FROM epss')" 50000
}

@test "the digest in .meta has to fit" {
	cp "$FIXTURES/nvd/good-1.json" nvdcve-2.0-2026.json
	sum=$(sha256sum <nvdcve-2.0-2026.json | cut -d' ' -f1)
	gzip nvdcve-2.0-2026.json
	printf 'lastModifiedDate:2026-01-30T12:00:00-05:00\r\nsha256:%s\r\n' \
		"${sum^^}" >nvdcve-2.0-2026.meta
	sed 's/[0-9A-F]\r$/x&/' nvdcve-2.0-2026.meta >bad
	vvs-fetch-feed --from nvdcve-2.0-2026.json.gz nvd >out 2>err
	assert_equal "$(wc -l <out)" 6
	[ ! -s err ]

	vvs-init -s other.db --test
	tr 0-9A-F 1-9A-F0 <nvdcve-2.0-2026.meta >swapped
	mv swapped nvdcve-2.0-2026.meta
	run -65 --separate-stderr vvs-fetch-feed -s other.db \
		--from nvdcve-2.0-2026.json.gz nvd
	[ -z "$output" ]
	[[ $stderr == *"refused: "* ]]
	mv bad nvdcve-2.0-2026.meta
	run -65 --separate-stderr vvs-fetch-feed -s other.db \
		--from nvdcve-2.0-2026.json.gz nvd
	[[ $stderr == *"its .meta has no digest"* ]]
	assert_equal "$(sqlite3 other.db 'SELECT count(*) FROM advisory')" 0
}

@test "a damaged file changes nothing, the next one is loaded" {
	mkdir feeds
	gzip -c "$FIXTURES/nvd/good-1.json" >whole.gz
	head -c 900 whole.gz >feeds/1
	head -c 3000 "$FIXTURES/nvd/good-1.json" >feeds/2
	sed 's/NVD_CVE/NVD_CPE/' "$FIXTURES/nvd/good-1.json" >feeds/3
	sed 's/"totalResults": 6/"totalResults": 7/; s/Page": 6/Page": 7/' \
		"$FIXTURES/nvd/good-1.json" >feeds/4
	{ cat whole.gz; echo trash; } >feeds/5
	{ cat "$FIXTURES/nvd/good-1.json"; echo '{}'; } >feeds/6
	sed 's/"startIndex": 0/"startIndex": "0"/' \
		"$FIXTURES/nvd/good-1.json" >feeds/7
	feed CVE-2026-0900 2026-01-01T00:00:00 last 2026-01-01T00:00:00 >feeds/8
	for bad in 1 2 3 4 6 7; do
		run -65 --separate-stderr nvd "feeds/$bad"
		[ -z "$output" ]
		[[ $stderr == *"'feeds/$bad' refused: "* ]]
		assert_equal \
			"$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM advisory')" 0
	done
	rm feeds/5
	run -65 --separate-stderr nvd feeds
	assert_equal "$(jq -r .id <<<"$output")" CVE-2026-0900
}

@test "a bad record is named and skipped, the others are stored" {
	run -65 --separate-stderr nvd "$FIXTURES/nvd/bad-records.json"
	assert_equal "$(jq -r .id <<<"$output" | tr '\n' ' ')" \
		"CVE-2026-0100 CVE-2026-0107 CVE-2026-0108 "
	sed 's/^.*bad-records.json: //' <<<"$stderr" >said
	cat >expected <<-'EOT'
		'CVE-2026-0101' skipped: no time of publication
		'not an id' skipped: no CVE id
		'CVE-2026-0103' skipped: no description
		'5' skipped: no CVE id
		'6' skipped: not JSON
		'7' skipped: half a surrogate pair
		a part of 'CVE-2026-0107' skipped: a product name that is none
		vvs-fetch-feed: digest not checked: no .meta beside 1 of the files
	EOT
	diff -u expected said
}

@test "what is wrong is said in the reader's language" {
	printf 'cve,epss\nCVE-2026-1,2\n' >scores
	head -c 3000 "$FIXTURES/nvd/good-1.json" >cut
	gzip -c cut | head -c 900 >cut.gz
	echo '{}' >other
	sed 's/"totalResults": 6/"totalResults": 7/; s/Page": 6/Page": 7/' \
		"$FIXTURES/nvd/good-1.json" >lacks
	export LC_ALL=ja_JP.UTF-8
	for bad in cut cut.gz other lacks "$FIXTURES/nvd/bad-records.json"; do
		run -65 --separate-stderr nvd "$bad"
		echo "$stderr"
	done >said
	run -65 --separate-stderr vvs-fetch-feed --from scores epss
	echo "$stderr" | head -n 1 >>said
	sed -i '/ダイジェスト/d' said
	assert_equal "$(wc -l <said)" 12
	# the reason stands behind the last colon
	run -1 grep ': [^:]*[a-z][a-z][^:]*$' said
	grep -q "'CVE-2026-0107' の一部を読み飛ばしました: 製品名" said
}

@test "an older record never replaces a newer one, in any order" {
	feed CVE-2026-0900 2026-01-05T00:00:00 new 2026-01-06T00:00:00 >new
	feed CVE-2026-0900 2026-01-04T00:00:00 old 2026-01-07T00:00:00 >old
	# the same time of modification: the later document counts
	feed CVE-2026-0900 2026-01-05T00:00:00 newer 2026-01-08T00:00:00 >newer
	for order in "old new newer" "newer new old" "new old newer" "newer"; do
		rm -f s.db*
		vvs-init -s s.db --test
		for i in $order; do
			vvs-fetch-feed -s s.db --from "$i" nvd >>out 2>/dev/null
		done
		advisories s.db >"$order"
		cmp newer\ new\ old "$order" 2>/dev/null || [ "$order" = "old new newer" ]
	done
	cmp "old new newer" "newer new old"
	cmp "old new newer" newer
	grep -q 'example|newer|1.0' newer
}

@test "twice in one document: the match index has it once" {
	feed CVE-2026-0900 2026-01-05T00:00:00 one 2026-01-06T00:00:00 >a
	feed CVE-2026-0900 2026-01-06T00:00:00 two 2026-01-06T00:00:00 >b
	jq -s '.[0].vulnerabilities += .[1].vulnerabilities | .[0] |
		.totalResults = 2 | .resultsPerPage = 2' a b >both
	nvd both >out 2>/dev/null
	assert_equal "$(jq -r .description.en out)" two
	advisories "$VVS_STATE" | grep '|example|' >rows
	assert_equal "$(cat rows)" "CVE-2026-0900|0|a|example|two|1.0|"
}

@test "a zip with two files, and one that inflates for ever" {
	need /usr/bin/python3
	f=$FIXTURES/nvd/good-1.json
	cp "$f" second
	/usr/bin/python3 -m zipfile -c two.zip "$f" second
	run -65 --separate-stderr nvd two.zip
	[[ $stderr == *"more than one file"* ]]
}

@test "an element that is too large, too deep or has too many parts" {
	envelope='"resultsPerPage":1,"startIndex":0,"totalResults":1,
		"format":"NVD_CVE","version":"2.0",
		"timestamp":"2026-01-30T12:00:00","vulnerabilities":'
	many() { # text times
		awk -v s="$1" -v n="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'
	}
	echo "{$envelope[{\"cve\":\"$(many xxxxxxxxxxxxxxxx 1050000)\"}]}" >large
	echo "{$envelope[{\"cve\":$(many '[' 70)$(many ']' 70)}]}" >deep
	echo "{$envelope[{\"cve\":[$(many '[],' 2000000)[]]}]}" >parts
	run -65 --separate-stderr nvd large
	[[ $stderr == *"'1' skipped: element is too large"* ]]
	run -65 --separate-stderr nvd deep
	[[ $stderr == *"'1' skipped: nested too deep"* ]]
	run -65 --separate-stderr nvd parts
	[[ $stderr == *"'1' skipped: no CVE id"* ]]
}

@test "kev: what was added, changed and withdrawn" {
	nvd "$FIXTURES/nvd/good-1.json" >/dev/null 2>&1
	vvs-fetch-feed --from "$FIXTURES/kev/1.json" kev >out
	assert_equal "$(jq -r .id out | sort | tr '\n' ' ')" \
		"CVE-2020-0003 CVE-2026-0001 CVE-2026-0002 "
	vvs-fetch-feed --from "$FIXTURES/kev/2.json" kev >out 2>err
	assert_equal "$(cat err)" "vvs-fetch-feed: kev: 3 records, 3 changed"
	jq -c '[.id, .kev, .kev_entry.ransomware, .kev_withdrawn]' out |
		sort >changes
	cat >expected <<-'EOT'
		["CVE-2026-0001",true,"known",null]
		["CVE-2026-0002",false,"unknown","2026-01-31T00:00:00Z"]
		["CVE-2026-0004",true,"unknown",null]
	EOT
	diff -u expected changes
	vvs-fetch-feed --from "$FIXTURES/kev/2.json" kev >out 2>&1
	[ ! -s out ]
	# older than what is stored, and one whose count does not fit
	run -65 vvs-fetch-feed --from "$FIXTURES/kev/1.json" kev
	sed 's/"count":3/"count":4/; s/2026-01-20T/2026-01-21T/' \
		"$FIXTURES/kev/2.json" >bad
	run -65 vvs-fetch-feed --from bad kev
}

@test "epss: all four headers; prints nothing without findings" {
	# oldest last: what is older than the stored day is refused
	printf 'cve,epss\nCVE-2026-0001,0.2\n' >v1
	printf 'cve,epss,percentile\nCVE-2026-0001,0.3,0.99810634857\n' >v2
	printf '#model_version:v2025.03.14,score_date:%s\n%s\n%s\n' \
		2026-01-29T00:00:00+0000 cve,epss,percentile \
		CVE-2026-0001,0.4,0.5 >v3
	printf '#model_version:v2025.03.14,score_date:%s\r\n%s\r\n%s\r\n' \
		2026-01-30T12:55:00Z cve,epss,percentile \
		CVE-2026-0001,9e-05,1.00000 >v4
	for i in 1 2 3 4; do
		vvs-fetch-feed --from v$i epss >>out
		sqlite3 "$VVS_STATE" 'SELECT score, percentile FROM epss' >>scores
	done
	[ ! -s out ]
	printf '%s\n' '20000|-1' '30000|99811' '40000|50000' '9|100000' |
		diff -u - scores
	run -65 vvs-fetch-feed --from v3 epss
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT score FROM epss')" 9
}

# catalogue DAY [ENTRY...]: each is a CVE id and what dateAdded says
catalogue() {
	jq -cn --arg day "$1" '{catalogVersion: "x", dateReleased: "\($day)T00:00:00Z",
		count: (($ARGS.positional | length) / 2), vulnerabilities:
		[$ARGS.positional | _nwise(2) | select(. != []) |
			{cveID: .[0], dateAdded: .[1]}]}' \
		--args "${@:2}"
}

@test "kev: an entry that cannot be read is not withdrawn" {
	catalogue 2026-01-20 CVE-2026-0001 2026-01-19 CVE-2026-0002 2026-01-19 >1
	catalogue 2026-01-21 CVE-2026-0001 soon CVE-2026-0003 2026-01-20 >2
	catalogue 2026-01-22 CVE-2026-0001 2026-01-19 >3
	vvs-fetch-feed --from 1 kev >/dev/null
	# nor is another one, until the catalogue is whole again
	run -65 --separate-stderr vvs-fetch-feed --from 2 kev
	assert_equal "$(jq -c '[.id, .kev]' <<<"$output")" '["CVE-2026-0003",true]'
	vvs-fetch-feed --from 3 kev | jq -c '[.id, .kev]' | sort >out
	diff -u - out <<-'EOT'
		["CVE-2026-0002",false]
		["CVE-2026-0003",false]
	EOT
	# an empty one is whole if it says so
	catalogue 2026-01-23 >4
	run -0 --separate-stderr vvs-fetch-feed --from 4 kev
	assert_equal "$(jq -c '[.id, .kev]' <<<"$output")" '["CVE-2026-0001",false]'
}

@test "kev: an older one is refused, wherever it says its date" {
	catalogue 2026-01-20 CVE-2026-0001 2026-01-19 >new
	catalogue 2026-01-10 CVE-2026-0002 2026-01-09 |
		jq -c '.vulnerabilities[0].notes = "x" * 100000 |
			{vulnerabilities, count, catalogVersion, dateReleased}' >old
	vvs-fetch-feed --from new kev >/dev/null
	run -65 vvs-fetch-feed --from old kev
	assert_output "vvs-fetch-feed: 'old' refused: older than what is stored"
}

@test "epss: a score that cannot be read, or has no date, replaces none" {
	rows() { printf 'CVE-2026-00%s,0.5,0.5\n' {10..40}; }
	head='#model_version:v2025.03.14,score_date:'
	{ printf '%s\n' "${head}2026-01-20T00:00:00Z" cve,epss,percentile; rows; } >1
	sed 's/-01-20T/-01-21T/; s/0012,0.5/0012,5.0/' 1 >2
	sed '1d; s/,0.5/,0.1/' 1 >3
	vvs-fetch-feed --from 1 epss
	run -65 vvs-fetch-feed --from 2 epss
	run -65 vvs-fetch-feed --from 3 epss
	assert_output "vvs-fetch-feed: '3' refused: it has no date"
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT DISTINCT score, count(*)
		FROM epss')" '50000|31'
}

@test "epss: bad rows are skipped by line, a cut file is refused" {
	printf '%s\n' cve,epss,percentile CVE-2026-0001,0.4,0.5 CVE-1,0.4,0.5 \
		CVE-2026-0002,1.4,0.5 CVE-2026-0003,0.4 CVE-2026-0004,0.1,0.1,1 \
		"$(head -c 5000 /dev/zero | tr '\0' x)" >in
	run -65 --separate-stderr vvs-fetch-feed --from in epss
	assert_equal "$(grep -c skipped <<<"$stderr")" 5
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM epss')" 1
	printf 'cve,epss,percentile\nCVE-2026-0001,0.4,0.5\nCVE-2026-00' >in
	run -65 vvs-fetch-feed --from in epss
}

@test "epss: an open finding whose score crosses the limit is told" {
	nvd "$FIXTURES/nvd/good-1.json" >/dev/null 2>&1
	put_findings "INSERT INTO given (id, system, software, cve,
		source, state, level, confidence, evidence, first_at,
		changed_at, seq) VALUES
		(x'11111111111111111111111111111111', 's', '{}', 20260000000001, 'nvd', 'open', 'high', 90, '{}', 1, 1, 1),
		(x'22222222222222222222222222222222', 's', '{}', 20260000000002, 'nvd', 'open', 'high', 90, '{}', 1, 1, 1),
		(x'33333333333333333333333333333333', 's', '{}', 20260000000004, 'nvd', 'resolved', 'high', 90, '{}', 1, 1, 1)"
	printf 'cve,epss\nCVE-2026-0001,0.2\nCVE-2026-0002,0.01\nCVE-2026-0004,0.9\n' >day1
	vvs-fetch-feed --from day1 epss >out
	assert_equal "$(jq -c '[.id, .epss]' out)" '["CVE-2026-0001",0.2]'
	sed 's/0001,0.2/0001,0.05/; s/0002,0.01/0002,0.02/' day1 >day2
	vvs-fetch-feed --from day2 epss >out
	assert_equal "$(jq -c '[.id, .epss]' out)" '["CVE-2026-0001",0.05]'
	# so is one that has no score any more
	{ cat day1; printf 'CVE-2026-00%s,0.5\n' {10..30}; } >day3
	vvs-fetch-feed --from day3 epss >/dev/null
	sed '/0001,/d' day3 >day4
	vvs-fetch-feed --from day4 epss >out
	assert_equal "$(jq -c '[.id, .epss]' out)" '["CVE-2026-0001",null]'
}

@test "a terminal escape does not reach the terminal" {
	nvd "$FIXTURES/nvd/good-1.json" >out 2>&1
	feed "$(printf 'CVE\\u001b]0;x')" x x x >in
	run -65 --separate-stderr nvd in
	run ! grep -q "$(printf '\033')" out <(echo "$stderr")
}

@test "what does not exist, is called wrongly, or is nothing of ours" {
	run -66 vvs-fetch-feed --from missing nvd
	mkdir empty
	run -66 vvs-fetch-feed --from empty nvd
	run -65 vvs-fetch-feed --from "$FIXTURES/kev/1.json" nvd
	run -64 vvs-fetch-feed --from empty
	run -64 vvs-fetch-feed --from empty nonsense
	: >nothing
	run -65 vvs-fetch-feed --from nothing nvd
	assert_output "vvs-fetch-feed: 'nothing' refused: not a document of this source"
	mkfifo pipe
	run -66 vvs-fetch-feed --from pipe nvd
	assert_output "vvs-fetch-feed: neither a file nor a folder: 'pipe'"
}

@test "a full disk is an error, and the records are stored all the same" {
	run -74 bash -c 'vvs-fetch-feed --from "$FIXTURES/nvd/good-1.json" nvd >/dev/full'
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM advisory')" 6
}

@test "standard input may be closed" {
	run -0 bash -c 'vvs-fetch-feed --from "$FIXTURES/kev/1.json" kev <&-'
}

@test "two at once agree" {
	for _ in 1 2 3 4; do
		vvs-fetch-feed --from "$FIXTURES/nvd/good-1.json" nvd \
			>>out 2>/dev/null 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	assert_equal "$(jq -r .id out | sort | uniq -c | grep -vc ' 1 ')" 0
}

@test "real data: an earlier state of the feeds first ends the same" {
	need_data
	mkdir new old
	for y in 2003 2012; do
		ln -s "$DATA/nvd/2024-05/nvdcve-$y".* new
		ln -s "$DATA/nvd/2023-12/nvdcve-$y".* old
	done
	for s in a b; do vvs-init -s $s.db --test; done
	vvs-fetch-feed -s a.db --from new nvd >/dev/null
	vvs-fetch-feed -s b.db --from old nvd >/dev/null 2>&1
	vvs-fetch-feed -s b.db --from new nvd >changed
	advisories a.db >a
	advisories b.db | cmp a -
	assert_equal "$(sort -u changed | wc -l)" "$(wc -l <changed)"
	vvs-fetch-feed -s b.db --from old nvd >changed 2>/dev/null
	[ ! -s changed ]
}

@test "real data: saved pages of the API" {
	need_data
	pages=$DATA/nvd/api-pages/cve/testdata/fixtures
	for d in 3_pages increase ssvc_affected moddate empty; do
		vvs-fetch-feed --from "$pages/$d" nvd >>out 2>/dev/null
	done
	[ -s out ]
	run -66 vvs-fetch-feed --from "$DATA/nvd/api-pages/cpematch/testdata/fixtures/3_pages" nvd
}

@test "real data: the catalogue at seven dates" {
	need_data
	for f in "$DATA"/kev/*.json; do
		vvs-fetch-feed --from "$f" kev >>out
	done
	jq -r '.vulnerabilities[].cveID' "$f" | sort >expected
	sqlite3 "$VVS_STATE" "SELECT printf('CVE-%d-%04d', cve / 10000000000,
		cve % 10000000000) FROM kev WHERE withdrawn_at IS NULL" |
		sort | diff expected -
}
