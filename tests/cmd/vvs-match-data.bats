load ../helper.bash

# vvs-match on real data: each way to the same findings; killed with -9

prepare() {
	need_data
	vvs-init --test
	vvs-fetch-feed --from "$DATA/nvd/2024-05/nvdcve-2005.json.gz" nvd \
		>/dev/null 2>&1
	{
		echo '{"type":"organization","id":"hq","name":"HQ"}'
		for i in $(seq -w 0 99); do
			echo '{"type":"system","id":"h'"$i"'","name":"x","organization":"hq"}'
		done
	} | vvs-register >/dev/null
	gzip -dc "$DATA/bench/software-10k.jsonl.gz" | tail -n +100 |
		sed -E 's/"h[0-9]*([0-9]{2})"/"h\1"/' >software.jsonl
	vvs-import-assets --source test software.jsonl >/dev/null 2>&1
	sqlite3 "$VVS_STATE" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	mv "$VVS_STATE" base.db
}

contents() {
	sqlite3 "$VVS_STATE" "SELECT hex(id), system, cve, state, level, due,
		confidence, evidence, body FROM finding
		JOIN finding_software w ON w.key = software_key ORDER BY 1;
		SELECT count(*) FROM finding_history;
		SELECT consumer FROM cursor ORDER BY 1; PRAGMA integrity_check"
}

@test "advisories one by one find what systems one by one find" {
	cp base.db "$VVS_STATE"
	vvs-match -n --all --stale-ok | grep -E '"vulnerability":"[^"]*[37]"' |
		sort >systems
	vvs-list advisories | grep -E '"type":"advisory","id":"[^"]*[37]"' |
		vvs-match -n --stale-ok | sort >advisories
	[ "$(wc -l <systems)" -gt 100 ]
	cmp systems advisories
}

@test "killed at 10 points and started again: the same end" {
	cp base.db "$VVS_STATE"
	total=$(ticks vvs-match --pending --stale-ok)
	contents >whole
	[ "$(vvs-list findings | wc -l)" -gt 1000 ]
	for i in $(seq 10); do
		while :; do
			rm -f "$VVS_STATE"*
			cp base.db "$VVS_STATE"
			vvs-match --pending --stale-ok >/dev/null 3>&- &
			pid=$!
			killed=0
			kill_after $pid $((total * i / 12)) && killed=1
			wait $pid || true
			[ $killed = 0 ] || break
			total=$((total * 4 / 5)) # it was quicker than before
		done
		vvs-match --pending --stale-ok >/dev/null
		contents | cmp whole -
	done
}

@test "two at once: the same end, and each finding printed once" {
	cp base.db "$VVS_STATE"
	vvs-match --pending --stale-ok >one 3>&- &
	pid=$!
	vvs-match --pending --stale-ok >two 3>&-
	wait $pid
	cat one two | jq -r .id | sort >ids
	uniq ids | cmp - ids
	[ "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM finding')" = "$(wc -l <ids)" ]
}
