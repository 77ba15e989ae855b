load ../helper.bash

# Policy: an inventory that sato imports waits; web1 has two programs.
prepare() {
	vvs-init --test
	mkdir -p "$XDG_CONFIG_HOME/vvs"
	echo 'approve_system_changes yes' >"$XDG_CONFIG_HOME/vvs/vvs.conf"
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約","addresses":["192.0.2.1"]}
		{"type":"system","id":"db1","name":"台帳"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1","system:db1"]}
	EOT
	import suzuki openssl,3.0.1 nginx,1.24
	vvs-list software >before
}

# import WHO NAME,VERSION...: the inventory of web1
import() {
	{
		echo system,name,version
		printf 'web1,%s\n' "${@:2}"
	} >inventory.csv
	vvs-import-assets --as "$1" --source cmdb inventory.csv >asked 2>err
	N=$(jq 'select(.type == "request") | .id' asked)
}

programs() {
	vvs-list software | jq -r '[.name, .version] | join(" ")' | sort | paste -sd ,
}

@test "an import waits as a whole, with old and new; approved, it is stored" {
	import sato openssl,3.0.2 nginx,1.24 bash,5.2
	jq -e '.kind == "change" and .status == "waiting" and .systems == ["web1"] and .source == "cmdb"
		and .added == 2 and .gone == 1 and .same == 1
		and .change.software.old == ["web1: openssl 3.0.1"]
		and (.change.software.new | sort) == ["web1: bash 5.2", "web1: openssl 3.0.2"]' asked
	jq -e --arg sum "$(sha256sum <inventory.csv | cut -d ' ' -f 1)" \
		'.files == [{name: "inventory.csv", sha256: $sum}]' asked
	vvs-list software | diff before -
	vvs-approve --as suzuki --list | diff asked -
	vvs-approve --as suzuki --approve "$N" >out
	assert_equal "$(programs)" "bash 5.2,nginx 1.24,openssl 3.0.2"
	assert_equal "$(jq -r '[.name, .version, .gone] | join(" ")' out | sort | paste -sd ,)" \
		"bash 5.2 ,openssl 3.0.1 true,openssl 3.0.2 "
	vvs-audit | jq -se --argjson n "$N" '[.[-3:][] | [.kind, .object, .actor]] == [
		["requested", "system:web1", "sato"],
		["approved", "request:\($n)", "suzuki"],
		["imported", "system:web1", "suzuki"]]
		and .[-1].content.request == $n'
	run -0 vvs-audit --verify
}

@test "an import of several systems is found by each of them" {
	printf 'system,name,version\nweb1,bash,5.2\ndb1,bash,5.1\n' >inventory.csv
	vvs-import-assets --as sato --source cmdb inventory.csv >asked 2>/dev/null
	N=$(jq .id asked)
	vvs-approve --as suzuki --approve "$N" >/dev/null
	for system in web1 db1; do
		vvs-audit --system $system --kind imported | jq -e '.object == "systems:2"'
		vvs-audit --system $system --kind approved | jq -e ".object == \"request:$N\""
	done
	assert_equal "$(vvs-audit --system other)" ""
}

@test "denied or withdrawn: nothing changes, and the inventory is not kept" {
	import sato openssl,3.0.2
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM waiting_software')" 1
	vvs-approve --as suzuki --deny 違う "$N"
	import sato openssl,3.0.3
	vvs-approve --as sato --withdraw "$N"
	vvs-list software | diff before -
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM waiting_software')" 0
}

@test "what was imported meanwhile is not overwritten" {
	import sato openssl,3.0.2
	n=$N
	import suzuki openssl,3.0.9
	run -65 --separate-stderr vvs-approve --as suzuki --approve "$n"
	assert_equal "$stderr" "vvs-approve: request $n: what 'cmdb' says is not what it was when it was asked for: deny it, or let it be imported again"
	assert_equal "$(programs)" "openssl 3.0.9"
	# another source does not matter
	vvs-approve --as suzuki --deny 古い "$n"
	import sato openssl,3.1
	vvs-import-assets --as suzuki --source other >/dev/null 2>&1 <<<'{"type":"software","system":"web1","name":"bash","version":"5.2"}'
	vvs-approve --as suzuki --approve "$N" >/dev/null
	assert_equal "$(programs)" "bash 5.2,openssl 3.1"
}

@test "the same again waits once, a newer one takes its place" {
	import sato openssl,3.0.2
	import sato openssl,3.0.2
	[ ! -s asked ]
	import sato openssl,3.0.3
	assert_equal "$(vvs-approve --as suzuki --list | jq .id)" "$N"
	assert_equal "$(vvs-approve --as suzuki --all | jq -r '[.status, .decision] | join(" ")' | head -1)" \
		"withdrawn a newer one took its place"
	vvs-approve --as suzuki --approve "$N" >/dev/null
	assert_equal "$(programs)" "openssl 3.0.3"
}

@test "what changes nothing does not wait, and is still an event" {
	import sato openssl,3.0.1 nginx,1.24
	[ ! -s asked ]
	vvs-audit --kind imported | jq -se '[.[] | [.actor, .content.added, .content.same]] == [["suzuki", 2, 0], ["sato", 0, 2]]'
}

@test "a system that is gone meanwhile, and who asked" {
	import sato openssl,3.0.2
	vvs-register system --id web1 --remove >/dev/null
	run -65 --separate-stderr vvs-approve --as suzuki --approve "$N"
	assert_equal "$stderr" "vvs-approve: request $N: system 'web1' was removed"
	vvs-register account --id sato --remove >/dev/null
	assert_equal "$(vvs-approve --as suzuki --all | jq -r .status)" withdrawn
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM waiting_software')" 0
}

@test "one event an import, whatever it holds" {
	before=$(vvs-audit | wc -l)
	for i in {1..200}; do echo "web1,p$i,1"; echo "db1,p$i,1"; done | sed '1i system,name,version' >big.csv
	vvs-import-assets --as suzuki --source big big.csv >/dev/null 2>&1
	vvs-import-assets --as suzuki --source big big.csv >/dev/null 2>&1
	assert_equal "$(vvs-audit | wc -l)" $((before + 2))
	vvs-audit | tail -2 | jq -se --arg sum "$(sha256sum <big.csv | cut -d ' ' -f 1)" '
		[.[] | [.kind, .object, .content.added, .content.same]] ==
			[["imported", "systems:2", 400, 0], ["imported", "systems:2", 0, 400]]
		and .[0].content.systems == ["db1", "web1"] and .[0].content.files[0].sha256 == $sum'
	# nothing to read, a dry run, a document that is refused, as a whole or
	# all that it says: no event
	run -65 vvs-import-assets --as suzuki --source big <<<'{"type":"software","system":"none","name":"x"}'
	vvs-import-assets --as suzuki </dev/null
	vvs-import-assets --as suzuki -n big.csv >/dev/null 2>&1
	run -65 vvs-import-assets --as suzuki --source big <<<'{"bomFormat":"CycloneDX"'
	assert_equal "$(vvs-audit | wc -l)" $((before + 2))
}

@test "new addresses in a table are a request of their own" {
	printf 'system,name,version,address\nweb1,openssl,3.0.1,192.0.2.5\nweb1,nginx,1.24,\n' >a.csv
	vvs-import-assets --as sato --source cmdb a.csv >asked 2>/dev/null
	jq -e '.type == "request" and .change == {addresses: {old: ["192.0.2.1"], new: ["192.0.2.1", "192.0.2.5"]}}' asked
	vvs-import-assets --as sato --source cmdb a.csv >asked 2>/dev/null
	[ ! -s asked ]
	vvs-approve --as suzuki --approve "$(vvs-approve --as suzuki --list | jq .id)" >/dev/null
	vvs-list systems | jq -e 'select(.id == "web1").addresses == ["192.0.2.1", "192.0.2.5"]'
}
