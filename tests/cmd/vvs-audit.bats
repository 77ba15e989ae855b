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
