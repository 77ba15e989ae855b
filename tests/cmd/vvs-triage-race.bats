load ../helper.bash

# Eight at once, none lost: with `make faults` 500 decisions each.
EACH=${FAULTS:+500}
EACH=${EACH:-12}
A=11111111111111111111111111111111

prepare() {
	vvs-init --test
	vvs-register system --id web1 --name 予約 >/dev/null
	put_findings "
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'$A', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 1);"
}

all_done() {
	for pid in "${pids[@]}"; do wait "$pid"; done
}

# Each of eight has written 1 to `$1`, in this order, and the chain holds.
none_lost() {
	vvs-audit --object finding:$A | jq -r .content.note >notes
	assert_equal "$(wc -l <notes)" $((8 * $1))
	for p in 1 2 3 4 5 6 7 8; do
		grep "^$p\." notes | diff - <(seq -f "$p.%g" "$1")
	done
	run -0 vvs-audit --verify
}

@test "eight processes at once, a decision each time" {
	for p in 1 2 3 4 5 6 7 8; do
		for i in $(seq "$EACH"); do
			vvs-triage --note "$p.$i" $A >/dev/null
		done 3>&- &
		pids+=($!)
	done
	all_done
	none_lost "$EACH"
}

@test "eight processes at once, 500 decisions each in a pipe" {
	for p in 1 2 3 4 5 6 7 8; do
		for i in $(seq 500); do
			printf '{"type":"decision","finding":"%s","kind":"note","note":"%s"}\n' \
				$A "$p.$i"
		done | vvs-triage >out$p 3>&- &
		pids+=($!)
	done
	all_done
	none_lost 500
	assert_equal "$(cat out? | wc -l)" 4000
}

@test "killed in the middle: a decision is there as a whole, or not" {
	for i in $(seq 5000); do
		printf '{"type":"decision","finding":"%s","kind":"note","note":"1.%s"}\n' $A "$i"
	done >in
	vvs-triage <in >out 3>&- &
	kill_after $! 3 || skip "it was faster"
	n=$(vvs-audit --object finding:$A | wc -l)
	[ "$n" = 0 ] || [ "$n" = 5000 ]
	run -0 vvs-audit --verify
}
