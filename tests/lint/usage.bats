load ../helper.bash

# The option table, -h, man page and completions describe the same program.

programs() {
	local src
	for src in "$ROOT"/cmd/*.c; do
		basename "$src" .c
	done
}

# Options of a man page, as "letter long" with - for what is missing.
man_options() { # page
	awk '/^\.It Fl / {
		letter = long = "-"
		for (i = 3; i <= NF; i++) {
			if ($i == "," || $i == "Fl") continue
			if ($i ~ /^-[a-z0-9-]+$/) long = substr($i, 2)
			else if ($i ~ /^[A-Za-z0-9]$/) letter = $i
			else break
		}
		print letter, long
	}' "$1" | sort
}

@test "every program has a man page and a test" {
	for p in $(programs); do
		[ -f "$ROOT/docs/man/$p.1" ] || fail "$p has no man page"
		[ -f "$ROOT/tests/cmd/$p.bats" ] || fail "$p has no test"
	done
}

@test "the man page and -h say the same in one line" {
	for p in $(programs); do
		what=$(sed -n 's/^\.Nd //p' "$ROOT/docs/man/$p.1")
		assert_equal "$("$p" -h | sed -n 1p)" "$p - $what"
	done
}

@test "the options in the man page are those of the program" {
	for p in $(programs); do
		"$p" --option-table | awk -F '\t' '{ print $1, $2 }' | sort >table
		man_options "$ROOT/docs/man/$p.1" >man
		diff -u --label "$p.1" man --label "$p" table || bad=1
	done
	[ -z "${bad-}" ]
}

@test "every option is explained in -h" {
	for p in $(programs); do
		"$p" -h >help
		while IFS=$'\t' read -r letter long arg help; do
			grep -q -- "--$long" help || fail "$p: --$long is not in -h"
			[ -n "$help" ] || fail "$p: --$long has no help"
			case $help in
			[A-Z]*[a-z][a-z][a-z]*. | *.) fail "$p: --$long: no full stop" ;;
			esac
		done < <("$p" --option-table | cut -f 1-4)
	done
}

# Who comes through sudo must not name files, folders, commands, URLs or
# other accounts: such an option has CMD_OWNER.  The names of arguments that
# are nothing of the kind stand here; think before you add one.
@test "an option that names a file or the like is for the owner" {
	local harmless=" ADDRESS CPE CVE DATE DATE=YEN FORMAT ID JQ KIND KIND:ID LANG LEVEL
		N NAME NUMBER REASON ROLE SCOPE SCORE STATE TEXT TIME USER WHEN
		WHERE WHY WORD YEAR "
	for p in $(programs); do
		while IFS=$'\t' read -r letter long arg help whose; do
			case $whose,$long,$arg in
			owner,*) continue ;;
			*,as,* | *,*file*,* | *,*dir*,* | *,*url*,* | *,*command*,*)
				fail "$p --$long needs CMD_OWNER" ;;
			*,-) ;;
			*) [[ $harmless =~ [[:space:]]$arg[[:space:]] ]] ||
				fail "$p --$long $arg: does that name a file?" ;;
			esac
		done < <("$p" --option-table)
		! "$p" -h | sed -n '/^usage:/p' | grep -qiE 'file|dir|url|path' ||
			grep -qE 'CMD_FILES|CMD_OWNER' "$ROOT/cmd/$p.c" ||
			fail "$p: operands that are files need CMD_FILES"
	done
}

@test "an unknown option is a wrong call and prints nothing on stdout" {
	for p in $(programs); do
		run -64 --separate-stderr "$p" --no-such-option
		assert_output ""
		assert_equal "${stderr_lines[0]%%:*}" "$p"
	done
}

@test "help and version fail on a full disk" {
	for p in $(programs); do
		run -74 bash -c "$p -h >/dev/full"
		run -74 bash -c "$p -V >/dev/full"
	done
}

@test "help works without state, HOME and open descriptors" {
	for p in $(programs); do
		env -i "PATH=$PATH" bash -c "$p -h <&- 2>&- | grep -q ." ||
			fail "$p -h"
	done
}

@test "help is there in Japanese" {
	for p in $(programs); do
		LC_ALL=ja_JP.UTF-8 "$p" -h | grep -q 'この説明を表示して終わる' ||
			fail "$p -h is not in Japanese"
	done
}

@test "no library that only some programs need is linked by all" {
	need ldd
	[ -z "${SAN-}" ] || skip "sanitizer build"
	for p in $(programs); do
		libs=$(ldd "$(command -v "$p")")
		case $p in
		vvs-fetch-feed | vvs-translate | vvs-nwscan) ;;
		*) ! grep -q libcurl <<<"$libs" || fail "$p links libcurl" ;;
		esac
		[ "$p" = vvs-notify ] || ! grep -q libesmtp <<<"$libs" ||
			fail "$p links libesmtp"
		case $p in
		vvs-contract | vvs-fetch-feed | vvs-notify) ;;
		*) ! grep -q libcrypto <<<"$libs" || fail "$p links libcrypto" ;;
		esac
		# loaded when there is something to unpack (io/unpack.c)
		! grep -q libarchive <<<"$libs" || fail "$p links libarchive"
	done
}

@test "the completions are up to date (else: make completions)" {
	"$ROOT/completions/generate" "${BUILD:-$ROOT/build}" .
	for f in vvs.bash _vvs vvs.fish; do
		diff -u "$ROOT/completions/$f" "$f"
	done
}

# What bash would offer for the last word.
complete() { # words
	bash -c '
		complete() { :; }
		. "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_vvs
		printf "%s\n" "${COMPREPLY[@]}"
	' - "$ROOT/completions/vvs.bash" "$@"
}

@test "bash completes options, words and files" {
	touch inventory.csv
	assert_equal "$(complete vvs-init --ch)" "--check"
	assert_equal "$(complete vvs-init --backup inv)" "inventory.csv"
	assert_equal "$(complete vvs-init x)" ""
	assert_equal "$(complete vvs-list --format t)" "table"
	assert_equal "$(complete vvs-report -f m)" "markdown"
	assert_equal "$(complete vvs list --format t)" "table"
	assert_equal "$(complete vvs help im)" "import-assets"
	vvs-init
	for kind in $(complete vvs-list ""); do
		run -0 vvs-list "$kind"
	done
	run -64 vvs-list
	assert_equal "$(complete vvs-list "" | xargs)" "${lines[0]#*kind? }"
}

@test "zsh and fish can read their completions" {
	command -v zsh fish || skip "needs zsh or fish"
	! command -v zsh || zsh -n "$ROOT/completions/_vvs"
	! command -v fish || fish -n "$ROOT/completions/vvs.fish"
}

@test "README is vvs(7) (else: make completions)" {
	"$ROOT/completions/readme" | diff -u "$ROOT/README" -
}

@test "the manual refers to pages that exist" {
	for man in "$ROOT"/docs/man/*.[1-9]; do
		sed -n 's/^\.Xr \(vvs[a-z.-]*\) \([1-9]\).*/\1.\2/p' "$man"
	done | sort -u | while read -r page; do
		[ -f "$ROOT/docs/man/$page" ] || echo "$page"
	done >missing
	assert_equal "$(cat missing)" ""
}

@test "vvs.conf(5) explains each key of the configuration and no other" {
	sed -n '/known\[\] = {/,/};/p' "$ROOT/lib/base/conf.c" |
		grep -o '"[a-z._-]*"' | tr -d '"' | sort >keys
	[ -s keys ]
	sed -n 's/^\.It Cm //p' "$ROOT/docs/man/vvs.conf.5" | tr -s ' ,' '\n' |
		sort | diff -u - keys
	sed -n 's/^#\([a-z]*\.[a-z-]*\|proxy\) .*/\1/p' \
		"$ROOT/share/vvs.conf.sample" | sort >sample
	[ -z "$(comm -23 sample keys)" ]
}
