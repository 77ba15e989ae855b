load ../helper.bash

# One system, two findings, a manager, one who asks; 2026-01-31 in Japan.
prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	put_findings "
		INSERT INTO vulnerability (cve, cvss_score, severity, seq) VALUES (20210000044228, 70, 'high', 1);
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'11111111111111111111111111111111', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'affected', 'high', 80, '{}', 1, 1, 1),
		(x'22222222222222222222222222222222', 'web1', '{\"product\":\"nginx\"}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 2);"
	A=11111111111111111111111111111111
	B=22222222222222222222222222222222
}

request() {
	vvs-triage --as sato --request 隔離されている --until 2026-06-30 --cve CVE-2021-44228 >/dev/null
	N=$(vvs-approve --as suzuki --list | jq .id)
}

states() {
	vvs-list findings | jq -r .state | paste -sd ' '
}

@test "approved until a date, then exactly as before" {
	request
	assert_equal "$(states)" "waiver_requested waiver_requested"
	vvs-approve --as suzuki --approve --until 令和8年3月31日 $N >out
	assert_equal "$(jq -r '[.state, .waived_until] | @tsv' out | sort -u)" "$(printf 'waived\t2026-03-31')"
	VVS_NOW=2026-03-31T14:00:00Z run -0 states
	assert_output "waived waived"
	# a day later in Japan, whether or not anything has run
	export VVS_NOW=2026-03-31T15:00:00Z
	assert_equal "$(states)" "affected open"
	vvs-approve --as suzuki </dev/null
	assert_equal "$(vvs-approve --as suzuki --all | jq -r .status)" expired
	assert_equal "$(states)" "affected open"
	run -0 vvs-audit --verify
}

@test "denied, revoked and withdrawn restore the state before" {
	request
	vvs-approve --as suzuki --deny 直してください $N >/dev/null
	assert_equal "$(states)" "affected open"
	request
	vvs-approve --as suzuki --approve $N >/dev/null
	assert_equal "$(states)" "waived waived"
	vvs-approve --as mori --revoke 事情が変わった $N >/dev/null
	assert_equal "$(states)" "affected open"
	request
	vvs-approve --as sato --withdraw $N >/dev/null
	assert_equal "$(states)" "affected open"
	assert_equal "$(vvs-approve --as suzuki --all | jq -r .status | paste -sd ' ')" "denied revoked withdrawn"
}

@test "nobody approves their own request, not even a lone owner" {
	vvs-triage --as suzuki --request 隔離 --until 2026-06-30 $A >/dev/null
	N=$(vvs-approve --as mori --list | jq .id)
	run -65 --separate-stderr vvs-approve --as suzuki --approve $N
	assert_equal "$stderr" "vvs-approve: request $N: nobody decides about their own request"
	vvs-triage --request 隔離 --until 2026-06-30 $B >/dev/null
	run -65 vvs-approve --approve $((N + 1))
	assert_equal "$(states)" "waiver_requested waiver_requested"
}

@test "only an enterprise-manager decides" {
	request
	run -77 --separate-stderr vvs-approve --as sato --approve $N
	assert_equal "$stderr" "vvs-approve: not allowed to the role system-manager: this needs enterprise-manager"
	run -65 vvs-approve --as suzuki --withdraw $N
	assert_equal "$(states)" "waiver_requested waiver_requested"
}

@test "an approval has a ceiling" {
	request
	run -65 --separate-stderr vvs-approve --as suzuki --approve --until 2027-02-01 $N
	assert_equal "$stderr" "vvs-approve: request $N: at most 12 months, until 2027-01-31"
	run -65 vvs-approve --as suzuki --approve --until 2026-01-30 $N
	run -65 vvs-approve --as suzuki --approve --until 来年 $N
	vvs-approve --as suzuki --approve --until 2027-01-31 $N >/dev/null
}

@test "what was decided is not decided again" {
	request
	vvs-approve --as suzuki --approve $N >/dev/null
	run -65 --separate-stderr vvs-approve --as mori --approve $N
	assert_equal "$stderr" "vvs-approve: request $N: it is approved; possible: revoke"
	run -65 vvs-approve --as mori --deny x $N
	run -65 vvs-approve --as mori --deny x 999
}

@test "two approvers at once: one decides, one is told" {
	request
	vvs-approve --as suzuki --approve $N >one 2>one.err 3>&- &
	pids=$!
	vvs-approve --as mori --deny いいえ $N >two 2>two.err 3>&- || two=$?
	wait $pids || one=$?
	assert_equal "$((${one:-0} + ${two:-0}))" 65
	assert_equal "$(vvs-audit --object request:$N | wc -l)" 1
}

@test "a finding resolved meanwhile is not waived" {
	request
	sqlite3 "$VVS_STATE" "UPDATE finding SET state='resolved' WHERE hex(id)='$A'"
	vvs-approve --as suzuki --approve $N >out
	assert_equal "$(jq -r .id out)" $B
	assert_equal "$(states)" "resolved waived"
}

@test "decisions as records, bad ones named" {
	request
	printf '%s\n' '{"type":"approval","request":'$N',"decision":"perhaps"}' \
		'{"type":"approval","request":'$N',"decision":"deny"}' \
		'{"type":"approval","request":'$N',"decision":"approve","reason":"承知"}' \
		'{"type":"notice","id":"x"}' >in
	run -65 --separate-stderr vvs-approve --as suzuki <in
	assert_equal "${stderr_lines[0]}" "vvs-approve: <stdin>:1: request $N: decision must be approve, deny, revoke or withdraw"
	assert_equal "${stderr_lines[1]}" "vvs-approve: <stdin>:2: request $N: needs a reason"
	assert_equal "$(jq -r .type <<<"$output" | sort | uniq -c | xargs)" "2 finding 1 notice"
}

@test "what waits for long is overdue; who asks sees their own" {
	request
	assert_equal "$(vvs-approve --as suzuki --list | jq .overdue)" false
	assert_equal "$(VVS_NOW=2026-02-08T00:00:01Z vvs-approve --as sato --list | jq .overdue)" true
	vvs-triage --as mori --request x --until 2026-06-30 $A >/dev/null || :
	assert_equal "$(vvs-approve --as sato --list | jq -r .requester)" sato
	assert_equal "$(vvs-approve --list | jq -r '.findings | length')" 2
}

@test "wrong calls change nothing" {
	run -64 vvs-approve --approve
	run -64 vvs-approve 1
	run -64 vvs-approve --approve --deny x 1
	run -64 vvs-approve --list 1
	run -65 vvs-approve --approve 1
}

@test "nothing to do is done; a closed stdin too" {
	run -0 vvs-approve </dev/null
	assert_output ""
	run -0 bash -c 'vvs-approve <&-'
}

@test "a bad line is reported and skipped" {
	run -65 --separate-stderr vvs-approve <<<nonsense
	assert_equal "$stderr" "vvs-approve: <stdin>:1: not JSON"
}

@test "a full disk is an error" {
	request
	run -74 bash -c "vvs-approve --as suzuki --approve $N >/dev/full"
	run -74 bash -c "vvs-approve --list --all >/dev/full"
}

@test "an approval is revoked by itself when the facts change" {
	request
	vvs-approve --as suzuki --approve $N >/dev/null
	cat >kev.json <<-'EOT'
		{"title":"t","catalogVersion":"2026.01.30","dateReleased":"2026-01-30T00:00:00Z","count":1,"vulnerabilities":[
		{"cveID":"CVE-2021-44228","vendorProject":"Apache","product":"Log4j","vulnerabilityName":"n","dateAdded":"2026-01-30","shortDescription":"d","requiredAction":"a","dueDate":"2026-02-20"}]}
	EOT
	vvs-fetch-feed --from kev.json kev >/dev/null
	vvs-match --pending >/dev/null
	assert_equal "$(states)" "affected open"
	assert_equal "$(vvs-audit --kind revoked | jq -r .content.why | sort -u)" "it is known to be exploited"
}

@test "an approval record is as strict as a decision" {
	request
	for members in '"untill":"2026-03-31"' '"decision":"deny"' '"until":7' \
		'"until":null' '"reason":["x"]' '"v":2' '"reason":"a\u001bb"' \
		'"until":"3月31日"'; do
		echo '{"type":"approval","request":'$N',"decision":"approve",'"$members"'}' >in
		run -65 vvs-approve --as suzuki <in
	done
	for number in '"x"' '""' '"12x"' 1.5 null '[1]' 99999999999999999999; do
		echo '{"type":"approval","request":'$number',"decision":"approve"}' >in
		run -65 vvs-approve --as suzuki <in
	done
	run -65 --separate-stderr vvs-approve --as suzuki --deny x --until 2026-03-31 $N
	assert_equal "$stderr" "vvs-approve: request $N: 'until' does not go with 'deny'"
	run -65 vvs-approve --as suzuki --deny "$(head -c 2001 /dev/zero | tr '\0' x)" $N
	assert_equal "$(states)" "waiver_requested waiver_requested"
}

@test "what it is about stands in the list, and in a table for people" {
	request
	vvs-approve --as suzuki --deny いいえ $N >/dev/null
	vvs-triage --as sato --request 使っていない --until 2026-06-30 --product nginx >/dev/null
	vvs-triage --as sato --request 隔離 --until 2026-06-30 $A >/dev/null
	assert_equal "$(vvs-approve --list | jq -c '[.cve, .system, .product, (.findings | length)]')" \
		"$(printf '%s\n' '[null,null,"nginx",1]' '["CVE-2021-44228","web1",null,1]')"
	need script
	VVS_NOW=2026-02-09T00:00:00Z script -qc "stty cols 120; vvs-approve --list" /dev/null | tr -d '\r' >out
	sed -E 's/^[0-9]{2} /NN /' out >table
	diff -u - table <<-'EOT'
		id  asked       overdue  status   requester  what                 findings  until       reason        decision
		NN  2026-01-31  overdue  waiting  sato       nginx                1         2026-06-30  使っていない
		NN  2026-01-31  overdue  waiting  sato       CVE-2021-44228 web1  1         2026-06-30  隔離
	EOT
}

@test "approved while it expires: the day in Japan decides" {
	request
	# asked until the 30th of June; in Japan that ends at 15:00 UTC
	VVS_NOW=2026-06-30T14:59:59Z vvs-approve --as suzuki --approve $N | jq -r .state >out
	assert_equal "$(sort -u out)" waived
	export VVS_NOW=2026-06-30T15:00:00Z
	run -65 --separate-stderr vvs-approve --as mori --revoke 遅い $N
	assert_equal "$stderr" "vvs-approve: request $N: it is expired for good: ask anew"
	run -65 vvs-triage --as sato --request もう一度 --until 2026-06-30 $A
	assert_equal "$(states)" "affected open"
}

@test "a request that waits longer than it asked for needs another date" {
	request
	export VVS_NOW=2026-07-01T00:00:00Z
	run -65 --separate-stderr vvs-approve --as suzuki --approve $N
	assert_equal "$stderr" "vvs-approve: request $N: it ends before today: give another date"
	vvs-approve --as suzuki --approve --until 2026-08-31 $N | jq -r .waived_until >out
	assert_equal "$(sort -u out)" 2026-08-31
}

@test "a clock that goes back: it is said, and what expired stays so" {
	request
	vvs-approve --as suzuki --approve --until 2026-03-31 $N >/dev/null
	VVS_NOW=2026-04-01T00:00:00Z vvs-approve </dev/null
	export VVS_NOW=2026-02-15T00:00:00Z
	assert_equal "$(states)" "affected open"
	run -0 --separate-stderr vvs-triage --as sato --note 時計 $A $B
	assert_equal "$stderr" "vvs-triage: the clock is behind the last event of the ledger, 2026-04-01T00:00:00Z: is it right?"
	run -65 vvs-approve --as suzuki --approve $N
	# times are what the clock said; the order is that of the numbers
	vvs-audit --object finding:$B | jq -r .at | tail -2 >out
	assert_equal "$(paste -sd ' ' out)" "2026-04-01T00:00:00Z 2026-02-15T00:00:00Z"
	run -0 vvs-audit --verify
}

@test "who asked is gone: what waited is withdrawn, and not approved after" {
	request
	vvs-register account --id sato --remove >/dev/null
	assert_equal "$(vvs-approve --list)" ""
	assert_equal "$(states)" "affected open"
	run -65 --separate-stderr vvs-approve --as suzuki --approve $N
	assert_equal "$stderr" "vvs-approve: request $N: it is withdrawn for good: ask anew"
	run -0 vvs-audit --verify
}

@test "the system is gone: its findings are resolved, its request has ended" {
	vvs-triage --as mori --request 隔離 --until 2026-06-30 --system web1 >/dev/null
	N=$(vvs-approve --list | jq .id)
	vvs-register account --id sato --remove >/dev/null
	vvs-register system --id web1 --remove >/dev/null
	assert_equal "$(states)" "resolved resolved"
	run -65 --separate-stderr vvs-approve --as suzuki --approve $N
	assert_equal "$stderr" "vvs-approve: request $N: it is expired for good: ask anew"
	run -65 --separate-stderr vvs-triage --plan 更新 --due 2026-12-01 $A
	assert_equal "$stderr" "vvs-triage: finding $A: not possible while it is resolved; possible: note"
}

@test "eight approvers at once: one decides, seven are told" {
	request
	for p in 1 2 3 4 5 6 7 8; do
		who=suzuki
		[ $((p % 2)) = 0 ] && who=mori
		vvs-approve --as $who --approve $N >out$p 2>err$p 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid" || echo $? >>codes; done
	assert_equal "$(cat out* | wc -l)" 2
	assert_equal "$(grep -l 'it is approved; possible: revoke' err* | wc -l)" 7
	assert_equal "$(sort -u codes)" 65
	assert_equal "$(vvs-audit --object request:$N | wc -l)" 1
	run -0 vvs-audit --verify
}

@test "what is over is said to be, whoever looks first" {
	request
	vvs-approve --as suzuki --approve --until 2026-03-31 $N >/dev/null
	export VVS_NOW=2026-03-31T14:59:59Z
	assert_equal "$(vvs-list requests | jq -r .status)" approved
	export VVS_NOW=2026-03-31T15:00:00Z
	assert_equal "$(vvs-list requests | jq -r .status)" expired
	assert_equal "$(vvs-approve --as sato --list --all | jq -r .status)" expired
	assert_equal "$(sqlite3 "$VVS_STATE" "SELECT count(*) FROM ledger WHERE kind='expired'")" 0
}

@test "who lost the scope withdraws, and sees no finding" {
	vvs-triage --as sato --request r --until 2026-06-30 $A >/dev/null
	id=$(vvs-approve --as sato --list | jq .id)
	vvs-register account --id sato --role security-reader >/dev/null
	run -0 vvs-approve --as sato --withdraw "$id"
	assert_output ""
	assert_equal "$(vvs-list --as suzuki requests | jq -r .status)" withdrawn
}

@test "whatever ends a request, each finding is exactly what it was" {
	local reset="UPDATE finding SET state='open', assignee=NULL, plan_due=NULL"
	record() {
		vvs-list findings | jq -c 'del(.seq, .changed_at)'
	}
	for before in '' '--impact affected' '--impact investigating' \
		'--impact not_affected --justification component_not_present' \
		'--plan 更新 --due 2026-05-31 --who sato'; do
		for how in --deny --withdraw --revoke expire; do
			sqlite3 "$VVS_STATE" "$reset"
			[ "$before" = "" ] || vvs-triage $before $A $B >/dev/null
			record >want
			request
			case $how in
			--deny) vvs-approve --as suzuki --deny x $N ;;
			--withdraw) vvs-approve --as sato --withdraw $N ;;
			*) vvs-approve --as suzuki --approve $N ;;
			esac >/dev/null
			[ $how != --revoke ] || vvs-approve --as mori --revoke x $N >/dev/null
			if [ $how = expire ]; then
				VVS_NOW=2026-07-01T00:00:00Z record | diff -u want -
				VVS_NOW=2026-07-01T00:00:00Z vvs-approve </dev/null
			fi
			record | diff -u want - || fail "$before, then $how"
		done
	done 2>/dev/null
}
