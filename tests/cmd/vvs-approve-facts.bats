load ../helper.bash

# What becomes of an approval when the facts change: each change comes in
# through a feed or an inventory, and vvs-match finds it out.

WEB='cpe:2.3:a:acme:web:1.5:*:*:*:*:*:*:*'

prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	cp "$FIXTURES/match/nvd.json" nvd.json
	vvs-fetch-feed --from nvd.json nvd >/dev/null 2>&1
	inventory "$WEB"
	A=$(id_of CVE-2021-1001) # urgent
	B=$(id_of CVE-2021-1006) # high
}

inventory() { # cpe...
	for cpe; do
		printf '{"type":"software","system":"web1","cpe":"%s"}\n' "$cpe"
	done >inventory.jsonl
	vvs-import-assets --system web1 --source test inventory.jsonl >/dev/null 2>&1
	vvs-match --pending --stale-ok >/dev/null
}

# The feed again, with a change to CVE-2021-1006.
feed() { # jq expression on its record
	jq '.timestamp = "2026-01-30T00:00:00.000" | (.vulnerabilities[].cve
		| select(.id == "CVE-2021-1006"))
		|= (.lastModified = "2026-01-30T00:00:00.000" | '"$1"')' \
		nvd.json >new.json
	vvs-fetch-feed --from new.json nvd >/dev/null 2>&1
	vvs-match --pending --stale-ok >/dev/null
}

id_of() {
	vvs-list findings | jq -r "select(.vulnerability == \"$1\").id"
}

waive() { # finding...
	vvs-triage --as sato --impact affected "$@" >/dev/null
	for f; do
		vvs-triage --as sato --request 隔離 --until 2026-12-31 "$f" >/dev/null
	done
	vvs-approve --as suzuki --approve $(vvs-approve --list | jq .id) >/dev/null
	assert_equal "$(state "$1")" waived
}

state() {
	vvs-list findings | jq -r "select(.id == \"$1\").state"
}

why() { # of the only request
	vvs-approve --all | jq -r '[.status, .decided_by, .decision] | @tsv'
}

@test "a higher level revokes, and the ledger says why" {
	waive $B
	feed '.metrics.cvssMetricV31[0].cvssData |= (.baseScore = 9.8
		| .baseSeverity = "CRITICAL"
		| .vectorString = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")'
	assert_equal "$(state $B)" affected
	assert_equal "$(why)" "$(printf 'revoked\t\tits level is higher')"
	assert_equal "$(vvs-audit --object finding:$B --kind revoked |
		jq -c '[.actor, .content.why, .content.changed.state]')" \
		'["","its level is higher",["waived","affected"]]'
	run -0 vvs-audit --verify
}

@test "a lower level, other words and another reference do not" {
	waive $B
	feed '.descriptions[0].value = "Other words."
		| .metrics.cvssMetricV31[0].cvssData |= (.baseScore = 5.3
		| .baseSeverity = "MEDIUM"
		| .vectorString = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L")'
	assert_equal "$(state $B)" waived
	assert_equal "$(why)" "$(printf 'approved\tsuzuki\t')"
}

@test "known to be exploited revokes" {
	waive $A $B
	cat >kev.json <<-'EOT'
		{"title":"t","catalogVersion":"2026.01.30","dateReleased":"2026-01-30T00:00:00Z","count":1,"vulnerabilities":[
		{"cveID":"CVE-2021-1001","vendorProject":"Acme","product":"web","vulnerabilityName":"n","dateAdded":"2026-01-30","shortDescription":"d","requiredAction":"a","dueDate":"2026-02-20"}]}
	EOT
	vvs-fetch-feed --from kev.json kev >/dev/null
	assert_equal "$(state $A) $(state $B)" "affected waived"
	assert_equal "$(vvs-audit --object finding:$A --kind revoked | jq -r .content.why)" \
		"it is known to be exploited"
}

epss() { # date score
	printf '#model_version:v2025.03.14,score_date:%sT00:00:00Z\ncve,epss,percentile\nCVE-2021-1006,%s,0.9\n' \
		"$1" "$2" >epss.csv
	vvs-fetch-feed --from epss.csv epss >/dev/null 2>&1
	vvs-match --pending --stale-ok >/dev/null
}

@test "EPSS over the limit revokes; over it already, or below it, does not" {
	epss 2026-01-27 0.02
	waive $B
	epss 2026-01-28 0.09
	assert_equal "$(state $B)" waived
	epss 2026-01-29 0.11
	assert_equal "$(state $B)" affected
	assert_equal "$(why)" "$(printf 'revoked\t\tits EPSS is over the limit')"
	waive $B
	epss 2026-01-30 0.97
	assert_equal "$(state $B)" waived
}

@test "a first score over the limit revokes" {
	waive $B
	epss 2026-01-29 0.5
	assert_equal "$(state $B)" affected
}

@test "a new range that covers the system in another way revokes" {
	waive $B
	feed '.configurations[0].nodes[0].cpeMatch = [{"vulnerable": true,
		"criteria": "cpe:2.3:a:acme:web:*:*:*:*:*:*:*:*",
		"versionEndIncluding": "1.6"}]'
	assert_equal "$(state $B)" affected
	assert_equal "$(why)" "$(printf 'revoked\t\tother criteria cover the system')"
}

@test "matching all again changes nothing" {
	waive $A $B
	vvs-match --all --stale-ok >out
	[ ! -s out ]
	inventory "$WEB" 'cpe:2.3:a:other:thing:1.0:*:*:*:*:*:*:*'
	inventory "$WEB"
	assert_equal "$(state $A) $(state $B)" "waived waived"
}

@test "resolved while it waits: the request ends, nothing is waived" {
	vvs-triage --as sato --request 隔離 --until 2026-12-31 --system web1 >/dev/null
	N=$(vvs-approve --list | jq .id)
	inventory 'cpe:2.3:a:acme:web:9.0:*:*:*:*:*:*:*'
	assert_equal "$(state $A) $(state $B)" "resolved resolved"
	assert_equal "$(why)" "$(printf 'expired\t\tno finding needs it any more')"
	run -65 --separate-stderr vvs-approve --as suzuki --approve $N
	assert_equal "$stderr" "vvs-approve: request $N: it is expired for good: ask anew"
	# found again it is open: what was asked was about something else
	inventory "$WEB"
	assert_equal "$(state $A)" open
	assert_equal "$(vvs-approve --list)" ""
}

@test "one of two resolved: the other is waived" {
	vvs-triage --as sato --request 隔離 --until 2026-12-31 --system web1 >/dev/null
	feed '.configurations[0].nodes[0].cpeMatch[0].criteria = "cpe:2.3:a:acme:web:8.0:*:*:*:*:*:*:*"'
	assert_equal "$(state $B)" resolved
	vvs-approve --as suzuki --approve $(vvs-approve --list | jq .id) | jq -r .id >out
	assert_equal "$(cat out)" $A
}

@test "a rejected CVE retracts the finding; then only notes are possible" {
	waive $B
	feed '.vulnStatus = "Rejected"'
	assert_equal "$(state $B)" retracted
	assert_equal "$(why)" "$(printf 'expired\t\tno finding needs it any more')"
	run -65 --separate-stderr vvs-triage --as sato --plan 更新 --due 2026-03-01 $B
	assert_equal "$stderr" "vvs-triage: finding $B: not possible while it is retracted; possible: note"
	vvs-triage --as sato --note 念のため更新した $B >/dev/null
}

@test "resolved meanwhile: a decision is refused, and not lost in silence" {
	inventory 'cpe:2.3:a:acme:web:9.0:*:*:*:*:*:*:*'
	run -65 --separate-stderr vvs-triage --as sato --done 更新した $A
	assert_equal "$stderr" "vvs-triage: finding $A: not possible while it is resolved; possible: note"
	assert_equal "$(state $A)" resolved
}

@test "the history of a finding: decisions, and what a match changed" {
	waive $B
	feed '.metrics.cvssMetricV31[0].cvssData |= (.baseScore = 9.8
		| .baseSeverity = "CRITICAL"
		| .vectorString = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")'
	inventory 'cpe:2.3:a:acme:web:9.0:*:*:*:*:*:*:*'
	inventory "$WEB"
	vvs-triage --show $B | jq -rc '[.type, .kind, .actor,
		(.content.changed // .changed | select(. != null) | tostring)]
		| join(" ") | sub(" +$"; "")' >out
	diff -u - out <<-'EOT'
		finding
		event decided sato {"state":["open","affected"]}
		event requested sato {"state":["affected","waiver_requested"]}
		event approved suzuki
		event approved suzuki {"state":["waiver_requested","waived"],"waived_until":[null,"2026-12-31"]}
		history   {"level":["high","urgent"]}
		event revoked  {"state":["waived","affected"],"waived_until":["2026-12-31",null]}
		event revoked
		history   {"state":["affected","resolved"]}
		history   {"state":["resolved","open"]}
	EOT
	# a table for people
	need script
	script -qc "stty cols 120; vvs-triage --show $B" /dev/null | tr -d '\r' >out
	diff -u - out <<-'EOT'
		at                who        what       changed                                               text
		2026-01-31 00:00  vvs-match  found                                                            CVE-2021-1006
		2026-01-31 00:00  sato       impact     open → affected
		2026-01-31 00:00  sato       requested  affected → waiver_requested                           隔離
		2026-01-31 00:00  suzuki     approved   waiver_requested → waived, waived_until → 2026-12-31
		2026-01-31 00:00  vvs-match             level high → urgent
		2026-01-31 00:00             revoked    waived → affected, waived_until 2026-12-31 → -        its level is higher
		2026-01-31 00:00  vvs-match             affected → resolved
		2026-01-31 00:00  vvs-match             resolved → open
	EOT
}
