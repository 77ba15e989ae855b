load ../helper.bash

# Policy: what others than an enterprise-manager change of a system waits.
prepare() {
	vvs-init --test
	mkdir -p "$XDG_CONFIG_HOME/vvs"
	echo 'approve_system_changes yes' >"$XDG_CONFIG_HOME/vvs/vvs.conf"
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約","exposure":"internal","addresses":["192.0.2.1"]}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"mori","name":"森","email":"mori@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	vvs-list systems >before
}

# ask OPTION...: as sato; its number is N
ask() {
	vvs-register --as sato system --id web1 "$@" >asked
	N=$(jq .id asked)
}

@test "a change waits and shows old and new; approved, it is made" {
	ask --address 192.0.2.1 --address WWW.example.jp
	jq -e '.type == "request" and .kind == "change" and .status == "waiting"
		and .system == "web1" and .requester == "sato" and .change == {addresses:
		{old: ["192.0.2.1"], new: ["192.0.2.1", "www.example.jp"]}}' asked
	vvs-list systems | diff before -
	vvs-approve --as suzuki --list | diff asked -
	vvs-approve --as sato --list | diff asked -
	vvs-approve --as suzuki --approve "$N" >out
	jq -e '.addresses == ["192.0.2.1", "www.example.jp"] and .exposure == "internal"' out
	vvs-list systems | diff out -
	vvs-approve --as suzuki --all | jq -e '.status == "approved" and .decided_by == "suzuki"'
	vvs-audit | jq -se '[.[-3:][] | [.kind, .object, .actor]] == [
		["requested", "system:web1", "sato"],
		["approved", "request:'"$N"'", "suzuki"],
		["registered", "system:web1", "suzuki"]]'
	run -0 vvs-audit --verify
}

@test "denied with a reason, or withdrawn: nothing changes" {
	ask --address 192.0.2.2
	run -65 vvs-approve --as suzuki --deny '' "$N"
	vvs-approve --as suzuki --deny 公開しない "$N"
	ask --address ''
	jq -e '.change == {addresses: {old: ["192.0.2.1"], new: null}}' asked
	run -65 vvs-approve --as suzuki --withdraw "$N"
	vvs-approve --as sato --withdraw "$N"
	run -65 vvs-approve --as suzuki --approve "$N"
	vvs-list systems | diff before -
	assert_equal "$(vvs-approve --as suzuki --all | jq -r '[.status, .decision] | join(" ")' | paste -sd ,)" \
		"denied 公開しない,withdrawn "
}

@test "only an enterprise-manager decides, and never about their own" {
	ask --address 192.0.2.2
	run -77 vvs-approve --as sato --approve "$N"
	# sato has become one: still not their own
	vvs-register account --id sato --role enterprise-manager >/dev/null
	run -65 --separate-stderr vvs-approve --as sato --approve "$N"
	assert_equal "$stderr" "vvs-approve: request $N: nobody decides about their own request"
	vvs-list systems | diff before -
	vvs-approve --as mori --approve "$N" >/dev/null
}

@test "what has become something else meanwhile is not overwritten" {
	ask --address 192.0.2.2
	vvs-register --as suzuki system --id web1 --address '' >/dev/null
	vvs-list systems >before
	run -65 --separate-stderr vvs-approve --as suzuki --approve "$N"
	assert_equal "$stderr" "vvs-approve: request $N: 'addresses' was [\"192.0.2.1\"] when it was asked for and is null now: deny it, or let it be asked again"
	vvs-list systems | diff before -
	assert_equal "$(vvs-approve --as suzuki --list | jq .id)" "$N"
	vvs-approve --as suzuki --deny 古い "$N"
	# other keys may change: each request says only what it is about
	ask --address 192.0.2.3
	vvs-register --as suzuki system --id web1 --exposure internet >/dev/null
	vvs-approve --as suzuki --approve "$N" | jq -e '.exposure == "internet" and .addresses == ["192.0.2.3"]'
}

@test "two approvers at once: it is made once" {
	ask --address 192.0.2.2
	for who in suzuki mori; do
		vvs-approve --as $who --approve "$N" >$who 2>$who.err 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid" || true; done
	assert_equal "$(cat suzuki mori | wc -l)" 1
	assert_equal "$(cat suzuki.err mori.err)" "vvs-approve: request $N: it is approved already"
	assert_equal "$(vvs-audit --kind approved | wc -l)" 1
}

@test "the system, or who asked, is gone meanwhile" {
	ask --address 192.0.2.2
	vvs-register system --id web1 --remove >/dev/null
	run -65 --separate-stderr vvs-approve --as suzuki --approve "$N"
	assert_equal "$stderr" "vvs-approve: request $N: system 'web1' was removed"
	vvs-register account --id sato --remove >/dev/null
	assert_equal "$(vvs-approve --as suzuki --all | jq -r .status)" withdrawn
}

@test "the contract still counts when it is approved" {
	vvs-contract set --id C-001 --company 例 --kind annual --start 2025-04-01 --managed 2 >/dev/null
	ask --address 192.0.2.1 --address 192.0.2.2
	vvs-register system --id db1 --name DB --address 192.0.2.9 >/dev/null
	run -65 --separate-stderr vvs-approve --as suzuki --approve "$N"
	assert_equal "$stderr" "vvs-approve: request $N: the contract covers 2 managed addresses"
}

@test "asked twice, it waits once; what changes nothing is no request" {
	ask --address 192.0.2.2
	ask --address 192.0.2.2
	ask --address 192.0.2.1
	[ ! -s asked ]
	assert_equal "$(vvs-approve --as suzuki --list | wc -l)" 1
}

@test "the enterprise-manager, the lone owner and other policies do not wait" {
	vvs-register --as suzuki system --id web1 --exposure internet | jq -e '.type == "system"'
	vvs-register system --id web1 --exposure isolated | jq -e '.type == "system"'
	echo 'approve_system_changes no' >conf
	vvs-register -c conf --as sato system --id web1 --address 192.0.2.7 | jq -e '.type == "system"'
	echo 'approve_system_changes maybe' >conf
	run -78 vvs-register -c conf --as sato system --id web1 --address 192.0.2.8
}

@test "a change is not revoked and has no end, and never expires" {
	ask --address 192.0.2.2
	run -65 vvs-approve --as suzuki --approve --until 2026-06-30 "$N"
	vvs-approve --as suzuki --approve "$N" >/dev/null
	run -65 --separate-stderr vvs-approve --as mori --revoke 戻す "$N"
	assert_equal "$stderr" "vvs-approve: request $N: a change is not revoked: register the system as it was"
	VVS_NOW=2031-01-01T00:00:00Z vvs-approve --as suzuki </dev/null
	assert_equal "$(vvs-approve --as suzuki --all | jq -r .status)" approved
}

@test "vvs-list requests: all for who decides, their own for others" {
	vvs-register account --id tanaka --name 田中 --email tanaka@example.jp --role system-manager --scope system:web1 >/dev/null
	vvs-register account --id tani --name 谷 --email tani@example.jp --role security-reader >/dev/null
	ask --address 192.0.2.2
	vvs-list --as suzuki requests | diff asked -
	vvs-list --as sato requests | diff asked -
	[ -z "$(vvs-list --as tanaka requests)" ]
	[ -z "$(vvs-list --as tani requests)" ]
	vvs-approve --as suzuki --deny 違う "$N"
	vvs-list --as suzuki requests --where '.status == "denied"' --format csv >csv
	grep -q '192.0.2.2' csv
}

@test "a table for people shows old and new" {
	need script
	ask --address 192.0.2.2
	script -qc "stty cols 140; vvs-approve --as suzuki --list" /dev/null | tr -d '\r' >out
	grep -q "waiting  sato       web1: addresses 192.0.2.1 → 192.0.2.2" out
}
