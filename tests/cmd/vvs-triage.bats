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
	put_findings "
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
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
	assert_equal "$stderr" "vvs-triage: not allowed to the role security-reader: this needs enterprise-manager, organization-manager, service-manager, system-manager, system-operator"
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

@test "a decision syncs the log once, and stays when the next program looks" {
	need strace
	export ASAN_OPTIONS=detect_leaks=0 # it cannot look under strace
	vvs-triage --note first $A >/dev/null
	# a leak sanitizer cannot be traced
	ASAN_OPTIONS=detect_leaks=0 strace -f -y -o calls -e trace=fsync,fdatasync vvs-triage --impact affected $A >/dev/null
	assert_equal "$(grep -c 'state.db-wal' calls)" 1
	run ! grep 'state.db>' calls
	assert_equal "$(state_of $A)" affected
	vvs-init --backup copy.db
	assert_equal "$(sqlite3 copy.db "SELECT state FROM finding WHERE hex(id)='$A'")" affected
}

@test "decisions one by one do not pile up in the log" {
	for i in $(seq 60); do
		vvs-triage --note "note $i" $A >/dev/null
		size=$(stat -c %s "$VVS_STATE-wal" 2>/dev/null || echo 0)
		[ "$size" -lt $((100 * 8192)) ] || fail "$size bytes after $i"
	done
	assert_equal "$(vvs-triage --show $A | grep -c '"type":"event"')" 60
}

# What is refused, and why, of one record about $A.
refused() { # members
	echo '{"type":"decision","finding":"'$A'",'"$1"'}' | vvs-triage 2>&1 |
		sed 's/^.*<stdin>:1: //; s/^finding [0-9a-f]*: //'
}

@test "each justification of VEX, and no others" {
	for why in component_not_present vulnerable_code_not_present \
		vulnerable_code_not_in_execute_path \
		vulnerable_code_cannot_be_controlled_by_adversary \
		inline_mitigations_already_exist; do
		vvs-triage --impact not_affected --justification $why $A >out
		assert_equal "$(jq -r .state out)" not_affected
		assert_equal "$(vvs-triage --show $A | tail -1 | jq -r .content.justification)" $why
	done
	for why in code_not_present Component_not_present ''; do
		run -65 --separate-stderr vvs-triage --impact not_affected --justification "$why" $A
		[[ $stderr = *"not_affected needs one of these justifications: component_not_present, "* ]]
	done
	run -65 vvs-triage --impact affected --justification component_not_present $A
}

@test "dates as people in Japan write them" {
	for day in 2026-12-01 2026/12/1 2026.12.1 2026年12月1日 令和8年12月1日 \
		R8.12.1 Ｒ８．１２．１ ２０２６年１２月１日 ' 2026-12-01 ' '2026年12月1日(火)'; do
		vvs-triage --plan 更新 --due "$day" $A >out
		assert_equal "$(jq -r .plan_due out)" 2026-12-01
	done
	# without a year, or with tomorrow another day: nobody guesses
	for day in 12月1日 12/1 来週金曜 年度末 8年12月1日 26-12-01 20261201 \
		'2026年12月1日(水)' 2026-11-31 平成38年12月1日 2026-12-01T00:00:00Z ''; do
		run -65 --separate-stderr vvs-triage --plan 更新 --due "$day" $A
		assert_equal "$stderr" "vvs-triage: finding $A: '$day' is no date: write it with its year, as 2026-07-29 or R8.7.29"
	done
}

@test "a key that would be passed over in silence is refused" {
	run refused '"kind":"note","note":"x","prodcut":"nginx"'
	assert_output "unknown key 'prodcut'"
	run refused '"kind":"note","note":"x","note":"y"'
	assert_output "key 'note' stands twice"
	run refused '"kind":"note","note":"x","due":"2026-12-01"'
	assert_output "'due' does not go with 'note'"
	run refused '"kind":"note","note":"x","product":7'
	assert_output "'product' must be a text"
	run refused '"kind":"note","note":"x","system":null'
	assert_output "'system' must be a text"
	run refused '"kind":"note","note":["x"]'
	assert_output "'note' must be a text"
	run refused '"note":"x"'
	assert_output "needs 'kind'"
	run refused '"kind":{"a":1}'
	assert_output "needs 'kind'"
	run refused '"kind":"note","note":"x","v":2'
	assert_output "the record belongs to a newer vvs"
	run refused '"kind":"plan","what":" ","due":"2026-12-01"'
	assert_output "needs 'what'"
	run refused '"kind":"plan","what":"x","due":"2026-01-30"'
	assert_output "the plan ends before today"
	run -65 vvs-triage --note x --due 2026-12-01 $A
	run -64 vvs-triage --note x --cve CVE-2021-44228 --cve CVE-2021-44229
	assert_equal "$(vvs-audit --object finding:$A | wc -l)" 0
	# as the newest version says it
	refused '"kind":"note","note":"x","v":1' | jq -e .id >/dev/null
}

@test "hostile records are named and left out" {
	{
		printf '{"type":"decision","kind":"note","note":"a\\u0000b","finding":"%s"}\n' $A
		printf '{"type":"decision","kind":"note","note":"\x83\x65\x83\x58","finding":"%s"}\n' $A
		printf '{"type":"decision","kind":"note","note":"\\ud800","finding":"%s"}\n' $A
		head -c 200 /dev/zero | tr '\0' '['
		echo
		printf '{"type":"decision","kind":"note","finding":"%s","note":"' $A
		head -c 9000000 /dev/zero | tr '\0' x
		echo '"}'
		printf '{"type":"decision","kind":"note","finding":"%s","note":"' $A
		head -c 2001 /dev/zero | tr '\0' x
		echo '"}'
		printf '{"type":"decision","kind":"note","finding":"%s","note":"\0"}\n' $A
		echo '[{"type":"decision"}]'
		printf '{"type":"decision","kind":"note","note":"good","finding":"%s"}' $A
	} >in
	run -65 --separate-stderr vvs-triage <in
	assert_equal "$(jq -r .id <<<"$output")" $A
	assert_equal "${#stderr_lines[@]}" 8
	assert_equal "${stderr_lines[7]}" "vvs-triage: <stdin>:6: finding $A: 'note' is longer than 2000 characters"
	assert_equal "$(vvs-audit --object finding:$A | wc -l)" 1
}

@test "a note goes with the impact and with a new assignee" {
	vvs-triage --impact affected --note 構成を確認 $A >/dev/null
	vvs-triage --assign sato --note 交代 $A >/dev/null
	assert_equal "$(vvs-triage --show $A | jq -r 'select(.type == "event").content.note' | paste -sd ' ')" "構成を確認 交代"
}

@test "work is given to those who can see it" {
	run -65 --separate-stderr vvs-triage --assign yama $A
	assert_equal "$stderr" "vvs-triage: finding $A: 'yama' is a security-reader, who takes no countermeasures"
	run -65 --separate-stderr vvs-triage --plan 更新 --due 2026-12-01 --who sato --cve CVE-2021-44228
	assert_equal "$stderr" "vvs-triage: system 'db1' is not in the scope of 'sato'"
	assert_equal "$(state_of $A) $(state_of $C)" "open open"
}

@test "planned anew it stays whose it was; given up it has no date" {
	vvs-triage --as suzuki --plan 更新 --due 2026-12-01 --who sato $A >/dev/null
	vvs-triage --as suzuki --plan 更新 --due 2026-12-31 $A >out
	assert_equal "$(jq -r .assignee out)" sato
	vvs-triage --as suzuki --impact investigating $A >out
	assert_equal "$(jq -r '[.state, .plan_due] | @tsv' out)" "$(printf 'investigating\t')"
	assert_equal "$(vvs-triage --show $A | tail -1 | jq -c .content.changed)" \
		'{"state":["planned","investigating"],"plan_due":["2026-12-31",null]}'
}

@test "several at once: what is refused is named, the others are done" {
	vvs-triage --impact not_affected --justification component_not_present $B >/dev/null
	run -65 --separate-stderr vvs-triage --done 更新した $A $B $C
	assert_equal "$(jq -r .id <<<"$output" | paste -sd ' ')" "$A $C"
	assert_equal "$stderr" "vvs-triage: finding $B: not possible while it is not_affected; possible: impact, request, note, assign"
}

@test "all findings of a CVE and a system, of a product by either name" {
	vvs-triage --impact affected --cve CVE-2021-44228 --system db1 | jq -r .id >out
	assert_equal "$(cat out)" $C
	sqlite3 "$VVS_STATE" "
		INSERT INTO finding_software (body) VALUES ('{\"name\":\"libssl3\",\"product\":\"openssl\"}');
		UPDATE finding SET software_key=last_insert_rowid() WHERE hex(id)='$A'"
	vvs-triage --impact affected --product libssl3 | jq -r .id >out
	assert_equal "$(cat out)" $A
	run -65 --separate-stderr vvs-triage --impact affected --product ssl
	assert_equal "$stderr" "vvs-triage: no such finding for which this is possible"
}

@test "refusals are in Japanese, too" {
	LC_ALL=ja_JP.UTF-8 run -65 --separate-stderr vvs-triage --plan 更新 --due 来週金曜 $A
	assert_equal "$stderr" "vvs-triage: finding $A: '来週金曜' は日付ではありません。2026-07-29 や 令和8年7月29日 のように年を付けて書いてください"
}

@test "who is removed while the input is read decides nothing any more" {
	mkfifo pipe
	vvs-triage --as sato <pipe >out 2>err 3>&- &
	exec 4>pipe
	sleep 0.3
	vvs-register account --id sato --remove >/dev/null
	echo '{"type":"decision","kind":"note","note":"x","finding":"'$A'"}' >&4
	exec 4>&-
	run ! wait $!
	[ ! -s out ]
	assert_equal "$(vvs-audit --object finding:$A | wc -l)" 0
}
