load ../helper.bash

# vvs-fetch-feed killed with -9 at many points of a load, and started again

# 12 feeds of 400 records; every third record is in the next feed again,
# modified later.
feeds() {
	mkdir feeds
	for ((n = 0; n < 12; n++)); do
		awk -v n=$n 'BEGIN {
			printf "{\"resultsPerPage\":400,\"startIndex\":0,"
			printf "\"totalResults\":400,\"format\":\"NVD_CVE\","
			printf "\"version\":\"2.0\",\"timestamp\":"
			printf "\"2026-01-%02dT00:00:00\",\"vulnerabilities\":[", n + 1
			for (i = 0; i < 400; i++) {
				id = i % 3 ? n * 400 + i : (n - n % 2) * 400 + i
				printf "%s{\"cve\":{\"id\":\"CVE-2026-%05d\",", i ? "," : "", id
				printf "\"published\":\"2026-01-01T00:00:00\","
				printf "\"lastModified\":\"2026-01-%02dT00:00:00\",", n + 1
				printf "\"descriptions\":[{\"lang\":\"en\",\"value\":\"%d\"}],", i * n
				printf "\"references\":[],\"configurations\":[{\"nodes\":["
				printf "{\"operator\":\"OR\",\"cpeMatch\":["
				for (k = 0; k <= i % 7; k++)
					printf "%s{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:v%d:p%d:%d.%d:*:*:*:*:*:*:*\"}", k ? "," : "", i % 50, i % 90, n, k
				printf "]}]}]}}"
			}
			print "]}"
		}' >feeds/$n.json
	done
}

@test "killed at every so many writes and started again: the same end" {
	[ -z "${SAN-}" ] || skip "the sanitizers do not let it be preloaded"
	need cc
	feeds
	cc -shared -fPIC -o kill.so "$ROOT/tests/faults/kill.c" -ldl 2>/dev/null
	vvs-init -s whole.db --test
	vvs-fetch-feed -s whole.db --from feeds nvd >/dev/null 2>&1
	advisories whole.db >whole
	for ((n = 1, points = 0; ; n += n / 4 + 1, points++)); do
		rm -f s.db*
		vvs-init -s s.db --test
		status=0
		LD_PRELOAD=$PWD/kill.so KILL_AT=$n \
			vvs-fetch-feed -s s.db --from feeds nvd >/dev/null 2>&1 ||
			status=$?
		[ $status != 0 ] || break
		sqlite3 s.db 'SELECT count(*) FROM advisory' >>stored
		vvs-fetch-feed -s s.db --from feeds nvd >/dev/null 2>&1
		advisories s.db | cmp whole -
	done
	[ $points -ge 20 ]
	[ "$(sort -u stored | wc -l)" -ge 4 ]
}

now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

@test "real data: killed at 20 moments and started again: the same end" {
	need_data
	[ -n "${FAULTS-}" ] || skip "takes minutes (FAULTS=1)"
	vvs-init -s whole.db --test
	began=$(now_ms)
	vvs-fetch-feed -s whole.db --from "$DATA/nvd/2024-05" nvd >/dev/null
	total=$(($(now_ms) - began))
	advisories whole.db >whole
	for ((i = 1; i <= 20; i++)); do
		rm -f s.db*
		vvs-init -s s.db --test
		vvs-fetch-feed -s s.db --from "$DATA/nvd/2024-05" nvd \
			>/dev/null 2>&1 3>&- &
		pid=$!
		sleep "$(awk "BEGIN { print $total * $i / 21000 }")"
		kill -9 $pid 2>/dev/null || true
		wait $pid || true
		vvs-fetch-feed -s s.db --from "$DATA/nvd/2024-05" nvd >/dev/null
		advisories s.db | cmp whole -
	done
}

@test "a parser that dies takes only its document with it" {
	need_data
	vvs-init --test
	vvs-fetch-feed --from "$DATA/nvd/2024-05/nvdcve-2012.json.gz" nvd \
		>out 2>err 3>&- &
	pid=$!
	until child=$(pgrep -P $pid); do sleep 0.01; done
	kill -9 "$child"
	status=0
	wait $pid || status=$?
	assert_equal "$status" 65
	grep -q 'refused: its parser failed' err
	[ ! -s out ]
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM advisory')" 0
	# and it leaves nobody behind
	run ! pgrep -P $pid
}

@test "when the writer dies its parser does not live on" {
	need_data
	vvs-init --test
	vvs-fetch-feed --from "$DATA/nvd/2024-05/nvdcve-2012.json.gz" nvd \
		>out 2>err 3>&- &
	pid=$!
	until child=$(pgrep -P $pid); do sleep 0.01; done
	kill -9 $pid
	for _ in $(seq 100); do
		kill -0 "$child" 2>/dev/null || return 0
		sleep 0.02
	done
	return 1
}
