load ../helper.bash

# make install and uninstall, into a folder of their own

prepare() {
	need make
	DEST=$BATS_TEST_TMPDIR/dest
}

installation() { # target
	make -s -C "$ROOT" "$1" DESTDIR="$DEST" PREFIX=/usr/local
}

@test "what is installed works and is complete" {
	installation install
	for src in "$ROOT"/cmd/*.c; do
		p=$(basename "$src" .c)
		run -0 "$DEST/usr/local/bin/$p" -V
		[ -f "$DEST/usr/local/share/man/man1/$p.1" ]
		[ -f "$DEST/usr/local/share/bash-completion/completions/$p" ]
		[ -f "$DEST/usr/local/share/fish/vendor_completions.d/$p.fish" ]
	done
	for f in share/man/man7/vvs.7 share/zsh/site-functions/_vvs \
		share/locale/ja/LC_MESSAGES/vvs.mo share/doc/vvs/README \
		share/doc/vvs/LICENSE share/vvs/demo/run; do
		[ -f "$DEST/usr/local/$f" ]
	done
	[ -x "$DEST/usr/local/share/vvs/demo/run" ]
}

@test "others may read all of it, and write none" {
	umask 077
	installation install
	[ -z "$(find "$DEST" -type f ! -perm -444)" ]
	[ -z "$(find "$DEST"/* -type d ! -perm -555)" ]
	[ -z "$(find "$DEST" ! -type l -perm /022)" ]
}

@test "uninstall removes what install wrote and nothing else" {
	mkdir -p "$DEST/usr/local/bin" "$DEST/usr/local/share/vvs" \
		"$DEST/var/lib/vvs" "$DEST/etc/vvs"
	touch "$DEST/usr/local/bin/other" "$DEST/var/lib/vvs/state.db" \
		"$DEST/etc/vvs/vvs.conf" "$DEST/usr/local/share/vvs/mine"
	(cd "$DEST" && find . ! -type d | sort) >before
	installation install
	installation uninstall
	(cd "$DEST" && find . ! -type d | sort) >after
	diff -u before after
	rm "$DEST/usr/local/share/vvs/mine"
	installation install
	installation uninstall
	[ ! -e "$DEST/usr/local/share/vvs" ]
	[ ! -e "$DEST/usr/local/share/doc/vvs" ]
}

@test "programs are hardened" {
	need readelf
	[ -z "${SAN-}" ] || skip "sanitizer build"
	readelf -Wlhd "$(command -v vvs-init)" >elf
	grep -q 'Type: *DYN' elf
	grep -q GNU_RELRO elf
	grep -q 'FLAGS.*NOW' elf
	! grep -q 'GNU_STACK.*RWE' elf
}
