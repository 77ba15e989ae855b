load ../helper.bash

prepare() {
	vvs-init --test
}

AT='"registered_at":"2026-01-31T00:00:00Z"'

@test "a login is the name of a user, here or in a domain" {
	state </dev/null
	for login in sato _x Sato 'EXAMPLE\sato' sato@example.jp; do
		run -0 vvs-register account --id a --name A --email a@example.jp \
			--role security-reader --login "$login"
	done
	for login in 1a -a .a 'a b' a: 'a,b' "a'b" "$(printf 'a%.0s' {1..65})"; do
		run -65 vvs-register account --id a --login="$login"
	done
}

@test "what is registered is printed and listed" {
	vvs-register organization --id hq --name 本社 >out
	vvs-register service --id web --name 予約 --organization hq >>out
	vvs-register system --id web1 --name 予約サイト --organization hq \
		--service web --purpose 'front end' --exposure internet \
		--address 192.0.2.1 --address WWW.Example.JP. --address 2001:DB8::0:1 \
		--confidentiality high --availability low >>out
	vvs-register account --id sato --name 佐藤 --email sato@example.jp \
		--role system-manager --scope system:web1 --login sato >>out
	cat >expected <<-EOT
		{"type":"organization","id":"hq","name":"本社",$AT}
		{"type":"service","id":"web","name":"予約","organization":"hq",$AT}
		{"type":"system","id":"web1","name":"予約サイト","purpose":"front end","organization":"hq","service":"web","addresses":["192.0.2.1","www.example.jp","2001:db8::1"],"exposure":"internet","requirement":{"confidentiality":"high","availability":"low"},$AT}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"],"lang":"ja","login":"sato",$AT}
	EOT
	diff -u expected out
	for kind in organizations services systems accounts; do
		vvs-list $kind
	done >listed
	diff -u expected listed
}

@test "nothing to do: nothing printed" {
	vvs-register </dev/null >out
	vvs-register organization --id hq --name 本社 >/dev/null
	vvs-register organization --id hq --name ' 本社　' >>out
	vvs-list organizations | vvs-register >>out
	[ ! -s out ]
}

@test "registering again keeps what is omitted, an empty value clears" {
	vvs-register system --id a --name A --purpose P --address 192.0.2.1 >/dev/null
	vvs-register system --id a --exposure internal >/dev/null
	vvs-register system --id a --purpose '' >out
	echo "{\"type\":\"system\",\"id\":\"a\",\"name\":\"A\",\"addresses\":[\"192.0.2.1\"],\"exposure\":\"internal\",$AT}" >expected
	diff -u expected out
	VVS_NOW=2026-02-01T00:00:00Z vvs-register system --id a --address '' --exposure '' >out
	echo "{\"type\":\"system\",\"id\":\"a\",\"name\":\"A\",$AT}" >expected
	diff -u expected out
	run -65 vvs-register system --id a --name ''
	assert_output "vvs-register: system 'a': 'name' is needed"
}

@test "bad records are named with their line, the others are stored" {
	cat >in <<-'EOT'
		{"type":"organization","id":"hq","name":"HQ"}
		{"type":"organization","id":"HQ","name":"HQ"}
		{"type":"system","id":"a","name":"A","nmae":"A"}
		{"type":"system","id":"b","name":"B\u001b[31m"}
		{"type":"system","id":"c","name":"C","addresses":["192.0.2.999"]}
		not json
		{"id":"d","name":"D"}
		{"type":"system","id":"e","name":"E","organization":"nowhere"}
		{"type":"system","id":"f","name":"F","organization":"hq"}
	EOT
	run -65 --separate-stderr vvs-register <in
	[ "${#lines[@]}" = 2 ]
	cat >expected <<-'EOT'
		vvs-register: <stdin>:6: lexical error
		vvs-register: <stdin>:2: organization 'HQ': the id must be 1 to 64 of a-z, 0-9, '.', '_', '-'
		vvs-register: <stdin>:3: system 'a': unknown key 'nmae'
		vvs-register: <stdin>:4: system 'b': 'name' has a control character
		vvs-register: <stdin>:5: system 'c': 'addresses' has an entry that is not an IP address or host name
		vvs-register: <stdin>:7: record 'd': no type
		vvs-register: <stdin>:8: system 'e': 'organization' names no organization 'nowhere'
	EOT
	# shellcheck disable=SC2154
	diff -u <(sed 's/:6: .*/:6: lexical error/' expected) \
		<(sed 's/:6: .*/:6: lexical error/' <<<"$stderr")
}

@test "a full disk is an error" {
	[ -w /dev/full ] || skip "needs /dev/full"
	run -74 bash -c 'vvs-register system --id a --name A >/dev/full'
}

@test "hostile text is refused or harmless" {
	id=$(printf 'a%.0s' {1..65})
	run -65 vvs-register system --id "$id" --name A
	run -65 vvs-register system --id '../a' --name A
	run -65 vvs-register system --id a --name $'A\e[31m'
	refute_output --partial $'\e'
	run -65 vvs-register system --id a --name $'A\xe2\x80\xaeB'
	run -65 vvs-register system --id a --name $'\xff'
	vvs-register system --id a --name "'; DROP TABLE registry; --" >/dev/null
	[ "$(vvs-list systems | wc -l)" = 1 ]
}

@test "closed stdin and stdout" {
	run -0 bash -c 'vvs-register <&-'
	run bash -c 'vvs-register system --id a --name A >&-'
	[ "$status" = 0 ] || [ "$status" = 74 ]
	[ "$(sqlite3 "$VVS_STATE" 'PRAGMA integrity_check')" = ok ]
}

@test "wrong calls" {
	run -64 vvs-register --id a --name A
	run -64 vvs-register planet --id a
	run -64 vvs-register system
	run -64 vvs-register system extra --id a
	run -64 vvs-register --nonsense
	run -66 vvs-register -s nowhere.db system --id a --name A
}

@test "records of other types pass unchanged, order does not matter" {
	cat >in <<-'EOT'
		{"type":"software",  "system":"a", "big":9007199254740993}
		{"type":"organization","id":"c","name":"C","parent":"b"}
		{"type":"organization","id":"b","name":"B","parent":"a"}
		{"type":"organization","id":"a","name":"A"}
	EOT
	vvs-register <in >out
	head -1 in | diff -u - <(head -1 out)
	[ "$(jq -r .id out | paste -sd ' ')" = "null a b c" ]
}

@test "organizations form a tree" {
	vvs-register organization --id a --name A >/dev/null
	vvs-register organization --id b --name B --parent a >/dev/null
	vvs-register organization --id c --name C --parent b >/dev/null
	run -65 vvs-register organization --id a --parent c
	assert_output "vvs-register: organization 'a': 'c' is not above it but below"
	run -65 vvs-register organization --id a --parent a
	run -65 vvs-register organization --id a --parent x
	assert_output "vvs-register: organization 'a': 'parent' names no organization 'x'"
	vvs-register organization --id c --parent a >/dev/null
}

@test "removing: never twice, never the same id again" {
	vvs-register organization --id a --name A >/dev/null
	vvs-register system --id s --name S --organization a >/dev/null
	run -65 vvs-register organization --id a --remove
	assert_output "vvs-register: organization 'a': system 's' belongs to it"
	vvs-register system --id s --remove >out
	jq -e '.removed_at == "2026-01-31T00:00:00Z"' out
	[ -z "$(vvs-list systems)" ]
	vvs-register organization --id a --remove >/dev/null
	run -65 vvs-register system --id s --name S
	assert_output "vvs-register: system 's': was removed, and ids are never used again"
	run -65 vvs-register system --id s --remove
	run -65 vvs-register system --id never --remove
	assert_output "vvs-register: system 'never': does not exist"
}

@test "removing many at once, in any order" {
	printf '%s\n' '{"type":"organization","id":"a","name":"A"}' \
		'{"type":"organization","id":"b","name":"B","parent":"a"}' \
		'{"type":"system","id":"s","name":"S","organization":"b"}' >in
	vvs-register <in >/dev/null
	vvs-register --remove <in >out
	[ "$(wc -l <out)" = 3 ]
	[ -z "$(vvs-list organizations)" ]
}

@test "removing a system marks its software gone" {
	vvs-register system --id s --name S >/dev/null
	sqlite3 "$VVS_STATE" "INSERT INTO software (system, source, identity, body, added_at, seq) VALUES ('s', 'x', 'y', '{}', 0, 1)"
	vvs-register system --id s --remove >/dev/null
	[ "$(sqlite3 "$VVS_STATE" "SELECT gone_at IS NOT NULL AND seq>1 FROM software")" = 1 ]
}

@test "accounts are personal" {
	vvs-register account --id a --name A --email a@example.jp --role security-reader --login aa >/dev/null
	run -65 vvs-register account --id b --name B --email A@Example.jp --role security-reader
	assert_output "vvs-register: account 'b': 'A@Example.jp' is the address of 'a'"
	run -65 vvs-register account --id b --name B --email b@example.jp --role security-reader --login aa
	for mail in info@example.jp web-ml@example.jp all@example.jp; do
		run -65 vvs-register account --id b --name B --email $mail --role security-reader
		assert_output --partial "looks like an address that many read"
	done
	run -65 vvs-register account --id b --name B --email $'b@example.jp\nBcc: x@example.jp' --role security-reader
	run -65 vvs-register account --id b --name B --email b --role security-reader
	run -65 vvs-register account --id b --name B --email b@example.jp --role boss
	run -65 vvs-register account --id b --name B --email b@example.jp --role security-reader --scope planet:mars
	run -65 vvs-register account --id b --name B --email b@example.jp --role security-reader --scope system:none
	assert_output "vvs-register: account 'b': 'scope' names no system 'none'"
	echo 'account.allow-address csirt@example.jp info@example.jp' >conf
	vvs-register -c conf account --id b --name B --email info@example.jp --role security-reader >/dev/null
}

@test "the last enterprise-manager stays" {
	vvs-register account --id a --name A --email a@example.jp --role enterprise-manager >/dev/null
	run -65 vvs-register account --id a --remove
	assert_output "vvs-register: account 'a': is the last enterprise-manager"
	run -65 vvs-register account --id a --role system-manager
	vvs-register account --id b --name B --email b@example.jp --role enterprise-manager >/dev/null
	vvs-register account --id a --remove >/dev/null
}

@test "a scope may go on naming what was removed" {
	vvs-register system --id s --name S >/dev/null
	vvs-register account --id a --name A --email a@example.jp --role system-manager --scope system:s >/dev/null
	vvs-register system --id s --remove >/dev/null
	vvs-register account --id a --frequency weekly >out
	jq -e '.scope == ["system:s"]' out
}

@test "ten at once lose nothing" {
	for i in {1..10}; do
		vvs-register system --id "s$i" --name "S$i" >/dev/null 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	[ "$(vvs-list systems | wc -l)" = 10 ]
}

@test "a full disk under the state file: 74, and all as before" {
	mkdir small
	mount -t tmpfs -o size=800k tmpfs small 2>/dev/null ||
		skip "needs the right to mount"
	export VVS_STATE=$PWD/small/state.db
	vvs-init --test
	vvs-register system --id a --name A >/dev/null
	for i in {1..2000}; do
		echo "{\"type\":\"system\",\"id\":\"s$i\",\"name\":\"system $i\",\"purpose\":\"$(printf 'x%.0s' {1..150})\"}"
	done >in
	status=0
	vvs-register <in >out 2>err || status=$?
	listed=$(vvs-list systems | wc -l)
	check=$(vvs-init --check 2>&1)
	umount small
	[ "$status" = 74 ]
	[ ! -s out ]
	grep -q 'full' err
	[ "$listed" = 1 ]
	[ -z "$check" ]
}

@test "a table with Japanese headers, in CP932 and full-width, is registered" {
	vvs-register system --id web1 --name 予約 >/dev/null
	cat >people.csv <<-'EOT'
		社員番号,氏名,Ｅメール,役割,担当,通知頻度
		Ｅ１２３,佐藤 花子,ｓａｔｏ@example.jp,システム責任者,システム：ｗｅｂ１,即時
		e124,"鈴木, 一",suzuki@example.jp,企業責任者,全社,
	EOT
	iconv -f UTF-8 -t CP932 people.csv >cp932.csv
	vvs-register --csv account <cp932.csv >out
	cat >expected <<-EOT
		{"type":"account","id":"e123","name":"佐藤 花子","email":"sato@example.jp","role":"system-manager","scope":["system:web1"],"lang":"ja","frequency":"immediate",$AT}
		{"type":"account","id":"e124","name":"鈴木, 一","email":"suzuki@example.jp","role":"enterprise-manager","scope":["all"],"lang":"ja",$AT}
	EOT
	diff -u expected out
	# the same in UTF-8, or what vvs-list makes of it, changes nothing
	vvs-register --csv account <people.csv >out
	vvs-list accounts --format csv | vvs-register --csv account >>out
	[ ! -s out ]
}

@test "a table of any kind, with English headers" {
	printf 'id\tname\tparent\nhq\tHQ\t\ndc\tDC\thq\n' | vvs-register --csv organization >out
	printf 'id,name,organization\nweb,Web,hq\n' | vvs-register --csv service >>out
	printf 'id;name;service;exposure;addresses;availability\na;A;web;internet;192.0.2.1 192.0.2.2;high\n' |
		vvs-register --csv system >>out
	cat >expected <<-EOT
		{"type":"organization","id":"hq","name":"HQ",$AT}
		{"type":"organization","id":"dc","name":"DC","parent":"hq",$AT}
		{"type":"service","id":"web","name":"Web","organization":"hq",$AT}
		{"type":"system","id":"a","name":"A","service":"web","addresses":["192.0.2.1","192.0.2.2"],"exposure":"internet","requirement":{"availability":"high"},$AT}
	EOT
	diff -u expected out
	for kind in organizations services systems; do
		vvs-list $kind --format csv | vvs-register --csv ${kind%s} >again
		[ ! -s again ]
	done
	# a column that is not there keeps, an empty cell clears
	printf 'id,exposure\na,\n' | vvs-register --csv system >out
	jq -e '.addresses == ["192.0.2.1","192.0.2.2"] and (has("exposure") | not)' out
	printf 'id\na\n' | vvs-register --csv --remove system >out
	jq -e '.removed_at' out
}

@test "a bad row is named by its line and what is wrong, the others are stored" {
	cat >in <<-'EOT'
		id,name,email,role,scope,phone
		a,A,a@example.jp,security-reader,,
		b,"B
		b",b@example.jp,security-reader,,
		c,C,info@example.jp,security-reader,,
		d,D,A@Example.jp,security-reader,,
		e,E,ｅ,security-reader,,
		f,F,f@example.jp,社長,,
		g,G,g@example.jp,security-reader,system:none,
		h,H, Inc,h@example.jp,security-reader,,090
		a,Other,o@example.jp,security-reader,,
		,I,i@example.jp,security-reader,,
		j,J,j@example.jp,security-reader,,
	EOT
	run -65 --separate-stderr vvs-register --csv account <in
	assert_equal "$(jq -r .id <<<"$output" | paste -sd ' ')" "a j"
	cat >expected <<-'EOT'
		vvs-register: <stdin>:1: column 'phone' is ignored
		vvs-register: <stdin>:3: account 'b': 'name' has a control character
		vvs-register: <stdin>:5: account 'c': 'info@example.jp' looks like an address that many read; accounts are personal
		vvs-register: <stdin>:6: account 'd': 'A@Example.jp' is the address of 'a'
		vvs-register: <stdin>:7: account 'e': 'email' is not a mail address
		vvs-register: <stdin>:8: account 'f': 'role' must be one of: enterprise-manager, organization-manager, service-manager, system-manager, system-operator, security-reader
		vvs-register: <stdin>:9: account 'g': 'scope' names no system 'none'
		vvs-register: <stdin>:10: more cells than the header has
		vvs-register: <stdin>:11: 'a' stands in line 2 too
		vvs-register: <stdin>:12: account '': the id must be 1 to 64 of a-z, 0-9, '.', '_', '-'
	EOT
	diff -u expected <(sort -t: -k3n <<<"$stderr")
	# policy may allow such an address by name
	echo 'account.allow-address info@example.jp' >conf
	run -0 bash -c "sed -n '1p;5p' in | cut -d, -f1-5 | vvs-register -c conf --csv account"
}

@test "what is no table is refused as a whole" {
	vvs-register --csv account </dev/null
	run -65 vvs-register --csv account <<<'name,email'
	assert_output "vvs-register: <stdin>:1: no column for the id in the header"
	printf 'id,name\na,A\n"b' >in
	run -65 vvs-register --csv system <in
	assert_output "vvs-register: <stdin>:3: a quote is never closed, or a line is longer than 8 MiB"
	[ -z "$(vvs-list systems)" ]
	printf 'id,name\na,\xff\xfe\x00\n' >in
	run -65 vvs-register --csv system <in
	run -64 vvs-register --csv
	run -64 vvs-register --csv account --id a
}

people() {
	vvs-register >/dev/null <<-'EOT'
		{"type":"organization","id":"hq","name":"HQ"}
		{"type":"system","id":"mine","name":"Mine"}
		{"type":"system","id":"theirs","name":"Theirs"}
		{"type":"account","id":"boss","name":"B","email":"boss@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"chief","name":"C","email":"chief@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"S","email":"sato@example.jp","role":"system-manager","scope":["system:mine"]}
		{"type":"account","id":"mori","name":"M","email":"mori@example.jp","role":"system-operator"}
	EOT
}

@test "one changes of one's own account what harms nobody" {
	people
	vvs-register --as sato account --id sato --name 佐藤 --lang en \
		--frequency weekly --email hanako.sato@example.jp >out
	vvs-list accounts --where '.id == "sato"' | diff -u - out
	for option in '--role enterprise-manager' '--role service-manager' \
		'--scope all' '--scope system:theirs' '--login root' \
		'--registered-at 2020-01-01' --remove; do
		# shellcheck disable=SC2086
		run -77 --separate-stderr vvs-register --as sato account --id sato $option
		assert_equal "$output" ""
		assert_equal "$stderr" "vvs-register: account 'sato': not allowed to the role system-manager: this needs enterprise-manager"
	done
	vvs-list accounts --where '.id == "sato"' | diff -u - out
	# another's address is taken, but whose it is is not told
	run -65 vvs-register --as sato account --id sato --email mori@example.jp
	assert_output "vvs-register: account 'sato': 'mori@example.jp' is the address of another"
}

@test "an account or system out of scope looks like none" {
	people
	for id in mori nobody; do
		run -65 vvs-register --as sato account --id $id --name X
		assert_output "vvs-register: account '$id': does not exist"
		run -77 vvs-register --as sato account --id $id --role security-reader
		assert_output "vvs-register: account '$id': not allowed to the role system-manager: this needs enterprise-manager"
	done
	for id in theirs nothing; do
		run -65 vvs-register --as sato system --id $id --address 192.0.2.1
		assert_output "vvs-register: system '$id': does not exist"
		run -77 vvs-register --as sato system --id $id --remove
		assert_output "vvs-register: system '$id': not allowed to the role system-manager: this needs enterprise-manager"
	done
	vvs-register account --id mori --remove >/dev/null
	run -65 vvs-register --as sato account --id mori --name X
	assert_output "vvs-register: account 'mori': does not exist"
}

@test "a record of a system that changes its addresses alone" {
	people
	vvs-list systems --where '.id == "mine"' |
		jq -c '.addresses = ["192.0.2.7"]' | vvs-register --as sato >out
	run jq -r '.addresses[]' out
	assert_output 192.0.2.7
	# the rest of the input is done
	run -77 --separate-stderr vvs-register --as sato <<-'EOT'
		{"type":"organization","id":"hq","name":"My own"}
		{"type":"system","id":"mine","name":"Renamed","addresses":[]}
		{"type":"system","id":"mine","addresses":["192.0.2.8"]}
	EOT
	assert_equal "$stderr" "vvs-register: <stdin>:1: organization 'hq': not allowed to the role system-manager: this needs enterprise-manager
vvs-register: <stdin>:2: system 'mine': not allowed to the role system-manager: this needs enterprise-manager"
	run jq -r '.name, .addresses[]' <<<"$output"
	assert_output "Mine
192.0.2.8"
}

@test "only the owner in person grants, changes and removes enterprise-managers" {
	people
	no="only the owner of the state file decides who is enterprise-manager"
	run -77 vvs-register --as boss account --id mori --role enterprise-manager
	assert_output "vvs-register: account 'mori': $no"
	for option in --remove '--role system-manager' '--name X' '--login x'; do
		# shellcheck disable=SC2086
		run -77 vvs-register --as boss account --id chief $option
		assert_output "vvs-register: account 'chief': $no"
	done
	run -77 vvs-register --as boss account --id boss --login x
	assert_output "vvs-register: account 'boss': $no"
	vvs-register --as boss account --id boss --lang en >/dev/null
	vvs-register --as boss account --id mori --role service-manager >/dev/null
	vvs-register account --id mori --role enterprise-manager >/dev/null
	vvs-register account --id chief --role system-manager >/dev/null
	vvs-register account --id mori --remove >/dev/null
	run -65 vvs-register account --id boss --remove
	assert_output "vvs-register: account 'boss': is the last enterprise-manager"
}

@test "what is in scope comes as a table too, with all its other columns" {
	vvs-register system --id a --name A --address 192.0.2.1 --exposure internal --integrity high >/dev/null
	vvs-register system --id b --name B >/dev/null
	vvs-register account --id sato --name 佐藤 --email sato@example.jp --role system-manager --scope system:a >/dev/null
	vvs-list --as sato systems --format csv >all.csv
	vvs-register --as sato --csv system <all.csv >out
	[ ! -s out ]
	sed 's/192.0.2.1/192.0.2.2/' all.csv | vvs-register --as sato --csv system >out
	jq -e '.addresses == ["192.0.2.2"] and .requirement == {integrity: "high"}' out
	sed 's/internal/internet/' all.csv >in
	run -77 vvs-register --as sato --csv system <in
	sed 's/high//' all.csv >in
	run -77 vvs-register --as sato --csv system <in
}
