# shellcheck shell=bash
# Loaded by every .bats file: a private state file, our programs first in
# PATH, a fixed clock (test files only), no configuration, no proxy.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

setup() {
	ROOT=${BATS_TEST_DIRNAME%/tests/*}
	PATH=${BUILD:-$ROOT/build}:$PATH
	FIXTURES=$ROOT/tests/fixtures
	cd "$BATS_TEST_TMPDIR" || return
	export VVS_STATE=$BATS_TEST_TMPDIR/state.db VVS_NOW=2026-01-31T00:00:00Z
	export HOME=$BATS_TEST_TMPDIR/home XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
	export LC_ALL=C TZ=UTC ROOT PATH FIXTURES
	export DATA=${DATA-$ROOT/../shared/data}
	unset SUDO_UID SUDO_USER SUDO_GID LANG LC_MESSAGES XDG_STATE_HOME
	mkdir -p "$HOME"
	type -t prepare >/dev/null && prepare
	return 0
}

# Skip, saying so, where the large real data is absent.
need_data() {
	[ -d "$DATA" ] || skip "no real data (DATA=DIR)"
}

# Skip, saying so, where a program is missing.
need() {
	for program; do
		command -v "$program" >/dev/null || skip "needs $program"
	done
}

# A new state file with a fixed clock; rows from standard input if given.
state() {
	vvs-init --test || return
	[ -t 0 ] || sqlite3 -bail "$VVS_STATE"
}

# Everything of the advisories in a state file but their bookkeeping.
advisories() { # file
	sqlite3 "$1" "SELECT source, id, cve, status, simple, published_at,
		modified_at, hex(hash) FROM advisory ORDER BY 1, 2;
		SELECT a.id, r.number, p.part, p.vendor, p.product, r.version,
		r.detail FROM match_row r JOIN product p ON p.id = r.product
		JOIN advisory a ON a.key = r.advisory ORDER BY 1, 2;
		SELECT cve, status, cvss_vector, cvss_score, published_at,
		modified_at FROM vulnerability ORDER BY 1;
		PRAGMA integrity_check"
}

# Clock ticks of processor time that a command and its children take.
ticks() {
	local TIMEFORMAT='%U %S'
	{ time "$@" >/dev/null 2>&1; } 2>&1 |
		awk -v hz="$(getconf CLK_TCK)" '{ print int(($1 + $2) * hz) }'
}

# kill -9 a process when it has used so many clock ticks itself: on a busy
# machine too, this is the same moment.  No if it ended before.
kill_after() { # pid ticks
	local stat
	while read -r -a stat <"/proc/$1/stat" && [ "${stat[2]}" != Z ]; do
		if [ $((stat[13] + stat[14])) -ge "$2" ]; then
			kill -9 "$1"
			return
		fi
		sleep 0.002
	done 2>/dev/null
	return 1
}

# On a fresh copy of the state file, run a command that gets kill -9 at its
# Nth call (tests/faults/kill.c).  No if it came to its end.
killed_at() { # n command...
	local n=$1
	shift
	if [ ! -e fresh.db ]; then
		cc -shared -fPIC -o kill.so "$ROOT/tests/faults/kill.c" -ldl 2>/dev/null
		cp "$VVS_STATE" fresh.db
	fi
	rm -rf "$VVS_STATE"* mail
	cp fresh.db "$VVS_STATE"
	! LD_PRELOAD=$PWD/kill.so KILL_AT=$n "$@" >out 2>err
}

# Run SQL (an argument or stdin) that may put findings into the table
# `given`, where their software is a text; from there they become stored.
put_findings() { # [sql]
	sqlite3 "$VVS_STATE" "CREATE TEMP TABLE given (id BLOB, system TEXT,
			software TEXT, cve INTEGER, source TEXT, state TEXT,
			level TEXT, due TEXT, confidence INTEGER, evidence TEXT,
			first_at INTEGER, changed_at INTEGER, seq INTEGER,
			plan_due INTEGER)" \
		"${1:-$(cat)}" \
		"INSERT OR IGNORE INTO finding_software (body)
			SELECT software FROM given;
		INSERT INTO finding (id, system, software_key, cve, source,
			state, level, due, confidence, evidence, first_at,
			changed_at, seq, plan_due)
		SELECT g.id, system, w.key, cve, source, state, level, due,
			confidence, evidence, first_at, changed_at, seq, plan_due
		FROM given g JOIN finding_software w ON w.body = g.software"
}
