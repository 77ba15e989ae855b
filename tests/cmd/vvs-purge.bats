load ../helper.bash

# Every field that a person can fill holds "zq7x9w", which is too long to be
# in a salt or a hash by chance; ids, which stay, do not.
prepare() {
	vvs-init --test
}

register_all() {
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"zq7x9w本社"}
		{"type":"service","id":"shop","name":"zq7x9w予約","organization":"hq"}
		{"type":"system","id":"web1","name":"zq7x9wサイト","organization":"hq","service":"shop","purpose":"zq7x9w用途","addresses":["192.0.2.1","zq7x9w.example.jp"]}
		{"type":"account","id":"suzuki","name":"zq7x9w鈴木","email":"zq7x9wsuzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"zq7x9w佐藤","email":"zq7x9wsato@example.jp","role":"system-manager","scope":["system:web1"],"login":"zq7x9wsato"}
	EOT
	vvs-register system --id web1 --name zq7x9w改名 >/dev/null
	vvs-announce --id news1 --category news --title zq7x9w件名 --text zq7x9w本文 >/dev/null
}

# One advisory, two products; the software of each has its own name.
find_all() {
	jq -nc '{format: "NVD_CVE", version: "2.0", resultsPerPage: 1,
		startIndex: 0, totalResults: 1, timestamp: "2017-12-30T00:00:00",
		vulnerabilities: [{cve: {id: "CVE-2017-1000", vulnStatus: "Analyzed",
		published: "2018-01-20T00:00:00", lastModified: "2018-01-20T00:00:00",
		descriptions: [{lang: "en", value: "a hole"}], references: [], metrics: {},
		configurations: [{nodes: [{operator: "OR", negate: false, cpeMatch:
			["one", "two"] | map({vulnerable: true, matchCriteriaId: "0",
			criteria: "cpe:2.3:a:example:\(.):1.0:*:*:*:*:*:*:*"})}]}]}}]}' >nvd.json
	vvs-fetch-feed --from nvd.json nvd >/dev/null 2>&1
	for product in one two; do
		jq -nc --arg p $product '{type: "software", system: "web1",
			name: "zq7x9w\($p)", product: "zq7x9w\($p)", cpe: "cpe:2.3:a:example:\($p):1.0:*:*:*:*:*:*:*"}'
	done >software.jsonl
	vvs-import-assets --source zq7x9wlist --format jsonl software.jsonl >/dev/null
	vvs-match --pending --stale-ok >found
	[ "$(wc -l <found)" -eq 2 ]
}

decide_all() {
	A=$(jq -r .id found | head -n 1)
	vvs-triage --as sato --plan zq7x9w計画 --due 2018-03-01 --who sato "$A" >/dev/null
	vvs-triage --as sato --note zq7x9w覚え "$A" >/dev/null
	vvs-triage --as sato --request zq7x9w理由 --until 2018-06-30 "$A" >/dev/null
	vvs-triage --as sato --request zq7x9w製品 --until 2018-06-30 --product zq7x9wtwo >/dev/null
	vvs-approve --as suzuki --deny zq7x9w却下 "$(vvs-approve --list | jq -s '.[0].id')" >/dev/null
	vvs-filter --as sato --set '.title != "zq7x9w選別"' >/dev/null
	vvs-notify --pending --backlog --to-dir mail >/dev/null 2>&1
	sqlite3 "$VVS_STATE" "INSERT INTO outbox (message_id, account, recipient,
		kind, subject, about, findings, text, state, attempts, unknown,
		queued_at, next_at, code, reply) VALUES ('m1', 'sato', 'zq7x9w@example.jp',
		'digest', 'zq7x9w題', 'zq7x9w', 1, CAST('zq7x9w手紙' AS BLOB), 'queued', 0, 0,
		unixepoch('$VVS_NOW'), 0, 0, 'zq7x9w返事')"
}

everything() {
	local VVS_NOW=2018-01-31T00:00:00Z
	export VVS_NOW
	register_all
	find_all
	decide_all
}

contract_all() {
	echo zq7x9w合言葉 | vvs-contract set --id C-1 --company zq7x9w株式会社 --kind annual --start 2018-04-01 --passphrase >/dev/null
	vvs-contract contact --name zq7x9w担当 --email zq7x9wtanto@example.jp >/dev/null
	vvs-contract contact --list --email zq7x9w-ml@example.jp >/dev/null
	vvs-contract addresses 203.0.113.0/24 >/dev/null
	vvs-contract suspend --reason zq7x9w停止 >/dev/null
	vvs-contract resume >/dev/null
	echo zq7x9w合言葉 | vvs-contract inquiry --id C-1 --company zq7x9w株式会社 \
		--name zq7x9w担当 --email zq7x9wtanto@example.jp --passphrase >/dev/null
}

# Is any of these texts or bytes (hex:...) in a file of this folder?
search() { # text...
	/usr/bin/python3 - "$@" <<-'EOT'
		import glob, os, sys
		where = os.path.dirname(os.environ["VVS_STATE"])
		files = glob.glob(os.environ["VVS_STATE"] + "*") + glob.glob(where + "/tmp/*")
		for text in sys.argv[1:]:
		    forms = [bytes.fromhex(text[4:])] if text.startswith("hex:") else [
		        text.encode(c) for c in ("utf-8", "utf-16-le", "utf-16-be", "cp932")]
		    for path in files:
		        data = open(path, "rb").read()
		        if any(f in data for f in forms):
		            print(text, path)
	EOT
}

secrets() {
	sqlite3 "$VVS_STATE" "SELECT 'hex:' || hex(salt) FROM ledger_content JOIN
		ledger USING (n) WHERE kind NOT IN ('erased', 'purged')"
}

@test "seven years later nothing of any kind is left, and the ledger verifies" {
	need /usr/bin/python3
	everything
	mkdir tmp
	secrets >salts
	[ "$(wc -l <salts)" -gt 12 ]
	[ -n "$(search zq7x9w "$(head -n 1 salts)")" ]
	vvs-audit --anchor >anchor
	export VVS_NOW=2025-01-30T15:00:00Z SQLITE_TMPDIR=$PWD/tmp
	vvs-purge >out
	assert_equal "$(jq -c '[.registered, .software, .findings, .requests, .filters, .dry_run]' out)" '[6,2,2,2,1,false]'
	assert_equal "$(search zq7x9w 192.0.2.1 鈴木)" ""
	# shellcheck disable=SC2046 # one word each
	assert_equal "$(search $(cat salts))" ""
	vvs-audit --verify --anchor anchor
	# the ids tell what was erased, and why
	assert_equal "$(vvs-audit --kind erased --object system:web1 | jq -r .content.reason)" retention
	assert_equal "$(vvs-audit --kind registered | jq -c 'select(.content)')" ""
	assert_equal "$(sqlite3 "$VVS_STATE" 'PRAGMA integrity_check')" ok
	for kind in organizations services accounts systems software findings notices; do
		assert_equal "$(vvs-list $kind)" ""
	done
	vvs-match --all --stale-ok
	vvs-report --stale-ok summary >/dev/null
	assert_equal "$(vvs-purge | jq -c 'del(.type, .before, .dry_run) | add')" 0
}

@test "each day of the seven years counts, and no update begins them anew" {
	VVS_NOW=2019-04-01T14:59:59Z vvs-register system --id old --name old >/dev/null
	VVS_NOW=2024-04-01T00:00:00Z vvs-register system --id old --name zq7x9w >/dev/null
	VVS_NOW=2019-04-01T15:00:00Z vvs-register system --id new --name new >/dev/null
	VVS_NOW=2020-02-29T00:00:00Z vvs-register system --id leap --name leap >/dev/null
	assert_equal "$(VVS_NOW=2026-03-31T14:59:59Z vvs-purge | jq -c '[.before, .registered, .events]')" '["2019-04-01",0,0]'
	assert_equal "$(VVS_NOW=2026-03-31T15:00:00Z vvs-purge | jq -c '[.before, .registered, .events]')" '["2019-04-02",1,2]'
	assert_equal "$(search zq7x9w)" ""
	assert_equal "$(VVS_NOW=2027-02-28T14:59:59Z vvs-purge | jq .registered)" 1
	assert_equal "$(vvs-list systems | jq -r .id)" leap
	assert_equal "$(VVS_NOW=2027-02-28T15:00:00Z vvs-purge | jq .registered)" 1
}

@test "software goes with its findings, and what is younger stays" {
	everything
	sqlite3 "$VVS_STATE" "UPDATE registry SET created_at=unixepoch('2020-01-01');
		UPDATE finding SET first_at=unixepoch('2020-01-01');
		UPDATE software SET added_at=unixepoch('2020-01-01') WHERE body LIKE '%zq7x9wtwo%'"
	export VVS_NOW=2025-01-31T00:00:00Z
	vvs-purge >out
	assert_equal "$(jq -c '[.registered, .software, .findings]' out)" '[0,1,1]'
	assert_equal "$(search zq7x9wone)" ""
	assert_equal "$(vvs-list findings | jq -r .software.name)" zq7x9wtwo
	assert_equal "$(vvs-match --all --stale-ok | wc -l)" 0
	# the same in an inventory that stays keeps the finding
	vvs-import-assets --source other --format jsonl software.jsonl >/dev/null
	sqlite3 "$VVS_STATE" "UPDATE software SET added_at=0 WHERE source='zq7x9wlist'"
	assert_equal "$(vvs-purge | jq -c '[.software, .findings]')" '[1,0]'
	vvs-audit --verify
}

@test "with a system go the changes that were asked for it" {
	need /usr/bin/python3
	VVS_NOW=2018-01-31T00:00:00Z vvs-register system --id web1 --name web1 >/dev/null
	export VVS_NOW=2024-01-31T00:00:00Z
	vvs-register >/dev/null <<-'EOT'
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	echo 'approve_system_changes yes' >waits.conf
	vvs-register -c waits.conf --as sato system --id web1 --address zq7x9w.example.jp >/dev/null
	echo '{"type":"software","system":"web1","name":"zq7x9wware"}' >software.jsonl
	vvs-import-assets -c waits.conf --as sato --system web1 --source zq7x9wlist --format jsonl software.jsonl >/dev/null
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM waiting_software')" 1
	vvs-approve --as suzuki --deny zq7x9w却下 "$(vvs-approve --list | jq -s ".[0].id")" >/dev/null
	[ -n "$(search zq7x9w)" ]
	assert_equal "$(VVS_NOW=2025-02-01T00:00:00Z vvs-purge | jq -c '[.registered, .requests, .waiting]')" '[1,2,1]'
	assert_equal "$(search zq7x9w)" ""
	vvs-audit --verify
}

@test "an organization goes, its systems stay: the programs go on" {
	VVS_NOW=2018-01-31T00:00:00Z vvs-register organization --id hq --name 本社 >/dev/null
	VVS_NOW=2024-01-31T00:00:00Z vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約","organization":"hq"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"organization-manager","scope":["organization:hq"]}
	EOT
	export VVS_NOW=2025-02-01T00:00:00Z
	assert_equal "$(vvs-purge | jq .registered)" 1
	assert_equal "$(vvs-list systems | jq -r .organization)" hq
	vvs-register system --id web1 --purpose x >/dev/null
	vvs-match --all --stale-ok
	vvs-report --stale-ok summary >/dev/null
	vvs-notify --pending --to-dir mail
}

@test "an id that was erased is never used again" {
	VVS_NOW=2018-01-31T00:00:00Z vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"A"}
		{"type":"account","id":"sato","name":"A","email":"sato@example.jp","role":"enterprise-manager"}
	EOT
	vvs-purge >/dev/null
	run -65 --separate-stderr vvs-register system --id web1 --name B
	assert_equal "$stderr" "vvs-register: system 'web1': was removed, and ids are never used again"
	run -65 vvs-register account --id sato --name B --email b@example.jp --role enterprise-manager
	# the id is taken, not the person's address
	vvs-register account --id sato2 --name A --email sato@example.jp --role enterprise-manager >/dev/null
	vvs-register organization --id web1 --name "another kind" >/dev/null
}

@test "a dry run names each thing that goes, and writes nothing" {
	everything
	export VVS_NOW=2025-02-01T00:00:00Z
	sqlite3 "$VVS_STATE" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	before=$(sha256sum <"$VVS_STATE")
	vvs-purge --dry-run >dry
	assert_equal "$(sha256sum <"$VVS_STATE")" "$before"
	assert_equal "$(jq -r 'select(.class == "registered").name' dry | paste -sd ' ')" \
		"account:sato account:suzuki announcement:news1 organization:hq service:shop system:web1"
	# as many lines of each class as its sum says
	assert_equal "$(jq -s 'map(select(.type == "erasure")) | group_by(.class) | map({(.[0].class): length}) | add' -cS dry)" \
		"$(jq -c 'select(.type == "purge") | with_entries(select(.value | type == "number" and . > 0))' -S dry)"
	vvs-purge >out
	assert_equal "$(jq -c .dry_run out)" false
	diff -u <(jq -S 'select(.type == "purge") | del(.dry_run)' dry) <(jq -S 'del(.dry_run)' out)
}

@test "after the end of the contract all of it goes, at once" {
	need /usr/bin/python3
	everything
	contract_all
	run -77 --separate-stderr vvs-purge --ended
	assert_equal "$stderr" "vvs-purge: there is no contract that has ended: see vvs-contract(1)"
	vvs-contract end --end 2026-03-31 >/dev/null 2>&1
	VVS_NOW=2026-03-31T14:59:59Z run -77 vvs-purge --ended
	export VVS_NOW=2026-03-31T15:00:00Z
	secrets >salts
	vvs-purge --ended --dry-run | tail -n 1 >dry
	vvs-purge --ended >out
	assert_equal "$(jq -c '[.registered, .findings, .contract]' out)" '[6,2,1]'
	diff -u <(jq 'del(.dry_run)' dry) <(jq 'del(.dry_run)' out)
	# shellcheck disable=SC2046 # one word each
	assert_equal "$(search zq7x9w scrypt 203.0.113 株式会社 $(cat salts))" ""
	# a table that is neither public knowledge nor empty now is a mistake
	for table in $(sqlite3 "$VVS_STATE" "SELECT name FROM sqlite_schema WHERE type='table'"); do
		case $table in
		sqlite_* | meta | cursor | source | feed_file | dictionary | advisory | product | match_row) ;;
		vulnerability | kev | epss | ledger | ledger_content) ;;
		*) assert_equal "$table $(sqlite3 "$VVS_STATE" "SELECT count(*) FROM $table")" "$table 0" ;;
		esac
	done
	vvs-audit --verify
	assert_equal "$(vvs-audit --kind erased --object account:sato | jq -r .content.reason)" "end of contract"
	# it has ended: nothing goes on without limits
	run -77 --separate-stderr vvs-list systems
	assert_equal "$stderr" "vvs-list: the contract ended on 2026-03-31"
	run -66 vvs-contract show
	assert_equal "$(vvs-purge --ended | jq -c 'del(.type, .dry_run) | add')" 0
}

@test "a reader prevents it: not yet erased; once it is gone: erased" {
	need /usr/bin/python3
	everything
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
	size=$(stat -c %s "$VVS_STATE-wal")
	assert_equal "$stderr" "vvs-purge: not yet erased: somebody reads the state file"
	run -75 vvs-purge
	# the log does not grow by the whole file each time
	[ $(($(stat -c %s "$VVS_STATE-wal") - size)) -lt 65536 ]
	kill $reader
	wait $reader || :
	vvs-purge >/dev/null
	assert_equal "$(search zq7x9w)" ""
	vvs-audit --verify
}

@test "killed at every so many writes and started again: the same end" {
	[ -z "${SAN-}" ] || skip "the sanitizers do not let it be preloaded"
	need cc /usr/bin/python3
	everything
	cc -shared -fPIC -o kill.so "$ROOT/tests/faults/kill.c" -ldl 2>/dev/null
	sqlite3 "$VVS_STATE" "VACUUM INTO 'base.db'"
	export VVS_NOW=2026-03-31T15:00:00Z
	tables="SELECT count(*) FROM registry; SELECT count(*) FROM finding;
		SELECT count(*) FROM ledger_content; SELECT count(*) FROM ledger;
		SELECT count(*) FROM outbox; PRAGMA integrity_check"
	for ((n = 1, points = 0; ; n += n / 3 + 1, points++)); do
		rm -f "$VVS_STATE"*
		cp base.db "$VVS_STATE"
		status=0
		LD_PRELOAD=$PWD/kill.so KILL_AT=$n vvs-purge >/dev/null 2>&1 || status=$?
		vvs-purge >/dev/null
		assert_equal "$(search zq7x9w)" ""
		vvs-audit --verify >/dev/null
		sqlite3 "$VVS_STATE" "$tables" >end
		[ -e whole ] || cp end whole
		diff -u whole end
		[ $status != 0 ] || break
	done
	[ $points -gt 8 ]
}

@test "only an enterprise-manager erases" {
	vvs-register account --id sato --name 佐藤 --email sato@example.jp --role system-manager --login "$(id -un)" >/dev/null
	run -77 vvs-purge
	run -77 vvs-purge -n
	run -77 vvs-purge --ended
}

@test "nothing to do, a closed stdin, a wrong call, a full disk" {
	run -0 bash -c 'vvs-purge <&-'
	run -64 vvs-purge x
	run -74 bash -c 'vvs-purge >/dev/full'
	run -74 bash -c 'vvs-purge --dry-run >/dev/full'
	rm "$VVS_STATE"
	run -66 vvs-purge
}
