load ../helper.bash

prepare() {
	vvs-init --test
}

fill() {
	VVS_NOW=2019-04-01T00:00:00Z vvs-register system --id old --name 消える古い名前 >/dev/null
	VVS_NOW=2024-04-01T00:00:00Z vvs-register system --id old --name 消える新しい名前 >/dev/null
	VVS_NOW=2019-04-02T00:00:00Z vvs-register system --id new --name 残る名前 >/dev/null
}

@test "seven years later nothing is left of it, and the ledger verifies" {
	fill
	VVS_NOW=2026-03-31T14:59:59Z vvs-purge >out
	assert_equal "$(jq -c '[.before, .registered, .events]' out)" '["2019-04-01",0,0]'
	export VVS_NOW=2026-03-31T15:00:00Z
	vvs-purge --dry-run >out
	assert_equal "$(jq -c '[.before, .registered, .events, .dry_run]' out)" '["2019-04-02",1,2,true]'
	grep -qa 消える "$VVS_STATE" "$VVS_STATE"-*
	vvs-purge >out
	assert_equal "$(jq -c '[.registered, .events]' out)" '[1,2]'
	run ! grep -qa 消える "$VVS_STATE" "$VVS_STATE"-*
	grep -qa 残る名前 "$VVS_STATE"
	assert_equal "$(vvs-list systems | jq -r .id)" new
	vvs-audit --verify
	assert_equal "$(vvs-audit --kind purged | jq .content.registered)" 1
	assert_equal "$(vvs-purge | jq .registered)" 0
}

@test "a reader prevents it: not yet erased; once it is gone: erased" {
	need /usr/bin/python3
	fill
	export VVS_NOW=2026-03-31T15:00:00Z
	/usr/bin/python3 -c 'import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN"); c.execute("SELECT count(*) FROM registry").fetchall()
open("ready", "w").close(); time.sleep(60)' "$VVS_STATE" 3>&- &
	reader=$!
	for _ in $(seq 200); do
		[ -e ready ] && break
		sleep 0.05
	done
	[ -e ready ]
	run -75 --separate-stderr vvs-purge
	kill $reader
	wait $reader || :
	assert_equal "$stderr" "vvs-purge: not yet erased: somebody reads the state file"
	vvs-purge >/dev/null
	run ! grep -qa 消える "$VVS_STATE" "$VVS_STATE"-*
	vvs-audit --verify
}

@test "only an enterprise-manager erases" {
	vvs-register account --id sato --name 佐藤 --email sato@example.jp --role system-manager --login "$(id -un)" >/dev/null
	run -77 vvs-purge
	run -77 vvs-purge --dry-run
}

@test "nothing to do, a closed stdin, a wrong call, a full disk" {
	run -0 bash -c 'vvs-purge <&-'
	run -64 vvs-purge x
	run -74 bash -c 'vvs-purge >/dev/full'
	rm "$VVS_STATE"
	run -66 vvs-purge
}
