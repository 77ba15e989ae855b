load ../helper.bash

# Two systems, three findings, made by hand; who acts is a lone owner.
prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"本社"}
		{"type":"system","id":"web1","name":"予約","organization":"hq"}
		{"type":"system","id":"db1","name":"台帳","organization":"hq"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
		{"type":"account","id":"yama","name":"山本","email":"yama@example.jp","role":"security-reader","scope":["organization:hq"]}
	EOT
	sqlite3 "$VVS_STATE" "
		INSERT INTO finding (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'11111111111111111111111111111111', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 1),
		(x'22222222222222222222222222222222', 'web1', '{\"product\":\"nginx\"}', 20210000044229, 'nvd', 'open', 'high', 80, '{}', 1, 1, 2),
		(x'33333333333333333333333333333333', 'db1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 3);"
	A=11111111111111111111111111111111
	B=22222222222222222222222222222222
	C=33333333333333333333333333333333
}

state_of() {
	sqlite3 "$VVS_STATE" "SELECT state FROM finding WHERE hex(id)='$1'"
}

@test "impact, plan and completion, one after the other" {
	vvs-triage --impact affected $A | jq -r .state >out
	vvs-triage --plan 更新する --due 令和8年3月1日 --who sato $A >plan
	assert_equal "$(jq -r '[.state, .plan_due, .assignee] | @tsv' plan)" \
		"$(printf 'planned\t2026-03-01\tsato')"
	vvs-triage --done 更新した --when 2026/1/30 $A | jq -r .state >>out
	assert_equal "$(cat out)" "$(printf 'affected\ndone')"
}

@test "the history of a finding is what was decided, by whom" {
	vvs-triage --as sato --impact affected $A >/dev/null
	vvs-triage --as suzuki --note 確認済み $A >/dev/null
	vvs-triage --show $A >out
	assert_equal "$(jq -r 'select(.type == "event") | [.actor, .content.kind] | @tsv' out)" \
		"$(printf 'sato\timpact\nsuzuki\tnote')"
	assert_equal "$(jq -r 'select(.type == "finding").state' out)" affected
	run -0 vvs-audit --verify
}

@test "what is not possible is refused and says what is" {
	vvs-triage --impact not_affected --justification component_not_present $A >/dev/null
	run -65 --separate-stderr vvs-triage --done 更新した $A
	assert_output ""
	assert_equal "$stderr" "vvs-triage: finding $A: not possible while it is not_affected; possible: impact, request, note, assign"
	assert_equal "$(state_of $A)" not_affected
}

@test "not affected needs a justification, a plan a date, a request a reason" {
	run -65 vvs-triage --impact not_affected $A
	run -65 vvs-triage --plan 更新する $A
	run -65 vvs-triage --plan 更新する --due いつか $A
	run -65 vvs-triage --request 隔離 $A
	run -65 vvs-triage --done 明日 --when 2026-02-01 $A
	assert_equal "$(state_of $A)" open
}

@test "hundreds of decisions at once, bad ones named and left out" {
	printf '{"type":"decision","finding":"%s","kind":"impact","impact":"%s"}\n' \
		$A affected $B perhaps $C investigating nobody affected >in
	echo '{"type":"advisory","id":"x"}' >>in
	run -65 --separate-stderr vvs-triage <in
	assert_equal "$(jq -r '.state // .type' <<<"$output" | paste -sd ' ')" "affected investigating advisory"
	assert_equal "${stderr_lines[0]}" "vvs-triage: <stdin>:2: finding $B: impact must be affected, not_affected or investigating"
	assert_equal "${stderr_lines[1]}" "vvs-triage: <stdin>:4: finding nobody: no such finding"
}

@test "one request for all findings of a product in one's scope" {
	vvs-triage --as sato --request 到達できない --until 2026-06-30 --product openssl >out
	assert_equal "$(jq -r .id out)" $A
	assert_equal "$(state_of $C)" open
	vvs-triage --as suzuki --request 到達できない --until 2026-06-30 --cve CVE-2021-44228 >out
	assert_equal "$(jq -r .id out)" $C
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT group_concat(requester) FROM request')" sato,suzuki
}

@test "out of scope looks like not there" {
	run -65 --separate-stderr vvs-triage --as sato --impact affected $C
	assert_equal "$stderr" "vvs-triage: finding $C: no such finding"
	run -65 vvs-triage --as sato --show $C
}

@test "a security-reader decides nothing" {
	run -77 --separate-stderr vvs-triage --as yama --impact affected $A
	assert_output ""
	assert_equal "$stderr" "vvs-triage: not allowed to a security-reader: this needs enterprise-manager, organization-manager, service-manager, system-manager, system-operator"
}

@test "work is given to accounts that exist" {
	run -65 vvs-triage --assign nobody $A
	vvs-triage --assign sato $A | jq -r .assignee >out
	assert_equal "$(cat out)" sato
}

@test "wrong calls change nothing" {
	run -64 vvs-triage --impact affected
	run -64 vvs-triage $A
	run -64 vvs-triage --impact affected --done x $A
	run -64 vvs-triage --show
	run -64 vvs-triage --impact affected --cve CVE-2021-44228 $A
	run -64 vvs-triage --as nobody --impact affected $A
	assert_equal "$(state_of $A)" open
}

@test "nothing to do is done" {
	run -0 vvs-triage </dev/null
	assert_output ""
	run -0 bash -c 'vvs-triage <&-'
}

@test "a bad line is reported and skipped" {
	printf '%s\n' nonsense '{"type":"decision","finding":"'$A'","kind":"note","note":"x"}' >in
	run -65 --separate-stderr vvs-triage <in
	assert_equal "${stderr_lines[0]}" "vvs-triage: <stdin>:1: not JSON"
	assert_equal "$(jq -r .id <<<"$output")" $A
}

@test "a full disk is an error" {
	run -74 bash -c "vvs-triage --note x $A >/dev/full"
}

@test "control characters in a text are refused" {
	run -65 vvs-triage --note "$(printf 'a\033b')" $A
}

@test "eight at once lose nothing" {
	for p in 1 2 3 4 5 6 7 8; do
		for _ in $(seq 20); do
			printf '{"type":"decision","finding":"%s","kind":"note","note":"%s"}\n' $A $p
		done >in$p
		vvs-triage <in$p >/dev/null 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	assert_equal "$(vvs-audit --object finding:$A | wc -l)" 160
	run -0 vvs-audit --verify
}

@test "a decision syncs the log once, and stays when the next program looks" {
	need strace
	vvs-triage --note first $A >/dev/null
	strace -f -y -o calls -e trace=fsync,fdatasync vvs-triage --impact affected $A >/dev/null
	assert_equal "$(grep -c 'state.db-wal' calls)" 1
	run ! grep 'state.db>' calls
	assert_equal "$(state_of $A)" affected
	vvs-init --backup copy.db
	assert_equal "$(sqlite3 copy.db "SELECT state FROM finding WHERE hex(id)='$A'")" affected
}
