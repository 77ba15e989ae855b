load ../helper.bash

verdict() { # subject
	jq -r --arg s "$1" 'select(.subject == $s) | .verdict' out
}

@test "a command is the program beside it" {
	vvs init --test
	vvs register system --id a --name A >/dev/null
	assert_equal "$(vvs list systems)" "$(vvs-list systems)"
	run -64 vvs list --nonsense
	run -66 vvs list -s nowhere.db systems
	echo '{"type":"other"}' | vvs register | diff -u <(echo '{"type":"other"}') -
}

@test "help lists the programs, or helps with one" {
	vvs help >out
	for program in vvs-init vvs-list vvs-register; do
		grep -q "^  $program - " out
	done
	vvs help list | diff -u <(vvs-list -h) -
	run -64 vvs help nonsense
}

@test "wrong calls" {
	run -64 vvs
	run -64 vvs nonsense
	run -64 vvs ../bin/sh
	run -64 vvs --nonsense
	run -64 vvs doctor extra
	run -64 vvs doctor --nonsense
	run -0 vvs doctor --help
	assert_output --partial 'usage: vvs'
	run -1 vvs doctor --state nowhere
	assert_output --partial nowhere
}

@test "the doctor says what is missing" {
	run -1 vvs doctor
	vvs doctor >out || true
	[ "$(verdict 'state file')" = problem ]
	vvs-init --test
	chmod 700 .
	run -0 vvs doctor
	vvs doctor >out
	[ "$(verdict 'state file')" = ok ]
	[ "$(verdict configuration)" = ok ]
	[ "$(verdict 'source nvd')" = warning ]
	[ "$(verdict systems)" = warning ]
	[ "$(verdict accounts)" = warning ]
	[ "$(verdict mail)" = warning ]
	[ "$(verdict permissions | sort -u)" = ok ]
}

@test "the doctor is content with what is complete" {
	vvs-init --test
	vvs-register system --id a --name A >/dev/null
	vvs-register account --id sato --name 佐藤 --email sato@example.jp --role system-manager >/dev/null
	vvs doctor >out
	[ "$(verdict systems)" = ok ]
	[ "$(verdict accounts)" = warning ]
	vvs-register account --id sato --role enterprise-manager >/dev/null
	printf 'host localhost\nfrom vvs@example.jp\ntls off\n' >msmtprc
	chmod 600 msmtprc
	echo "mail.config $PWD/msmtprc" >conf
	vvs doctor -c conf >out
	[ "$(verdict accounts)" = ok ]
	[ "$(verdict mail)" = ok ]
}

@test "a stale source is a problem, an unfit file too" {
	vvs-init --test
	sqlite3 "$VVS_STATE" "INSERT INTO source (name, checked_at) VALUES ('kev', strftime('%s', '2026-01-01'))"
	run -1 vvs doctor
	vvs doctor >out || true
	[ "$(verdict 'source kev')" = problem ]
	grep -q '30 days old, 7 allowed' out
	echo 'kev.max-age 60' >conf
	vvs doctor -c conf >out
	[ "$(verdict 'source kev')" = ok ]
	chmod 644 "$VVS_STATE"
	vvs doctor -c conf >out
	verdict permissions | grep -q warning
	echo 'some text that is long enough not to be taken for an empty file' >text
	vvs doctor -s text >out || true
	[ "$(verdict 'state file')" = problem ]
}

@test "a value out of its range is found by its line, needed or not" {
	vvs-init --test
	while read -r line; do
		printf '# %s\n%s\n' "$line" "$line" >conf
		run -78 vvs-notify -c conf -n --pending
		assert_output --regexp "^vvs-notify: '${line%% *}' must be .* at conf:2$"
		vvs doctor -c conf >out || true
		[ "$(verdict configuration)" = problem ]
	done <<-'EOT'
		epss.limit 2
		epss.limit nan
		http.timeout 1.5
		kev.max-age
		nvd.pace 6 seconds
		waiver.max-months -1
		approve_system_changes maybe
		mail.language fr
	EOT
}

@test "mistakes in the configuration and mail settings are found, not fatal" {
	vvs-init --test
	echo 'nonsense 1' >conf
	run -1 --separate-stderr vvs doctor -c conf
	[ "$(jq -r 'select(.subject == "configuration").verdict' <<<"$output")" = problem ]
	# shellcheck disable=SC2154
	[ -z "$stderr" ]
	printf 'host mail.example.jp\nnonsense 1\n' >msmtprc
	echo "mail.config $PWD/msmtprc" >conf
	run -1 vvs doctor -c conf
	vvs doctor -c conf >out || true
	[ "$(verdict mail)" = problem ]
	[ "$(verdict 'state file')" = ok ]
}

@test "a full disk is an error, hostile names are harmless, closed stdin" {
	vvs-init --test
	[ -w /dev/full ] || skip "needs /dev/full"
	run -74 bash -c 'vvs doctor >/dev/full'
	run -74 bash -c 'vvs help >/dev/full'
	run -0 bash -c 'vvs doctor <&-'
	run -1 vvs doctor -s $'no\e[31mne'
	refute_output --partial $'\e'
	run -64 vvs $'no\e[31mne'
	refute_output --partial $'\e'
}
