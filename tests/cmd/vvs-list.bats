load ../helper.bash

prepare() {
	vvs-init --test
}

sample() {
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"本社"}
		{"type":"system","id":"web1","name":"予約サイト","organization":"hq","exposure":"internet","addresses":["192.0.2.1","www.example.jp"]}
		{"type":"system","id":"db1","name":"=1+1","organization":"hq","exposure":"internal"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
}

@test "JSON lines in a pipe, by id" {
	sample
	vvs-list systems >out
	[ "$(jq -r .id out | paste -sd ' ')" = "db1 web1" ]
	vvs-list systems --format jsonl | diff -u out -
}

@test "every kind can be listed, and nothing is nothing" {
	for kind in organizations services accounts systems software advisories \
		vulnerabilities findings; do
		run -0 vvs-list $kind
		assert_output ''
		run -0 vvs-list $kind --format table
		assert_output ''
		run -0 vvs-list $kind --format csv
		[ "${#lines[@]}" = 1 ]
	done
	vvs-list sources >out
	[ "$(jq -r .id out | paste -sd ' ')" = "nvd kev epss" ]
	[ "$(jq -r .stale out | sort -u)" = false ]
}

@test "a table lines up, wide characters too" {
	sample
	vvs-list systems --format table >out
	cat >expected <<-'EOT'
		id    name        organization  service  exposure  addresses                 purpose  confidentiality  integrity
		db1   =1+1        hq                     internal
		web1  予約サイト  hq                     internet  192.0.2.1 www.example.jp
	EOT
	sed 's/  availability.*//; s/ *2026-01-31 00:00$//' out | diff -u expected -
}

@test "a table on a terminal, cut to its width" {
	need script
	sample
	script -qec 'stty cols 60; vvs-list systems' /dev/null </dev/null | tr -d '\r' >out
	grep -q '^id  *name' out
	[ "$(LC_ALL=C.UTF-8 wc -L <out)" -le 60 ]
}

@test "CSV that Excel opens and nobody can misuse" {
	sample
	vvs-list systems --format csv >out
	[ "$(head -c 3 out | od -An -tx1 | tr -d ' ')" = efbbbf ]
	grep -q "\"'=1+1\"" out
	[ "$(grep -c $'\r$' out)" = 3 ]
}

@test "--where takes a condition or a select" {
	sample
	for where in '.exposure == "internet"' 'select(.exposure == "internet")' \
		'.addresses[]? == "192.0.2.1"'; do
		[ "$(vvs-list systems --where "$where" | jq -r .id)" = web1 ]
	done
	[ -z "$(vvs-list systems --where 'false')" ]
	vvs-list systems --where . | diff -u <(vvs-list systems) -
}

@test "a broken filter is a wrong call, before any work" {
	for where in '.[' nosuch '$x' '' 'import "m" as m; .' 'include "m"; .'; do
		run -64 --separate-stderr vvs-list systems --where "$where"
		assert_output ''
	done
	run -64 vvs-list systems --where '.['
	assert_output --partial 'bad filter: syntax error'
}

@test "a filter that fails on a record names it: 65, the others are listed" {
	sample
	run -65 --separate-stderr vvs-list systems --where '.addresses | length > 0 and (.id == "web1" | not or error("x"))'
	run -65 --separate-stderr vvs-list systems --where 'if .id == "db1" then error("x") else . end'
	[ "$(jq -r .id <<<"$output")" = web1 ]
	# shellcheck disable=SC2154
	[ "$stderr" = "vvs-list: the filter failed on 'db1': x" ]
}

@test "a filter reaches nothing" {
	sample
	printf 'def mine: true;\n' >"$HOME/.jq"
	mkdir -p "$HOME/.jq.d"
	export SECRET=1
	[ -z "$(vvs-list systems --where 'env | has("SECRET")')" ]
	[ -z "$(vvs-list systems --where '$ENV | length > 0')" ]
	run -64 vvs-list systems --where mine
	run -65 vvs-list systems --where input
	run -65 vvs-list systems --where halt
	[ "$(vvs-list systems --where 'now == 1769817600' | wc -l)" = 2 ]
}

@test "a filter without end or bounds ends alone" {
	sample
	for where in 'range(1e9) | false' '[range(1e9)] | length == 0' \
		'def f: 1 + f; f' 'reduce range(1e6) as $i (null; [.]) | false'; do
		run -65 --separate-stderr vvs-list systems --where "$where"
		assert_output ''
		# shellcheck disable=SC2154
		[[ $stderr == *"the filter"* ]]
	done
}

@test "a full disk is an error" {
	sample
	run -74 bash -c 'vvs-list systems >/dev/full'
	run -74 bash -c 'vvs-list systems --format csv >/dev/full'
	run -74 bash -c 'vvs-list systems --format table >/dev/full'
}

@test "hostile text cannot reach the terminal" {
	sqlite3 "$VVS_STATE" "INSERT INTO registry VALUES ('system', 'x', '{\"type\":\"system\",\"id\":\"x\",\"name\":\"a\\u001b[31mb\"}', 0, 0, NULL, 1)"
	vvs-list systems --format table >out
	grep -q 'a?\[31mb' out
	vvs-list systems --format csv >out
	! grep -q $'\e' out
}

@test "what is wrong with the configuration is said before all else" {
	echo 'nvd.max-age never' >conf
	run -78 vvs-list -c conf systems
	assert_output "vvs-list: 'nvd.max-age' must be a number from 1 to 36500 at conf:1"
	echo 'kev.url www.example.org' >conf
	run -78 vvs-list -c conf systems
	assert_output "vvs-list: 'kev.url' must begin with https:// at conf:1"
	echo 'kev.url none' >conf
	run -78 vvs-list -c conf systems
	echo 'nvd.url none' >conf
	run -0 vvs-list -c conf systems
	run -78 vvs-list -c nowhere systems
}

@test "closed stdin and wrong calls" {
	sample
	run -0 bash -c 'vvs-list systems <&-'
	run -64 vvs-list
	run -64 vvs-list planets
	run -64 vvs-list systems accounts
	run -64 vvs-list systems --format xml
	run -66 vvs-list -s nowhere.db systems
}

@test "a reader that goes away ends it quietly" {
	sample
	vvs-list systems | head -1 >/dev/null
}

@test "why a filter failed is said in the user's language" {
	vvs-register organization --id hq --name HQ >/dev/null
	LC_ALL=ja_JP.UTF-8 run -65 --separate-stderr vvs-list organizations --where '.id == "hq" | halt'
	assert_equal "${stderr_lines[-1]}" "vvs-list: フィルタが 'hq' で失敗しました: halt は使えません"
}
