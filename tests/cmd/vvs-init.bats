load ../helper.bash

sound() { # file
	assert_equal "$(sqlite3 "$1" 'PRAGMA integrity_check')" ok
}

@test "a state file is made with the folders above it, for us alone" {
	export VVS_STATE=$PWD/a/b/state.db
	vvs-init >out
	[ ! -s out ]
	sound "$VVS_STATE"
	assert_equal "$(stat -c %a a a/b "$VVS_STATE" | xargs)" "700 700 600"
}

@test "a second time changes nothing" {
	vvs-init
	sqlite3 "$VVS_STATE" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	sha256sum "$VVS_STATE" >before
	vvs-init
	sha256sum -c --quiet before
}

@test "ten at once agree" {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		vvs-init 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	sound "$VVS_STATE"
}

@test "-s wins over VVS_STATE" {
	vvs-init -s other.db
	[ -f other.db ]
	[ ! -e "$VVS_STATE" ]
}

@test "a foreign file is refused and left alone" {
	sqlite3 "$VVS_STATE" 'CREATE TABLE t (x)'
	sha256sum "$VVS_STATE" >before
	run -78 vvs-init
	assert_output --partial "not a vvs state file"
	echo "some text, long enough to be no database header at all" >text
	run -78 vvs-init -s text
	sha256sum -c --quiet before
}

@test "a file from the future is refused and left alone" {
	vvs-init
	sqlite3 "$VVS_STATE" 'PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)'
	sha256sum "$VVS_STATE" >before
	run -78 vvs-init
	assert_output --partial "schema 99"
	sha256sum -c --quiet before
}

@test "a backup is a copy without a log, readable where nothing can be written" {
	vvs-init
	vvs-init --backup copy.db
	assert_equal "$(sqlite3 copy.db 'PRAGMA journal_mode')" delete
	sound copy.db
	run -0 vvs-init -s copy.db --check
}

@test "a backup overwrites nothing" {
	vvs-init
	echo mine >copy.db
	run ! vvs-init --backup copy.db
	assert_equal "$(cat copy.db)" mine
}

@test "damage is found, and what is damaged is not copied" {
	vvs-init
	sqlite3 "$VVS_STATE" 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE' >/dev/null
	size=$(stat -c %s "$VVS_STATE")
	dd if=/dev/zero of="$VVS_STATE" bs=4096 seek=3 count=$((size / 4096 - 4)) \
		conv=notrunc status=none
	run ! vvs-init --check --backup copy.db
	[ -n "$output" ]
	[ ! -e copy.db ]
}

@test "nothing to check or copy is 66" {
	run -66 vvs-init --check
	run -66 vvs-init --backup copy.db
}

@test "a folder that cannot be made is an error" {
	echo >file
	run -74 vvs-init -s file/state.db
}

@test "operands are a wrong call" {
	run -64 vvs-init here
	[ ! -e "$VVS_STATE" ]
}
