load ../helper.bash

# share/demo/run, what make demo shows

demo() {
	"$ROOT/share/demo/run" demo >out 2>err
}

@test "the demo ends with findings, mail and pages, twice in a row" {
	demo
	demo
	! grep -q 'cannot\|failed' err || fail "$(cat err)"
	for f in demo/summary.html demo/summary-en.html demo/findings.jsonl; do
		[ -s "$f" ]
	done
	[ "$(find demo/mail -name '*.eml' | wc -l)" -ge 5 ]
	tail -n 1 out | grep -q 'demo/summary.html'
}

@test "the well-known vulnerabilities of the sample company are found" {
	demo
	jq -r '.system + " " + .vulnerability' demo/findings.jsonl >found
	for f in "web1 CVE-2021-44228" "edge1 CVE-2014-0160" \
		"dev1 CVE-2024-3094"; do
		grep -qx "$f" found || fail "$f"
	done
}
