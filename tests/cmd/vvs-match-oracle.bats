load ../helper.bash

# vvs-match against tests/oracle/applicability.py, which follows the rules
# in no hurry and shares nothing with it; all of the data with FAULTS=1.

prepare() {
	need_data
	need /usr/bin/python3 jq
	vvs-init --test
}

oracle() {
	/usr/bin/python3 "$ROOT/tests/oracle/applicability.py" "$@"
}

# feeds...: what is found in the systems of the file software is right
agree() {
	local feed
	oracle judge "$@" <software | LC_ALL=C sort >want
	for feed; do vvs-fetch-feed --from "$feed" nvd >/dev/null 2>&1; done
	vvs-match -n --stale-ok <software | jq -r '[.system, .software.cpe,
		.vulnerability, .evidence.applicability] | join("\t")' |
		LC_ALL=C sort >got
	cmp want got
}

@test "twisted trees, and versions on their bounds" {
	oracle make "$DATA/nvd/overrides-2025.jsonl.gz" "${FAULTS:-8}" \
		feed software
	agree feed
	[ "$(grep -c 'met$' got)" -gt 300 ]
	[ "$(grep -c 'possible$' got)" -gt 300 ]
}

@test "real trees and names, ten to a system, versions unknown too" {
	gzip -dc "$DATA/bench/software-10k.jsonl.gz" >all
	awk -v each="${FAULTS:-5}" 'NR % each == 0 {
		n++
		if (n % 7 == 0) sub(/:[^:]*:[^:]*(:[^:]*){6}"/, ":*:*:*:*:*:*:*:*\"")
		sub(/"h[0-9]*"/, "\"s" n % int(1000 / each * 1.5) "\"")
		print
	}' all >software
	if [ -n "${FAULTS-}" ]; then
		agree "$DATA"/nvd/2024-05/*.json.gz
	else
		agree "$DATA/nvd/2024-05/nvdcve-2005.json.gz"
	fi
	[ "$(grep -c 'met$' got)" -gt 200 ]
	[ "$(grep -c 'possible$' got)" -gt 20 ]
}
