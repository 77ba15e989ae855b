load ../helper.bash

prepare() {
	vvs-init --test
}

# Events as the programs write them, made by a small program of our own.
events() {
	vvs-register organization --id hq --name 本社
	vvs-register system --id web1 --name 予約サイト --organization hq
	vvs-register system --id web1 --purpose 予約
}

@test "each registration is an event" {
	events >/dev/null
	vvs-audit >out
	[ "$(wc -l <out)" -eq 3 ]
	assert_equal "$(jq -r '[.n, .kind, .object] | @tsv' out)" \
		"$(printf '1\tregistered\torganization:hq\n2\tregistered\tsystem:web1\n3\tregistered\tsystem:web1')"
	assert_equal "$(jq -r 'select(.n == 3).content.purpose' out)" 予約
}

@test "events are chosen by kind, object, actor and time" {
	events >/dev/null
	VVS_NOW=2026-03-01T00:00:00Z vvs-register organization --id lab --name 研究所 >/dev/null
	assert_equal "$(vvs-audit --object system:web1 | wc -l)" 2
	assert_equal "$(vvs-audit --kind erased | wc -l)" 0
	assert_equal "$(vvs-audit --actor nobody | wc -l)" 0
	assert_equal "$(vvs-audit --as-of 2026-01-31 | wc -l)" 3
	assert_equal "$(vvs-audit --since 2026-02-01 | jq -r .object)" organization:lab
	run -64 vvs-audit --since yesterday
	# a date is a day in Japan
	VVS_NOW=2026-03-31T14:59:59Z vvs-register organization --id one --name 1 >/dev/null
	VVS_NOW=2026-03-31T15:00:00Z vvs-register organization --id two --name 2 >/dev/null
	assert_equal "$(vvs-audit --since 令和8年3月31日 --as-of 2026-03-31 | jq -r .object)" organization:one
	assert_equal "$(vvs-audit --since 2026-03-31T15:00:00Z | jq -r .object)" organization:two
}

# One of each kind of thing that is done: what is done, and its event.
@test "each kind of thing is an event" {
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"本社"}
		{"type":"system","id":"web1","name":"予約"}
		{"type":"system","id":"old","name":"旧"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	vvs-register system --id old --remove >/dev/null
	A=11111111111111111111111111111111
	B=22222222222222222222222222222222
	put_findings "
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'$A', 'web1', '{\"product\":\"openssl\"}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 1),
		(x'$B', 'web1', '{\"product\":\"nginx\"}', 20210000044229, 'nvd', 'open', 'high', 80, '{}', 1, 1, 2)"
	vvs-triage --as sato --note 覚え $A >/dev/null
	for f in $A $B $B; do
		vvs-triage --as sato --request 隔離 --until 2026-02-28 $f >/dev/null
		n=$(vvs-approve --list | jq .id)
		case $(vvs-audit --kind denied | wc -l) in
		0) vvs-approve --as suzuki --deny 却下 "$n" >/dev/null ;;
		*) vvs-approve --as suzuki --approve "$n" >/dev/null ;;
		esac
		[ "$f" = $A ] || [ "$(vvs-audit --kind revoked | wc -l)" != 0 ] ||
			vvs-approve --as suzuki --revoke 再開 "$n" >/dev/null
	done
	VVS_NOW=2026-03-01T00:00:00Z vvs-approve --as suzuki </dev/null >/dev/null
	vvs-triage --as sato --request 隔離 --until 2026-02-28 $A >/dev/null
	vvs-approve --as sato --withdraw "$(vvs-approve --list | jq .id)" >/dev/null
	vvs-filter --as sato --set --severity high
	vvs-announce --id news1 --category news --title お知らせ >/dev/null
	vvs-contract set --id C-1 --company 例 --kind annual --start 2025-04-01 >/dev/null
	vvs-notify --pending --backlog --to-dir mail >/dev/null 2>&1
	VVS_NOW=2033-01-31T00:00:00Z vvs-purge >/dev/null

	vvs-audit >out
	while read -r kind object actor; do
		jq -e --arg k "$kind" --arg o "$object" --arg a "$actor" -n \
			'first(inputs | select(.kind == $k and .object == $o and .actor == ($a | sub("^-$"; ""))))' out >/dev/null ||
			fail "no event $kind $object by $actor"
	done <<-EOT
		registered organization:hq -
		registered account:sato -
		registered system:web1 -
		removed system:old -
		decided finding:$A sato
		requested finding:$A sato
		denied finding:$A suzuki
		approved finding:$B suzuki
		revoked finding:$B suzuki
		expired finding:$B -
		withdrawn finding:$A sato
		filtered account:sato sato
		registered announcement:news1 -
		contract contract:C-1 -
		delivered account:sato -
		erased system:web1 -
		purged retention -
	EOT
	vvs-audit --verify
}

@test "what concerns a system, its findings too" {
	vvs-register system --id web1 --name 予約 >/dev/null
	vvs-register system --id db1 --name 台帳 >/dev/null
	put_findings "
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'11111111111111111111111111111111', 'web1', '{}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 1),
		(x'22222222222222222222222222222222', 'db1', '{}', 20210000044228, 'nvd', 'open', 'high', 80, '{}', 1, 1, 2)"
	vvs-triage --impact affected 11111111111111111111111111111111 >/dev/null
	vvs-triage --impact affected 22222222222222222222222222222222 >/dev/null
	assert_equal "$(vvs-audit --system web1 | jq -r .object | paste -sd ' ')" \
		"system:web1 finding:11111111111111111111111111111111"
	assert_equal "$(vvs-audit --system web1 --kind decided | wc -l)" 1
	assert_equal "$(vvs-audit --system none | wc -l)" 0
}

@test "what was done is for enterprise-managers, the proof for all" {
	events >/dev/null
	vvs-register >/dev/null <<-EOT
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","login":"$(id -un)"}
	EOT
	run -77 --separate-stderr vvs-audit
	assert_output ""
	assert_equal "$stderr" "vvs-audit: not allowed to the role system-manager: this needs enterprise-manager"
	vvs-audit --verify
	vvs-audit --anchor >anchor
	vvs-audit --verify --anchor anchor
	vvs-audit --as suzuki >/dev/null
}

@test "the first of several broken events is named" {
	events >/dev/null
	sqlite3 "$VVS_STATE" "DROP TRIGGER ledger_fixed; DROP TRIGGER ledger_content_fixed;
		UPDATE ledger SET actor='x' WHERE n=3; UPDATE ledger_content SET content='{}' WHERE n=2"
	run -1 vvs-audit --verify
	assert_equal "$(jq -c '[.broken, .why]' <<<"$output")" '[2,"its content was changed"]'
}

@test "only the anchor shows that the end was cut off" {
	events >/dev/null
	vvs-audit --anchor >anchor
	sqlite3 "$VVS_STATE" "DROP TRIGGER ledger_kept; DELETE FROM ledger WHERE n=3; DELETE FROM ledger_content WHERE n=3"
	run -0 vvs-audit --verify
	run -1 vvs-audit --verify --anchor anchor
	assert_equal "$(jq -c '[.broken, .why]' <<<"$output")" '[3,"the ledger ends before the anchor"]'
}

@test "content that is gone without an erasure is found, with one it is not" {
	events >/dev/null
	VVS_NOW=2033-01-31T00:00:00Z vvs-purge >/dev/null
	vvs-audit --verify >verdict
	assert_equal "$(jq -c '[.intact, .erased]' verdict)" '[true,3]'
	sqlite3 "$VVS_STATE" "DELETE FROM ledger_content WHERE n=(SELECT max(n) FROM ledger)"
	run -1 vvs-audit --verify
	assert_equal "$(jq -r .why <<<"$output")" "its content is missing"
}

@test "an empty ledger is intact and prints nothing" {
	run -0 vvs-audit
	assert_output ""
	run -0 vvs-audit --verify
	assert_output '{"type":"verdict","intact":true,"events":0,"erased":0}'
}

@test "a change behind our back is found and named" {
	events >/dev/null
	run -0 vvs-audit --verify
	sqlite3 "$VVS_STATE" "DROP TRIGGER ledger_content_fixed;
		UPDATE ledger_content SET content=replace(content, '本社', '支社') WHERE n=1"
	run -1 vvs-audit --verify
	assert_equal "$(jq -c '[.intact, .broken]' <<<"$output")" '[false,1]'
}

@test "no program can change or remove an event" {
	events >/dev/null
	run ! sqlite3 "$VVS_STATE" "UPDATE ledger SET actor='x'"
	run ! sqlite3 "$VVS_STATE" "DELETE FROM ledger WHERE n=3"
	run -0 vvs-audit --verify
}

@test "a ledger written anew does not fit its anchor" {
	events >/dev/null
	vvs-audit --anchor >anchor
	run -0 vvs-audit --verify --anchor anchor
	vvs-register organization --id lab --name 研究所 >/dev/null
	run -0 vvs-audit --verify --anchor anchor
	rm "$VVS_STATE"*
	vvs-init --test
	events >/dev/null
	run -0 vvs-audit --verify
	run -1 vvs-audit --verify --anchor anchor
	assert_equal "$(jq -r .why <<<"$output")" "it is not the event of the anchor"
	rm "$VVS_STATE"*
	vvs-init --test
	run -1 vvs-audit --verify --anchor anchor
	assert_equal "$(jq -r .why <<<"$output")" "the ledger ends before the anchor"
}

@test "a chain is verified or anchored as a whole" {
	events >/dev/null
	for option in --kind --actor --object --system --since --as-of; do
		run -64 vvs-audit --verify $option 2026-01-01
		run -64 vvs-audit --anchor $option 2026-01-01
	done
}

@test "a file that holds no anchor is refused" {
	run -66 vvs-audit --verify --anchor none
	echo '{"n":1}' >anchor
	run -65 vvs-audit --verify --anchor anchor
	run -64 vvs-audit --verify --anchor
}

@test "a full disk is an error" {
	events >/dev/null
	run -74 bash -c 'vvs-audit >/dev/full'
	run -74 bash -c 'vvs-audit --verify >/dev/full'
}

@test "a terminal escape in a name does not reach the terminal" {
	printf '{"type":"organization","id":"x","name":"a\\u009bb"}\n' | vvs-register || :
	vvs-audit >out
	run ! grep -q "$(printf '\302\233')" out
}

@test "a closed stdin does not matter" {
	run -0 bash -c 'vvs-audit <&-'
}
