load ../helper.bash

@test "a new state file is ours alone" {
	export VVS_STATE=$BATS_TEST_TMPDIR/a/b/state.db
	vvs-init >out
	[ ! -s out ]
	[ "$(stat -c %a a a/b a/b/state.db | paste -sd ' ')" = "700 700 600" ]
	[ "$(sqlite3 "$VVS_STATE" 'PRAGMA journal_mode')" = wal ]
	run -0 vvs-init --check
	assert_output ''
}

@test "again: nothing changes" {
	vvs-init --test
	vvs-register system --id a --name A >/dev/null
	sqlite3 "$VVS_STATE" .dump >before
	vvs-init >out
	[ ! -s out ]
	sqlite3 "$VVS_STATE" .dump | diff before -
}

@test "ten at once agree" {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		vvs-init 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	[ "$(sqlite3 "$VVS_STATE" 'PRAGMA integrity_check')" = ok ]
	[ "$(sqlite3 "$VVS_STATE" "SELECT count(*) FROM meta WHERE key='seq'")" = 1 ]
}

@test "a foreign file is refused before any write" {
	sqlite3 "$VVS_STATE" 'CREATE TABLE mine (x); INSERT INTO mine VALUES (1)'
	sha256sum "$VVS_STATE" >sum
	run -78 vvs-init
	assert_output --partial 'is not a vvs state file'
	run -78 vvs-list systems
	sha256sum -c --quiet sum
	echo 'these are my notes, not a database, and they matter to me' >"$VVS_STATE"
	sha256sum "$VVS_STATE" >sum
	run -78 vvs-init
	run -78 vvs-list systems
	sha256sum -c --quiet sum
}

@test "a newer file is refused before any write" {
	vvs-init
	sqlite3 "$VVS_STATE" 'PRAGMA user_version=99; PRAGMA journal_mode=DELETE' >/dev/null
	sha256sum "$VVS_STATE" >sum
	for program in vvs-init 'vvs-init --check' 'vvs-list systems' 'vvs-register'; do
		# shellcheck disable=SC2086
		run -78 $program </dev/null
		assert_output --partial 'newer vvs'
	done
	sha256sum -c --quiet sum
}

# Run as somebody who may not write; root is not stopped by permissions.
powerless() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}

@test "a copy can be read in a read-only folder" {
	need setpriv
	ro=$(mktemp -d)
	list=$(command -v vvs-list)
	powerless test -x "$list" || skip "others cannot run the programs"
	vvs-init --test
	vvs-register system --id a --name A >/dev/null
	vvs-init --backup "$ro/copy.db" >out
	[ ! -s out ]
	[ "$(stat -c %a "$ro/copy.db")" = 600 ]
	[ "$(sqlite3 "$ro/copy.db" 'PRAGMA journal_mode')" = delete ]
	vvs-list systems >expected
	chmod 444 "$ro/copy.db"
	chmod 555 "$ro"
	powerless "$list" -s "$ro/copy.db" systems >out
	diff expected out
	[ "$(ls "$ro")" = copy.db ]
	run -74 powerless "$(command -v vvs-register)" -s "$ro/copy.db" system --id b --name B
	assert_output --partial "'$ro/copy.db' cannot be written to"
	chmod 700 "$ro"
	rm -r "$ro"
}

@test "an unfinished log that cannot be read in is refused" {
	need setpriv
	ro=$(mktemp -d)
	list=$(command -v vvs-list)
	powerless test -x "$list" || skip "others cannot run the programs"
	vvs-init -s "$ro/state.db"
	echo log >"$ro/state.db-wal"
	chmod 444 "$ro"/*
	chmod 555 "$ro"
	run -78 powerless "$list" -s "$ro/state.db" systems
	assert_output --partial 'vvs-init --backup'
	chmod 700 "$ro"
	rm -r "$ro"
}

@test "something else than a state file is named and left alone" {
	echo text >letter
	run -78 vvs-list -s letter systems
	assert_output --partial "letter' is not a vvs state file"
	run -78 vvs-init -s letter
	[ "$(cat letter)" = text ]
}

@test "a copy never replaces a file" {
	vvs-init
	echo precious >copy
	run -74 vvs-init --backup copy
	assert_output --partial 'exists already'
	[ "$(cat copy)" = precious ]
	run -74 vvs-init --backup nowhere/copy
	run -66 vvs-init -s nowhere.db --backup copy2
	[ ! -e copy2 ]
}

@test "a copy put into place works like the original" {
	vvs-init --test
	vvs-init --backup copy
	vvs-register -s copy system --id a --name A >/dev/null
	[ "$(sqlite3 copy 'PRAGMA journal_mode')" = wal ]
}

@test "damage is found" {
	vvs-init --test
	for i in {1..200}; do
		echo "{\"type\":\"system\",\"id\":\"s$i\",\"name\":\"$(printf 'x%.0s' {1..100})\"}"
	done | vvs-register >/dev/null
	sqlite3 "$VVS_STATE" 'PRAGMA journal_mode=DELETE' >/dev/null
	size=$(stat -c %s "$VVS_STATE")
	head -c 8192 /dev/zero | tr '\0' '\377' |
		dd of="$VVS_STATE" bs=1 seek=$((size / 2)) conv=notrunc status=none
	run vvs-init --check
	[ "$status" = 1 ] || [ "$status" = 74 ]
	[[ $output == *damaged* || $output == *malformed* ]]
}

@test "what is missing, changed or not ours in the schema is found" {
	vvs-init
	cp "$VVS_STATE" whole.db
	run -0 vvs-init --check
	assert_output ""
	while IFS='|' read -r sql says; do
		cp whole.db "$VVS_STATE"
		sqlite3 "$VVS_STATE" "$sql"
		run -1 vvs-init --check
		assert_output "vvs-init: '$VVS_STATE' is damaged: $says"
	done <<-'EOT'
		DROP TRIGGER ledger_kept|trigger ledger_kept is not there
		DROP INDEX finding_cve|index finding_cve is not there
		DROP INDEX finding_cve; CREATE INDEX finding_cve ON finding (cve DESC)|index finding_cve is not as it was made
		ALTER TABLE epss ADD COLUMN x INTEGER|table epss is not as it was made
		CREATE TRIGGER mine AFTER INSERT ON ledger BEGIN DELETE FROM outbox; END|trigger mine is not ours
	EOT
	cp whole.db "$VVS_STATE"
	sqlite3 "$VVS_STATE" 'ANALYZE; CREATE INDEX my_own ON finding (level)'
	run -0 vvs-init --check
}

@test "a test file stays one, another never becomes one" {
	vvs-init
	run -78 vvs-init --test
	VVS_NOW=2020-01-01T00:00:00Z vvs-register system --id a --name A |
		jq -e '.registered_at > "2026"'
	export VVS_STATE=$PWD/other.db
	vvs-init --test
	vvs-init --test
	vvs-register system --id a --name A | jq -e '.registered_at == "2026-01-31T00:00:00Z"'
}

@test "wrong calls, full disk, closed stdin" {
	run -64 vvs-init extra
	run -64 vvs-init --check --test
	run -0 bash -c 'vvs-init <&- >&-'
	mkdir dir
	run -74 vvs-init -s dir
	[ -w /dev/full ] || skip "needs /dev/full"
	run -74 vvs-init -s /dev/full
}

@test "hostile names" {
	name=$'we\e[31mird %41?mode=memory#.db'
	vvs-init -s "$name"
	[ -s "$name" ]
	run -66 vvs-list -s $'no\e[31mne' systems
	refute_output --partial $'\e'
}

@test "-s wins over VVS_STATE" {
	vvs-init -s other.db
	[ -f other.db ]
	[ ! -e "$VVS_STATE" ]
}

@test "a file that cannot be opened is named, and why" {
	vvs-init
	sqlite3 "$VVS_STATE" 'PRAGMA journal_mode=DELETE' >/dev/null
	truncate -s 40000 "$VVS_STATE"
	for program in 'vvs-init --check' 'vvs-list systems'; do
		run -74 $program
		assert_output "${program%% *}: the state file '$VVS_STATE' is damaged"
	done
	mkdir folder
	run -74 vvs-init -s folder
	assert_output "vvs-init: cannot open state file 'folder': Is a directory"
}

@test "what is damaged is not copied" {
	vvs-init
	sqlite3 "$VVS_STATE" 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE' >/dev/null
	size=$(stat -c %s "$VVS_STATE")
	dd if=/dev/zero of="$VVS_STATE" bs=4096 seek=3 count=$((size / 4096 - 4)) \
		conv=notrunc status=none
	run ! vvs-init --check --backup copy.db
	[ -n "$output" ]
	[ ! -e copy.db ]
}

@test "nothing to check or copy is 66, no folder to make is 74" {
	run -66 vvs-init --check
	run -66 vvs-init --backup copy.db
	echo >file
	run -74 vvs-init -s file/state.db
}
