load ../helper.bash

# make deps, with stand-ins for what it calls

prepare() {
	mkdir bin
	stand_in dpkg-query 'printf "installed %s\n" make gcc'
	stand_in apt-get 'echo "apt-get $*" >>"$LOG"; [ "${!#}" != broken ]'
	stand_in sudo 'echo "sudo $*" >>"$LOG"; exec "$@"'
	stand_in id 'echo "${FAKE_UID-0}"'
	stand_in install 'cat >/dev/null'
	export LOG=$PWD/log PATH=$PWD/bin:$PATH
	: >log
}

stand_in() { # name script
	printf '#!/bin/bash\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

@test "with nothing missing neither apt nor sudo is called" {
	FAKE_UID=1000 "$ROOT/.ci/deps" make gcc
	[ ! -s log ]
}

@test "what is missing is installed, and nothing removed" {
	"$ROOT/.ci/deps" make gcc bats jq
	grep -q '^apt-get update' log
	grep '^apt-get install' log >install
	assert_equal "$(wc -l <install)" 1
	grep -q -- '--no-remove bats jq$' install
	run ! grep -q sudo log
}

@test "somebody else than root goes through sudo" {
	FAKE_UID=1000 "$ROOT/.ci/deps" bats
	grep -q '^sudo .*apt-get install' log
}

@test "a package that is only wanted may be absent" {
	run -0 --separate-stderr "$ROOT/.ci/deps" make 'broken?'
	[[ $stderr == *"cannot install broken"* ]]
	run ! "$ROOT/.ci/deps" make broken
}

@test "the Makefile names only packages that are explained" {
	awk '/^DEPS_/ || more { print } { more = (/^DEPS_/ || more) && /\\$/ }' \
		"$ROOT/Makefile" | sed 's/^DEPS_.*:=//' | tr -s ' \t\\?' '\n' |
		grep . | sort -u >packages
	[ -s packages ]
	while read -r p; do
		grep -qw -- "$p" "$ROOT/docs/ARCHITECTURE.md" || echo "$p"
	done <packages >unexplained
	assert_equal "$(cat unexplained)" ""
}
