load ../helper.bash

# The examples of the man pages run.  In literal blocks below EXAMPLES
#
#	$ command	is run by bash in a folder with the demo's inputs and a
#			state file with the demo company; it goes on after
#			a "|" or a backslash at the end, or with "> "
#	# command	needs the network or the real machine: only its syntax
#			is looked at
#	other lines	are what the command before prints, compared if there
#			are any; "..." stands for the rest
#
# An example must not fail: 0, 1 (the answer is no), 65 and 75 are fine.

# Commands and their output, as NUL-separated pairs.
examples() { # page
	awk '
		function flush() { if (have) printf "%s%c%s%c", cmd, 0, out, 0; have = 0 }
		/^\.Sh / { on = /^\.Sh EXAMPLES/; lit = 0 }
		/^\.Ed/ { flush(); lit = 0 }
		on && lit {
			gsub(/\\e/, "\\"); gsub(/\\&/, ""); gsub(/\\-/, "-")
			gsub(/\\\(aq/, "'"'"'"); gsub(/\\\(dq/, "\"")
			if (/^[$#] /) { flush(); cmd = $0; out = ""; have = 1 }
			else if (/^> /) cmd = cmd "\n" substr($0, 3)
			else if (cmd ~ /[|\\] *$/) cmd = cmd "\n" $0
			else if (have) out = out $0 "\n"
		}
		/^\.Bd -literal/ { lit = 1 }
	' "$1"
}

one() { # page command expected
	local status=0
	if [ "${2:0:1}" = "#" ]; then
		bash -nc "${2:2}"
		return
	fi
	bash -c "${2:2}" >out 2>err </dev/null || status=$?
	case $status in
	0 | 1 | 65 | 75) ;;
	*)
		echo "$1: exit code $status: $2"
		cat err
		return 1
		;;
	esac
	[ -n "$3" ] || return 0
	printf '%s' "$3" >want
	if grep -qx '\.\.\.' want; then
		head -n "$(($(grep -nxm 1 '\.\.\.' want | cut -d : -f 1) - 1))" want >want.head
		head -n "$(wc -l <want.head)" out >out.head
		diff -u --label "$1: $2" want.head out.head
	else
		diff -u --label "$1: $2" want out
	fi
}

# The folder and the state file that examples find: made once, then copied.
setup_file() {
	export BASE=$BATS_FILE_TMPDIR/base
	ROOT=${BATS_TEST_DIRNAME%/tests/*}
	mkdir "$BASE"
	cp -r "$ROOT"/share/demo/* "$ROOT"/share/demo/inventory/* "$BASE"
	cd "$BASE" || return
	(
		PATH=${BUILD:-$ROOT/build}:$PATH VVS_STATE=$BASE/state.db
		export PATH VVS_STATE VVS_NOW=2026-01-31T00:00:00Z LC_ALL=C
		export HOME=$BASE XDG_CONFIG_HOME=$BASE
		vvs-init --test
		cat organizations.jsonl services.jsonl systems.jsonl accounts.jsonl |
			vvs-register
		vvs-import-assets --system web1 web1.cdx.json
		vvs-import-assets --system edge1 edge1.cdx.xml
		vvs-import-assets --system dev1 dev1.spdx.json
		vvs-import-assets network.csv
		vvs-import-assets windows.csv
		vvs-fetch-feed --from nvd nvd
		vvs-fetch-feed --from kev.json kev
		vvs-fetch-feed --from epss.csv epss
		vvs-match --all
	) >/dev/null
}

page() { # page
	local name cmd out
	name=$(basename "$1")
	cp -r "$BASE" "$name"
	cd "$name" || return
	export VVS_STATE=$PWD/state.db
	while IFS= read -r -d '' cmd && IFS= read -r -d '' out; do
		one "$name" "$cmd" "$out" || echo "$name" >>../failed
	done < <(examples "$1")
	cd ..
}

@test "the examples of the man pages run" {
	for man in "$ROOT"/docs/man/*.[1-9]; do
		page "$man"
	done
	[ ! -e failed ]
}
