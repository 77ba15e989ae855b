load ../helper.bash

# sato has the plan for A, due 2026-02-10, asked that B needs nothing, and
# did C; suzuki approves; tanaka is of the same system, mori is not.
prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約"}
		{"type":"system","id":"db1","name":"台帳"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
		{"type":"account","id":"tanaka","name":"田中","email":"tanaka@example.jp","role":"system-operator","scope":["system:web1"]}
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"system-manager","scope":["system:db1"]}
		{"type":"account","id":"tani","name":"谷","email":"tani@example.jp","role":"security-reader"}
	EOT
	put_findings "
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 1),
		(x'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'web1', '{\"product\":\"nginx\"}', 20210000044229, 'nvd', 'open', 'high', 80, '{}', 1, 1, 2),
		(x'cccccccccccccccccccccccccccccccc', 'web1', '{\"product\":\"bash\"}', 20210000044230, 'nvd', 'open', 'high', 80, '{}', 1, 1, 3);"
	A=$(printf 'a%.0s' {1..32})
	B=$(printf 'b%.0s' {1..32})
	C=$(printf 'c%.0s' {1..32})
	{
		vvs-triage --as sato --plan 更新する --due 2026-02-10 "$A"
		vvs-triage --as sato --plan 更新する --due 2026-02-20 "$B"
		vvs-triage --as sato --request 隔離されている --until 2026-06-30 "$B"
		vvs-triage --as sato --plan 更新する --due 2026-02-10 "$C"
		vvs-triage --as sato --done 更新した "$C"
	} >/dev/null
}

facts() {
	vvs-list findings | jq -r '[.id[0:1], .state, .assignee // "-"] | join(" ")' | sort | paste -sd ,
}

@test "a successor takes over what is not finished" {
	vvs-register account --id sato --remove --successor tanaka >out
	assert_equal "$(facts)" "a planned tanaka,b planned tanaka,c done sato"
	jq -se '.[0].id == "sato" and .[0].removed_at != null and (.[1:] | all(.type == "finding"))' out
	# each step is an event, and the finding's own history shows it
	vvs-triage --show "$A" | jq -e 'select(.kind == "decided") | .content | select(.kind == "assign" and .who == "tanaka")'
	vvs-audit --kind removed | jq -e '.object == "account:sato" and .content.successor == "tanaka"'
	run -0 vvs-audit --verify
}

@test "plans that nobody takes over are reported: 1" {
	run -1 --separate-stderr vvs-register account --id sato --remove
	assert_equal "$stderr" "vvs-register: nobody has the plan for CVE-2021-44228 on 'web1' now, due 2026-02-10: $A
vvs-register: nobody has the plan for CVE-2021-44229 on 'web1' now, due 2026-02-20: $B"
	assert_equal "$(facts)" "a planned -,b planned -,c done sato"
	[ "$(jq -r 'select(.type == "finding" and .assignee == null) | .id' <<<"$output" | sort -u | wc -l)" = 2 ]
	run -0 bash -c "vvs-list accounts | jq -r .id | paste -sd ' '"
	assert_output "mori suzuki tanaka tani"
}

@test "a successor must have the systems in scope, and plans" {
	before=$(facts)
	run -65 vvs-register account --id sato --remove --successor mori
	assert_output "vvs-register: account 'sato': 'mori' has system 'web1' not in scope"
	run -65 vvs-register account --id sato --remove --successor tani
	assert_output "vvs-register: account 'sato': 'tani' is a security-reader, who has no plans"
	run -65 vvs-register account --id sato --remove --successor nobody
	assert_output "vvs-register: account 'sato': no successor 'nobody'"
	run -65 vvs-register account --id sato --remove --successor sato
	run -65 vvs-register system --id db1 --remove --successor mori
	assert_output "vvs-register: system 'db1': only an account has a successor"
	run -65 vvs-register account --id sato --successor mori
	run -65 vvs-register --remove <<<'{"type":"account","id":"sato","successor":5}'
	assert_output "vvs-register: <stdin>:1: account 'sato': 'successor' must be a text"
	assert_equal "$(facts)" "$before"
	[ "$(vvs-list accounts | wc -l)" = 5 ]
}

@test "requests that wait are withdrawn, what was approved stays" {
	N=$(vvs-approve --as suzuki --list | jq .id)
	vvs-register account --id sato --remove --successor tanaka >/dev/null
	[ -z "$(vvs-approve --as suzuki --list)" ]
	assert_equal "$(vvs-approve --as suzuki --all | jq -r '[.status, .decision] | join(": ")')" \
		"withdrawn: the account was removed"
	run -65 --separate-stderr vvs-approve --as suzuki --approve "$N"
	assert_equal "$stderr" "vvs-approve: request $N: it is withdrawn for good: ask anew"
	vvs-audit --object "request:$N" | jq -e 'select(.kind == "withdrawn")'
}

@test "an approval outlives who asked for it" {
	vvs-approve --as suzuki --approve "$(vvs-approve --as suzuki --list | jq .id)" >/dev/null
	vvs-register account --id sato --remove --successor tanaka >/dev/null
	assert_equal "$(facts)" "a planned tanaka,b waived tanaka,c done sato"
}

@test "filter and queued mail go with the account" {
	vvs-filter --as sato --set --min-cvss 7 >/dev/null
	sqlite3 "$VVS_STATE" "INSERT INTO outbox (message_id, account, recipient, kind, subject, about, findings, text, state, attempts, unknown, queued_at, next_at, code)
		VALUES ('m1', 'sato', 'sato@example.jp', 'digest', 's', '', 1, x'41', 'queued', 0, 0, 1, 1, 0), ('m2', 'mori', 'mori@example.jp', 'digest', 's', '', 1, x'42', 'queued', 0, 0, 1, 1, 0)"
	vvs-register account --id sato --remove --successor tanaka >/dev/null
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM want')" 0
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT state, text IS NULL, reply FROM outbox ORDER BY message_id')" \
		"failed|1|the account was removed
queued|0|"
	vvs-audit --object account:sato | jq -se '[.[].kind] == ["registered", "filtered", "removed", "filtered"]'
	run -65 vvs-register account --id sato --name 佐藤 --email new@example.jp --role security-reader
	assert_output "vvs-register: account 'sato': was removed, and ids are never used again"
}

@test "many leave at once, as records or as a table" {
	printf 'アカウントID,後任\nsato,tanaka\nmori,\n' | vvs-register --csv --remove account >/dev/null
	assert_equal "$(vvs-list accounts | jq -r .id | paste -sd ' ')" "suzuki tanaka tani"
	echo '{"type":"account","id":"tanaka","successor":"suzuki"}' | vvs-register --remove >/dev/null
	assert_equal "$(facts)" "a planned suzuki,b planned suzuki,c done sato"
	run -65 vvs-register account --id suzuki --remove
	assert_output "vvs-register: account 'suzuki': is the last enterprise-manager"
}
