load ../helper.bash

# Real users, real sudo: docs/MULTIUSER.md as it is lived.  All happens in a
# mount namespace of its own, with copies of /etc, /run, /var/lib and
# /usr/local, so that nothing stays on the machine.

missing() {
	[ "$(id -u)" = 0 ] || echo "root"
	for program in sudo visudo useradd nsenter unshare runuser; do
		command -v "$program" >/dev/null || echo "$program"
	done
	unshare -m mount -t tmpfs tmpfs /run 2>/dev/null ||
		echo "mount namespaces"
	! runuser -u nobody -- sudo -V 2>&1 | grep -q 'effective uid' ||
		echo "a sudo that may become somebody"
}

setup_file() {
	WHY=$(missing | head -n 1)
	export WHY NS=
	[ -z "$WHY" ] || return 0
	unset SUDO_UID SUDO_USER SUDO_GID SUDO_COMMAND
	export ROOT=${BATS_TEST_DIRNAME%/tests/*} TOP=$BATS_FILE_TMPDIR
	chmod 755 "$TOP"
	make -s -C "$ROOT" install DESTDIR="$TOP/dest" PREFIX=/usr/local
	unshare -m --propagation private sleep 900 3>&- </dev/null >/dev/null 2>&1 &
	NS=$!
	until [ "$(readlink /proc/$NS/ns/mnt)" != "$(readlink /proc/$$/ns/mnt)" ]; do
		sleep 0.05
	done
	inside bash -eu "$BATS_TEST_DIRNAME/../servers/machine" "$TOP" "$ROOT"
}

teardown_file() {
	[ -z "$NS" ] || kill "$NS"
}

prepare() {
	[ -z "$WHY" ] || skip "needs $WHY"
	unset VVS_STATE VVS_NOW XDG_CONFIG_HOME
	cd /
}

inside() { # command...
	nsenter -t "$NS" -m -- "$@"
}

# At the shell of a user: login, then what is typed there.
at() { # user script [word...]
	local user=$1
	shift
	inside runuser -u "$user" -- env -i HOME="/run/home/$user" \
		PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin bash -c \
		'v() { p=$1; shift; sudo -n -u vvs "$p" "$@"; }; '"$1" bash "${@:2}"
}

# The owner, as cron would run it.
owner() { # program argument...
	inside runuser -u vvs -- env -i PATH=/usr/local/bin:/usr/bin "$@"
}

@test "sudo asks who it is, and the account of that login acts" {
	at alice 'v vvs-list accounts' >list
	grep -q '"id":"bob"' list
	run -0 at alice 'echo "{\"type\":\"organization\",\"id\":\"new\",\"name\":\"New\"}" | v vvs-register'
	run -0 owner vvs-audit --object organization:new
	assert_equal "$(jq -r .actor <<<"$output")" boss
	# and by the one name for all
	run -0 at alice 'v vvs register organization --id new2 --name N2'
	run -0 owner vvs-audit --object organization:new2
	assert_equal "$(jq -r .actor <<<"$output")" boss
}

@test "the folder and the file are for the owner alone" {
	assert_equal "$(inside stat -c %a:%U /var/lib/vvs)" 700:vvs
	assert_equal "$(inside stat -c %a:%U /var/lib/vvs/state.db)" 600:vvs
	run -0 at sato 'v vvs-list organizations'
	assert_output --partial 本社
	run -0 owner vvs doctor
}

@test "what one's role forbids is refused" {
	run -77 at bob 'v vvs-announce --title no --text no --scope all'
	assert_output --partial "this needs enterprise-manager"
	run -77 at bob 'v vvs-purge --dry-run'
	# nobody lifts the contract's limits who comes through sudo
	run -66 at alice 'v vvs-contract show'
	run -77 at alice 'v vvs-contract set --id C --company C --kind annual --start 2026-04-01'
	assert_output --partial "only the owner of the state file changes the contract"
	run -77 at alice 'v vvs-purge --ended'
	run -0 owner vvs-audit
	refute_output --partial '"title":"no"'
}

@test "nobody makes themselves, or somebody else, more than they are" {
	for what in '--role enterprise-manager' '--scope all' '--login alice' \
		'--login eve'; do
		run -77 at bob "v vvs-register account --id bob $what"
	done
	run -77 at bob 'v vvs-register account --id boss --login bob'
	# the owner alone decides who is enterprise-manager, and in person
	for what in '--id bob --role enterprise-manager --scope all' \
		'--id boss --login eve' '--id carol --remove'; do
		run -77 at alice "v vvs-register account $what"
		assert_output --partial "only the owner of the state file decides"
	done
	run -77 owner vvs-register account --id bob --role enterprise-manager \
		--scope all --as boss
}

@test "each sees and does what is in the own scope" {
	run -0 at alice 'v vvs-list systems'
	assert_line --partial '"id":"shop"'
	assert_line --partial '"id":"mill"'
	run -0 at bob 'v vvs-list systems'
	assert_line --partial '"id":"shop"'
	refute_line --partial mill
	run at bob 'v vvs-import-assets --system mill <<<"name,version"'
	here=$status-$output
	run at bob 'v vvs-import-assets --system none <<<"name,version"'
	assert_equal "${here//mill/X}" "$status-${output//none/X}"
}

@test "a login without account is told what to do" {
	run -77 at eve 'v vvs-register organization --id e --name E'
	assert_output --partial "no account has your login 'eve'"
	assert_output --partial "vvs-register(1)"
	# not a line from any program that reads or writes the state
	local line n=0
	while read -r line; do
		echo "$line"
		run -77 --separate-stderr at eve "v $line </dev/null"
		assert_output ""
		[[ $stderr == *"no account has your login 'eve'"* ]]
		n=$((n + 1))
	done <<-EOT
		vvs-announce --id n --title N --text T
		vvs-approve --list
		vvs-audit
		vvs-audit --anchor
		vvs-audit --verify
		vvs-contract show
		vvs-contract suspend --reason why
		vvs-filter
		vvs-import-assets --system shop
		vvs-import-assets --system shop -n
		vvs-list accounts
		vvs-list findings
		vvs-list sources
		vvs-list vulnerabilities
		vvs-match --all
		vvs-match --explain CVE-2024-0001
		vvs-match --pending
		vvs-match -n
		vvs-purge --dry-run
		vvs-register organization --id e --name E
		vvs-report summary --stale-ok
		vvs-triage
		vvs-triage --show 00000000000000000000000000000000
		vvs list systems
	EOT
	[ $n -gt 20 ]
	# a removed account is none; nor is one whose login differs in a capital
	for user in dave Bob; do
		run -77 at $user 'v vvs-triage </dev/null'
		assert_output --partial "no account has your login '$user'"
	done
}

@test "two accounts do not have one login" {
	run -65 owner vvs-register account --id twin --name Twin \
		--email twin@example.com --role system-operator \
		--scope system:shop --login bob
	assert_output --partial "is the login of 'bob'"
}

@test "without sudo nobody but the owner comes in" {
	for user in alice eve; do
		for p in vvs-list\ systems vvs-triage vvs-register 'vvs-audit' \
			vvs-match\ --pending 'vvs-init --check' vvs-purge; do
			run -77 at $user "$p </dev/null"
			assert_output --partial "run this through sudo"
		done
	done
	# SUDO_UID by hand changes nothing
	run -77 at eve "SUDO_UID=$(inside id -u alice) vvs-list systems"
	run -77 at alice "SUDO_UID=$(inside id -u vvs) vvs-list systems"
	# nor a user namespace in which one has the owner's number
	run ! at eve "unshare -U --map-user=$(inside id -u vvs) vvs-list systems"
	refute_output --partial shop
	# nor is root the owner
	run -77 inside env -i /usr/local/bin/vvs-triage
	assert_output --partial "belongs to vvs: run this through sudo -u vvs"
	run -77 inside env -i SUDO_UID="$(inside id -u alice)" /usr/local/bin/vvs-triage
}

@test "a file without accounts is public" {
	owner vvs-init -s /var/lib/vvs/public.db
	inside install -m 644 /var/lib/vvs/public.db /run/home/public.db
	run -0 at eve 'vvs-list -s /run/home/public.db systems'
	inside install -m 644 /var/lib/vvs/state.db /run/home/public.db
	run -77 at eve 'vvs-filter -s /run/home/public.db'
	assert_output --partial "belongs to root"
}

@test "one's own state file is one's own, whatever SUDO_UID says" {
	run -0 at alice "vvs-init -s ~/own.db &&
		SUDO_UID=$(inside id -u bob) vvs-register -s ~/own.db \
			organization --id hq --name HQ"
	run -77 at bob 'vvs-list -s /run/home/alice/own.db organizations'
}

@test "a SUDO_UID that is no user is refused" {
	for uid in '' abc -1 ' 1' 1x 0x10 4294967295 4294967296 99999999999999999999 \
		"$(($(inside id -u alice) + 4294967296))" 54321; do
		run -77 owner SUDO_UID="$uid" vvs-triage </dev/null
		refute_output --partial "no account"
	done
	# the owner's own, and root's, are the owner
	for uid in 0 "$(inside id -u vvs)"; do
		run -0 owner SUDO_UID="$uid" vvs-init --check
	done
}

# Programs, and the options and operands of each that are not for people.
programs() {
	for src in "$ROOT"/cmd/*.c; do
		basename "$src" .c
	done
}

@test "what names a file, folder, command, URL or account is refused" {
	local n=0
	for p in $(programs); do
		while IFS=$'\t' read -r letter long arg help whose; do
			[ "$whose" = owner ] || continue
			for form in "--$long=/tmp/x" "-$letter/tmp/x"; do
				[ "$form" != --/tmp/x ] || continue
				[ "$arg" != - ] || form=--$long
				run -77 at alice "v vvs ${p#vvs-} $form </dev/null"
				assert_output --partial "for the owner of the state file alone"
				n=$((n + 1))
			done
		done < <("$p" --option-table)
	done
	[ $n -gt 50 ]
	run ! inside test -e /tmp/x
}

@test "a named operand is refused, standard input is not" {
	run -77 at alice 'v vvs-import-assets --system shop /etc/shadow'
	run -77 at alice 'v vvs-import-assets --system shop - /etc/shadow'
	run -77 at alice 'v vvs-import-assets --system shop /dev/stdin </dev/null'
	run -77 at alice 'v vvs-audit --verify --anchor /etc/shadow'
	refute_output --partial 'root:'
	run -0 at alice 'v vvs-audit --anchor | v vvs-audit --verify --anchor -'
	run -0 at alice 'printf "name,version\nopenssl,3.0.1\n" |
		v vvs-import-assets --system shop --format csv -'
}

@test "some programs are for the owner alone" {
	for p in init notify fetch-feed; do
		run -1 at alice "v vvs-$p" # sudo itself
		run -77 at alice "v vvs $p"
		assert_output --partial "for the owner of the state file alone"
	done
	run -77 at alice 'v vvs doctor'
	run -77 at alice 'v vvs doctor -s /tmp/x'
	run -0 at alice 'v vvs help'
	run -0 at alice 'v vvs-init -h || v vvs init -h'
}

@test "the environment does not come along" {
	at alice 'vvs-init -s ~/mine.db; chmod 755 ~; chmod 644 ~/mine.db
		mkdir -p ~/.config/vvs ~/.local/state/vvs
		echo "no.such.key 1" >~/.config/vvs/vvs.conf'
	for v in VVS_STATE=/run/home/alice/mine.db XDG_STATE_HOME=/run/home/alice \
		HOME=/run/home/alice XDG_CONFIG_HOME=/run/home/alice/.config \
		VVS_NOW=2001-01-01T00:00:00Z SUDO_UID=0 PATH=/run/home/alice \
		LD_PRELOAD=/run/home/alice/x.so LOCPATH=/run/home/alice \
		GCONV_PATH=/run/home/alice TMPDIR=/run/home/alice; do
		# sudo as the sample has it: not asked for, or ignored
		run at alice "export $v; PATH=/usr/bin:/usr/local/bin; v vvs-list accounts"
		[ "$status" = 0 ] && [[ $output == *'"id":"boss"'* ]]
		run -1 at alice "v $v vvs-list accounts"
		# and as somebody may spoil it
		run -0 at carol "export $v; PATH=/usr/bin:/usr/local/bin; v vvs-list accounts"
		[[ $output == *'"id":"boss"'* ]]
	done
	run -0 owner SUDO_UID="$(inside id -u alice)" \
		VVS_STATE=/run/home/alice/mine.db HOME=/run/home/alice \
		XDG_CONFIG_HOME=/run/home/alice/.config vvs-list accounts
	assert_output --partial '"id":"boss"'
	# vvs runs what lies beside it, not what PATH finds
	at alice 'printf "#!/bin/sh\nid\n" >~/vvs-list; chmod 755 ~/vvs-list'
	run -0 owner SUDO_UID="$(inside id -u alice)" PATH=/run/home/alice \
		/usr/local/bin/vvs list accounts
	assert_output --partial '"id":"boss"'
	# what a program hands on is cleared too
	run -0 at alice 'LANG=ja_JP.UTF-8 v vvs -h'
	assert_output --partial 'この説明を表示して終わる'
}

@test "no expression, format or odd input reads a file or runs a command" {
	for jq in 'input_filename' 'env.HOME' '$ENV.HOME' 'env.SUDO_UID' 'input' \
		'get_search_list[]' 'import "a" as a; true' 'include "a"; true' \
		'$__prog_args' 'import "/etc/passwd" as $x; $x'; do
		run at alice 'v vvs-list --where "$1" accounts' "$jq"
		[ -z "$output" ] || [[ $output == vvs-list:* ]] ||
			fail "$jq gave $output"
	done
	run at alice 'v vvs-list --format /etc/shadow accounts'
	refute_output --partial 'root:'
	for p in 'vvs-import-assets --system shop' vvs-triage vvs-approve \
		vvs-register vvs-match\ -n; do
		run at alice "v $p </etc"
		[ "$status" -ge 64 ] && [ "$status" -le 78 ] || fail "$p: $status"
		run at alice "v $p <&-"
		[ "$status" -lt 128 ] || fail "$p: $status"
	done
	for text in @/etc/shadow '`id`' '$(id)' '/etc/shadow' '|id'; do
		run -0 at alice 'v vvs-announce --id n --category news --title "$1" --text "$1" --scope all' "$text"
		refute_output --regexp 'root:|uid='
	done
	run at alice 'v vvs ../../../bin/sh -c id'
	refute_output --partial 'uid='
	run at alice 'v vvs help ../../../bin/sh'
	refute_output --partial 'uid='
}

@test "the demonstration and the tests forget who called sudo" {
	run -0 owner SUDO_UID="$(inside id -u eve)" \
		PATH=/usr/local/bin:/usr/bin:/bin \
		/usr/local/share/vvs/demo/run /var/lib/vvs/demo
	run -0 make -s -n -C "$ROOT" check-now T=nothing
	assert_output --partial "env -u SUDO_UID -u SUDO_GID -u SUDO_USER"
}

@test "the owner acts for another, and the ledger knows both" {
	run -0 owner vvs-filter --set --min-cvss 7 --as bob
	owner vvs-audit --object filter:bob >event || owner vvs-audit >event
	tail -n 1 event | jq -e '.actor == "bob" and .content.by.login == "vvs"'
	run -77 at alice 'v vvs-filter --set --min-cvss 7 --as bob'
	run -64 owner vvs-filter --set --min-cvss 7 --as nobody-at-all
}

@test "the ledger has the user who logged in" {
	inside bash -c 'echo 4711 >/proc/self/loginuid' 2>/dev/null ||
		skip "the kernel does not let us set the login uid"
	inside bash -c 'echo 4711 >/proc/self/loginuid
		exec runuser -u alice -- sudo -n -u vvs vvs-register \
		organization --id audited --name A' >/dev/null
	owner vvs-audit --object organization:audited |
		jq -e '.actor == "boss" and .content.by.audit_uid == 4711'
	run -0 owner vvs-audit --verify
}

@test "sudoers.sample is valid, and lists each program that is for people" {
	run -0 visudo -c -f "$ROOT/share/sudoers.sample"
	for p in $(programs); do
		if at alice "v vvs ${p#vvs-} </dev/null" 2>&1 |
			grep -q "^$p is for the owner\|^$p: $p is for the owner"; then
			run ! grep -qE "/$p(,|\$)" "$ROOT/share/sudoers.sample"
		else
			grep -qE "/$p(,|\$)" "$ROOT/share/sudoers.sample" ||
				fail "$p is not listed"
		fi
	done
	need cvtsudoers
	cvtsudoers -e -f json "$ROOT/share/sudoers.sample" 2>/dev/null >json
	jq -r '.. | .command? // empty' json >commands
	[ -s commands ]
	run ! grep -v '^/usr/local/bin/vvs' commands
	run ! grep -qE '^[^#]*([^!]setenv|[^O]SETENV)' "$ROOT/share/sudoers.sample"
}

@test "nothing of this is on the machine" {
	run ! getent passwd vvs
	[ ! -e /etc/sudoers.d/vvs ]
	[ ! -e /var/lib/vvs ]
	[ ! -e /usr/local/bin/vvs-list ] || skip "vvs is installed here"
}
