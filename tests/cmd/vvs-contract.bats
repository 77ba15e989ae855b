load ../helper.bash

prepare() {
	vvs-init --test
}

# quote OF OPTION... | the value of one key
answer() { # key of option...
	vvs-contract quote "${@:2}" | jq -r ".$1"
}

@test "the days off of a year, the substitute and the sandwiched too" {
	vvs-contract calendar --year 2026 >out
	assert_equal "$(wc -l <out)" 365
	assert_equal "$(jq -r 'select(.day_off).date[5:]' out | paste -sd ' ')" \
		"01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23"
	assert_equal "$(jq -r 'select(.date == "2026-05-06") | [.text, .day_off, .business] | @tsv' out)" \
		"$(printf '2026年5月6日(水)\t振替休日\tfalse')"
	for n in 2025:241 2026:240 2027:242; do
		assert_equal "$(vvs-contract calendar --year "${n%:*}" | jq -r 'select(.business).date' | wc -l)" "${n#*:}"
	done
	vvs-contract calendar --from 2026-04-01 --to 2027-03-31 >out
	assert_equal "$(jq -r 'select(.business).date' out | wc -l)" 241
	assert_equal "$(jq -r 'select(.closed).date' out | paste -sd ' ')" \
		"2026-12-29 2026-12-30 2026-12-31"
}

@test "maintenance on Wednesdays keeps out of days off" {
	vvs-contract calendar --from 令和8年4月22日 --to 2026-05-20 >out
	assert_equal "$(jq -r 'select(.maintenance) | .maintenance | .from + " " + .to + " " + .announce_by' out)" "$(printf '%s\n' \
		"2026-04-22T09:00:00Z 2026-04-22T11:00:00Z 2026-04-15" \
		"2026-05-13T09:00:00Z 2026-05-13T11:00:00Z 2026-05-01" \
		"2026-05-20T09:00:00Z 2026-05-20T11:00:00Z 2026-05-13")"
	# the closure does not move it, which is to be seen
	assert_equal "$(vvs-contract calendar --from 2026-12-30 --to 2026-12-30 | jq -r '.closed + " " + .maintenance.from')" \
		"年末年始休業 2026-12-30T09:00:00Z"
}

@test "on a terminal: what is special, and how many days people work" {
	need script
	script -qec "vvs-contract calendar --from 2026-05-01 --to 2026-05-13" /dev/null | tr -d '\r' >out
	diff -u - out <<-'EOT'
		2026-05-03(日)  休日    憲法記念日
		2026-05-04(月)  休日    みどりの日
		2026-05-05(火)  休日    こどもの日
		2026-05-06(水)  休日    振替休日
		2026-05-13(水)  定期保守  18:00-20:00
		営業日 6日
	EOT
}

@test "the operator's file adds and removes days" {
	mkdir -p other/build other/share
	cp "$(type -P vvs-contract)" other/build
	printf '# comment\n2026-06-01\t特別の休日\tadd\n2026-05-06\t-\tremove\nnonsense\n' >other/share/holidays.tsv
	run -0 --separate-stderr other/build/vvs-contract calendar --year 2026
	assert_equal "$(jq -r 'select(.date == "2026-06-01").day_off' <<<"$output")" 特別の休日
	assert_equal "$(jq -r 'select(.date == "2026-05-06") | .business' <<<"$output")" true
	assert_equal "${#stderr_lines[@]}" 1
	[[ $stderr == *"holidays.tsv:4'" ]]
}

@test "days are those of Japan, wherever the machine is" {
	for zone in UTC Asia/Tokyo America/New_York Pacific/Auckland No/Where; do
		TZ=$zone vvs-contract calendar --from 2026-03-31 --to 2026-04-01
		TZ=$zone vvs-contract quote desk --received 2026-06-05T08:00:00Z
	done | sort | uniq -c >out
	assert_equal "$(awk '{ print $1 }' out | paste -sd ' ')" "5 5 5"
}

@test "late interest" {
	while read -r yen due paid days charged; do
		assert_equal "$(answer '|"\(.days) \(.interest)"' interest --yen "$yen" --due "$due" --paid "$paid")" \
			"$days $charged"
	done <<-'EOT'
		1100000 2026-06-30 2026-07-31 30 13100
		330000 2026-01-31 2026-02-01 0 0
		330000 2026-01-31 2026-02-02 1 100
		50000 2026-04-30 2026-05-05 4 0
		50000 2026-04-30 2026-05-08 7 100
		5000000 2026-03-31 2027-03-31 364 723000
	EOT
}

@test "late interest of an invoice that was paid in parts" {
	assert_equal "$(answer interest interest --yen 1100000 --due 2026-06-30 --paid 2026-07-31 --part 2026-07-11=600000)" 8300
	for bad in x 2026-07-11 2026-07-11= =5 2026-07-11=1100001 2026-07-11=-1; do
		run -64 vvs-contract quote interest --yen 1100000 --due 2026-06-30 --paid 2026-07-31 --part "$bad"
	done
}

@test "fees, damages, the desk, confidentiality" {
	assert_equal "$(answer fee fee --yen 100000 --start 2026-04-15 --cancelled 2027-03-31)" 1100000
	assert_equal "$(answer at_most damages --yen 1000000)" 83333
	assert_equal "$(answer at_most damages --kind monthly --yen 1000000)" 1000000
	assert_equal "$(answer refund refund --kind monthly --yen 730000 --seconds 3600)" 1000
	assert_equal "$(answer counts_from desk --received 2026-06-05T08:00:00Z)" 2026-06-08T00:30:00Z
	assert_equal "$(answer until confidentiality --end 2027-03-31)" 2028-03-31
	assert_equal "$(answer strict_until notice --kind annual --end 2027-03-31)" 2027-02-28
	assert_equal "$(vvs-contract calendar --from 2027-03-31 --to 2027-04-01 | jq -c '[.fiscal_year, .quarter]' | paste -sd ' ')" \
		"[2026,4] [2027,1]"
}

@test "penalty and refund" {
	assert_equal "$(answer penalty penalty --kind monthly --yen 100000 --cancelled 2026-07-10 --end 2026-09-30)" 200000
	assert_equal "$(answer penalty penalty --kind annual --yen 3650000 --cancelled 2026-03-31 --end 2026-04-10)" 100000
	assert_equal "$(answer refund refund --yen 8760000 --seconds 3600)" 1000
	assert_equal "$(answer refund refund --yen 1200000 --seconds 31536000)" 100000
}

@test "notice, lead time, invoices, periods, retention" {
	while read -r kind end last; do
		assert_equal "$(answer notice_until notice --kind "$kind" --end "$end")" "$last"
	done <<-'EOT'
		annual 2027-03-31 2027-03-01
		monthly 2027-03-31 2027-03-17
		annual 2026-12-31 2026-12-01
		monthly 2026-12-31 2026-12-17
		annual 2026-02-28 2026-01-29
		monthly 2026-02-28 2026-02-14
	EOT
	assert_equal "$(answer business_day notice --kind monthly --end 2026-02-28)" 2026-02-13
	assert_equal "$(answer start lead --received 2026-06-01T08:00:00Z)" 2026-06-09
	assert_equal "$(answer due invoice --issued 2026-01-15)" 2026-02-28
	assert_equal "$(answer end period --kind annual --start 2026-04-01)" 2027-03-31
	assert_equal "$(answer end period --kind annual --start 2028-02-29)" 2029-02-28
	assert_equal "$(answer notice_until abolition --end 2026-05-31)" 2026-02-28
	assert_equal "$(answer erase_from retention --registered 2019-04-01)" 2026-04-01
	assert_equal "$(answer erase_from retention --registered 2020-02-29)" 2027-03-01
}

@test "wrong calls say why and print nothing" {
	for call in "" party "calendar --year 1900" "calendar --yen 1" "calendar --from x" \
		"calendar --to 2151-01-01" "calendar --year 2026 --from 2026-01-01" quote "quote party" \
		"quote interest" "quote interest --yen 1e3 --due 2026-01-01 --paid 2026-01-01" \
		"quote interest --yen -1 --due 2026-01-01 --paid 2026-01-01" \
		"quote notice --kind weekly --end 2026-01-01"; do
		# shellcheck disable=SC2086 # words
		run -64 --separate-stderr vvs-contract $call
		assert_output ""
	done
}

@test "calendar and quote need no state file and no standard input" {
	rm "$VVS_STATE"
	run -0 bash -c 'vvs-contract quote invoice --issued 2026-01-15 <&-'
	assert_output '{"type":"quote","of":"invoice","issued":"2026-01-15","due":"2026-02-28"}'
}

@test "a full disk is an error" {
	run -74 bash -c 'vvs-contract calendar >/dev/full'
}

make_contract() { # option...
	vvs-contract set --id C-001 --company 株式会社例 --kind annual --start 2025-04-01 "$@"
}

@test "a contract: its period, renewal and notice dates" {
	make_contract --users 50 --managed 200 --network-scan on >out
	assert_equal "$(jq -c '[.start, .end, .users, .addresses, .network_scan, .period_end, .next_renewal, .notice_until, .notice_business_day]' out)" \
		'["2025-04-01","2026-03-31",50,200,true,"2026-03-31","2026-04-01","2026-03-01","2026-02-27"]'
	# renewed by itself
	assert_equal "$(VVS_NOW=2028-06-01T00:00:00Z vvs-contract show | jq -c '[.end, .renewed_on, .period_end, .notice_until]')" \
		'["2026-03-31","2028-04-01","2029-03-31","2029-03-01"]'
	assert_equal "$(vvs-audit --object contract:C-001 | jq -r .content.command | paste -sd ' ')" "set"
	vvs-audit --verify
}

@test "a monthly contract from the last day of a month" {
	vvs-contract set --id M-1 --company 例 --kind monthly --start 2026-01-31 >out
	assert_equal "$(jq -c '[.end, .next_renewal, .notice_until]' out)" '["2026-02-28","2026-03-01","2026-02-14"]'
	assert_equal "$(VVS_NOW=2026-03-01T00:00:00Z vvs-contract show | jq -c '[.renewed_on, .period_end]')" \
		'["2026-03-01","2026-03-31"]'
}

@test "a late start does not move the end; what was agreed is not shortened" {
	make_contract >/dev/null
	assert_equal "$(vvs-contract set --start 2025-05-12 | jq -c '[.start, .end]')" '["2025-05-12","2026-03-31"]'
	run -64 --separate-stderr vvs-contract set --start 2025-04-01
	assert_equal "${stderr_lines[0]}" "vvs-contract: it does not start before 2025-05-12"
	run -64 vvs-contract set --end 2026-02-28
	assert_equal "$(vvs-contract set --end 2027-03-31 | jq -r .end)" 2027-03-31
	run -64 --separate-stderr vvs-contract set --kind monthly
	assert_equal "${stderr_lines[0]}" "vvs-contract: another kind is another contract: end this one"
}

@test "more holds at once or from a day on, less from the next period on" {
	make_contract --users 3 --managed 10 --network-scan on >/dev/null
	assert_equal "$(vvs-contract set --users 4 | jq -c '[.users, .next]')" '[4,null]'
	run -64 --separate-stderr vvs-contract set --users 9 --from 2026-01-30
	assert_equal "${stderr_lines[0]}" "vvs-contract: a change does not hold before its application"
	vvs-contract set --users 6 --from 2026-02-01 >out
	assert_equal "$(jq -c '[.users, .next.from, .next.users, .next.addresses]' out)" '[4,"2026-02-01",6,null]'
	assert_equal "$(VVS_NOW=2026-01-31T15:00:00Z vvs-contract show | jq -c '[.users, .next]')" '[6,null]'

	# the period ends on 31 March: notice until 1 March
	export VVS_NOW=2026-03-01T14:59:59Z
	for less in "--users 5" "--managed 9" "--network-scan off" "--users 5 --from 2026-03-31" "--users 5 --from 2026-04-02"; do
		# shellcheck disable=SC2086 # words
		run -77 --separate-stderr vvs-contract set $less
		[[ $stderr == *"from a period's first day on, here --from 202"[67]"-04-01;"* ]]
	done
	vvs-contract set --users 1 --network-scan off --from 2026-04-01 >out
	assert_equal "$(jq -c '[.users, .network_scan, .next]' out)" '[6,true,{"from":"2026-04-01","users":1,"network_scan":false}]'
	run -64 vvs-contract set --managed 5 --from 2027-04-01
	# more in between does not undo it
	vvs-contract set --users 7 --managed unlimited >/dev/null
	for n in 1 2; do
		vvs-register account --id a$n --name A --email a$n@example.jp --role enterprise-manager >/dev/null
	done
	export VVS_NOW=2026-03-31T15:00:00Z
	assert_equal "$(vvs-contract show | jq -c '[.users, .addresses, .network_scan, .next]')" '[1,null,false,null]'
	# who is there stays, nobody is added
	run -65 vvs-register account --id a3 --name A --email a3@example.jp --role enterprise-manager
	vvs-register account --id a2 --name B >/dev/null
	run -0 --separate-stderr vvs-contract set --users 1
	assert_equal "$stderr" "vvs-contract: the contract covers 1 users, and there are 2"
}

@test "a day too late for notice, less holds a period later" {
	make_contract --users 3 >/dev/null
	export VVS_NOW=2026-03-01T15:00:00Z
	run -77 --separate-stderr vvs-contract set --users 2 --from 2026-04-01
	[[ $stderr == *"here --from 2027-04-01;"* ]]
	vvs-contract set --users 2 --from 2027-04-01 >/dev/null
}

@test "the end: notice, penalty, and another contract after it" {
	echo abc | make_contract --users 3 --passphrase >/dev/null
	vvs-contract contact --name A --email a@example.jp >/dev/null
	run -0 --separate-stderr vvs-contract end --end 2026-03-31
	assert_equal "$stderr" ""
	VVS_NOW=2026-03-01T03:00:00Z run -0 --separate-stderr vvs-contract end --end 2026-03-31
	[[ $stderr == *"who counts whole days between says it was yesterday" ]]
	run -0 --separate-stderr vvs-contract end --end 2026-02-28
	[[ $stderr == *"notice was possible until 2026-01-29: the fee of the rest is due"* ]]
	run -64 --separate-stderr vvs-contract set --id C-002 --company 例 --kind monthly --start 2026-03-01
	assert_equal "${stderr_lines[0]}" "vvs-contract: contract 'C-001' has not ended"
	export VVS_NOW=2026-02-28T15:00:00Z
	run -77 vvs-list systems
	vvs-contract set --id C-002 --company 例 --kind monthly --start 2026-03-01 >out
	assert_equal "$(jq -c '[.id, .users, .passphrase, .contacts, .ended]' out)" '["C-002",null,false,[],null]'
	run ! grep -qa scrypt <<<"$(sqlite3 "$VVS_STATE" .dump)"
	vvs-list systems
}

@test "the limits at their border, in bulk, and by import" {
	make_contract --users 3 --managed 5 >/dev/null
	for n in 1 2 3 4 5; do
		echo '{"type":"account","id":"a'$n'","name":"A","email":"a'$n'@example.jp","role":"enterprise-manager"}'
	done >in
	run -65 --separate-stderr vvs-register <in
	assert_equal "$(jq -r .id <<<"$output" | paste -sd ' ')" "a1 a2 a3"
	assert_equal "${#stderr_lines[@]}" 2
	assert_equal "${stderr_lines[0]}" "vvs-register: <stdin>:4: account 'a4': the contract covers 3 users"
	# an address is an entry of a live system, of any kind; two systems count twice
	cat >in <<-'EOT'
		{"type":"system","id":"s1","name":"1","addresses":["192.0.2.1","2001:db8::1","www.example.jp"]}
		{"type":"system","id":"s2","name":"2","addresses":["192.0.2.1","192.0.2.2"]}
		{"type":"system","id":"s3","name":"3","addresses":["192.0.2.3"]}
		{"type":"system","id":"s4","name":"4"}
	EOT
	run -65 --separate-stderr vvs-register <in
	assert_equal "$(jq -r .id <<<"$output" | paste -sd ' ')" "s1 s2 s4"
	assert_equal "$stderr" "vvs-register: <stdin>:3: system 's3': the contract covers 5 managed addresses"
	# one more of a system; the same again; fewer; then one of another
	run -65 vvs-register system --id s4 --address 192.0.2.9
	vvs-register system --id s1 --address 192.0.2.1 --address 2001:0db8::1 --address WWW.example.jp
	vvs-register system --id s1 --address 192.0.2.1 --address www.example.jp >/dev/null
	vvs-register system --id s4 --address 192.0.2.9 >/dev/null
	# a removed system's do not count
	run -65 vvs-register system --id s5 --name 5 --address 192.0.2.10
	vvs-register system --id s2 --remove >/dev/null
	vvs-register system --id s5 --name 5 --address 192.0.2.10 >/dev/null
	assert_equal "$(vvs-list systems | jq -s 'map(.addresses // [] | length) | add')" 4
	# of an inventory, what is within the limits
	printf '%s\n' system,address,name,version web1,192.0.2.20,nginx,1.0 web2,192.0.2.21,nginx,1.0 s1,,nginx,1.0 >in.csv
	run -65 --separate-stderr vvs-import-assets --create --source csv in.csv
	[[ ${stderr_lines[0]} == *"the contract covers 5 managed addresses" ]]
	assert_equal "$(vvs-list software | jq -r .system | sort | paste -sd ' ')" "s1 web1"
	vvs-audit --verify
}

@test "no contract is no limit; what is beyond it is refused" {
	vvs-register system --id a --name A --address 192.0.2.1 --address 192.0.2.2 >/dev/null
	make_contract --users 2 --managed 3 >/dev/null
	vvs-register account --id a1 --name A --email a@example.jp --role enterprise-manager >/dev/null
	vvs-register account --id a2 --name B --email b@example.jp --role system-manager >/dev/null
	run -65 --separate-stderr vvs-register account --id a3 --name C --email c@example.jp --role system-manager
	assert_equal "$stderr" "vvs-register: account 'a3': the contract covers 2 users"
	vvs-register account --id a2 --name BB >/dev/null
	run -65 --separate-stderr vvs-register system --id b --name B --address 192.0.2.3 --address 192.0.2.4
	assert_equal "$stderr" "vvs-register: system 'b': the contract covers 3 managed addresses"
	vvs-register system --id b --name B --address 192.0.2.3 >/dev/null
	vvs-register account --id a2 --remove >/dev/null
	vvs-register account --id a3 --name C --email c@example.jp --role system-manager >/dev/null
	vvs-contract set --users unlimited --managed unlimited >/dev/null
	vvs-register account --id a4 --name D --email d@example.jp --role system-manager >/dev/null
}

# What to call each program with; those of the second list go on.
stopped=("vvs-announce --id x --category news --title x" "vvs-approve --list"
	"vvs-fetch-feed --from x nvd" "vvs-filter" "vvs-import-assets x" "vvs-list systems"
	"vvs-match --pending" "vvs-notify --pending" "vvs-register system --id x --name x"
	"vvs-report summary" "vvs-triage --show 11111111111111111111111111111111")
going="vvs vvs-audit vvs-contract vvs-cvss vvs-init vvs-purge"

@test "suspended: every program says so but those that must go on" {
	make_contract >/dev/null
	vvs-register system --id old --name old >/dev/null
	vvs-contract suspend --reason "料金未払い" >/dev/null
	echo '{}' >x
	for program in "${stopped[@]}"; do
		# shellcheck disable=SC2086 # words
		run -77 --separate-stderr $program </dev/null
		[[ $stderr == *": the service is suspended: 料金未払い" ]]
		assert_output ""
	done
	# a program that is in neither list is a question to be answered
	for program in "${BUILD:-$ROOT/build}"/vvs "${BUILD:-$ROOT/build}"/vvs-*; do
		[ -x "$program" ] || continue
		[[ " $going ${stopped[*]} " == *" $(basename "$program") "* ]]
	done
	vvs-audit --verify
	run -1 vvs doctor
	[[ $output == *"the service is suspended: 料金未払い"* ]]
	vvs-init --check
	vvs-init --backup copy.db
	vvs-purge >/dev/null
	# a suspension may have days
	vvs-contract suspend --reason 点検 --start 2026-02-01 --end 2026-02-02 >/dev/null
	vvs-list systems >/dev/null
	VVS_NOW=2026-01-31T15:00:00Z run -77 vvs-list systems
	VVS_NOW=2026-02-02T14:59:59Z run -77 vvs-list systems
	VVS_NOW=2026-02-02T15:00:00Z run -0 vvs-list systems
	vvs-contract suspend --reason "料金未払い" >/dev/null
	assert_equal "$(vvs-contract show | jq -r .suspended)" 料金未払い
	vvs-contract resume >/dev/null
	vvs-list systems >/dev/null
	# the last day is still a day of the service
	vvs-contract end --end 2026-01-31 >/dev/null 2>&1
	vvs-list systems >/dev/null
	VVS_NOW=2026-01-31T15:00:00Z run -77 --separate-stderr vvs-list systems
	assert_equal "$stderr" "vvs-list: the contract ended on 2026-01-31"
}

@test "at most five contact persons and two lists; an inquiry is checked" {
	make_contract >/dev/null
	for n in 1 2 3 4 5; do
		vvs-contract contact --name "担当$n" --email "p$n@example.jp" >/dev/null
	done
	run -64 vvs-contract contact --name six --email p6@example.jp
	vvs-contract contact --list --email ml1@example.jp >/dev/null
	vvs-contract contact --list --email ml2@example.jp >/dev/null
	run -64 vvs-contract contact --list --email ml3@example.jp
	vvs-contract contact --list --email ML1@example.jp --remove >out
	assert_equal "$(jq -c '[(.contacts | length), .lists]' out)" '[5,["ml2@example.jp"]]'

	run -0 vvs-contract inquiry --id C-001 --company 株式会社例 --name 担当2 --email P2@example.jp
	# as people write it
	run -0 vvs-contract inquiry --id c-001 --company "株式会社　例" --name "担当２" --email p2@example.jp
	run -64 --separate-stderr vvs-contract contact --name x --email info@example.jp
	[[ ${stderr_lines[0]} == *"a contact is a person, see --list" ]]
	# each of the four matters
	run -1 vvs-contract inquiry --company 株式会社例 --name 担当2 --email p2@example.jp
	run -1 vvs-contract inquiry --id C-001 --company 株式会社 --name 担当2 --email p2@example.jp
	run -1 vvs-contract inquiry --id C-001 --company 株式会社例 --email p2@example.jp
	run -1 vvs-contract inquiry --id C-001 --company 株式会社例 --name 担当2
	run -1 vvs-contract inquiry --id C-001 --company 株式会社例 --name 担当2 --email p3@example.jp
	assert_output '{"type":"inquiry","id":true,"company":true,"name":false,"sender":true}'
	run -1 vvs-contract inquiry --id C-002 --company x --email nobody@example.jp
	assert_output '{"type":"inquiry","id":false,"company":false,"name":false,"sender":false}'
}

@test "the passphrase is kept as a hash alone" {
	echo 'correct horse' | make_contract --passphrase >out
	assert_equal "$(jq .passphrase out)" true
	run ! grep -q 'correct horse' "$VVS_STATE" "$VVS_STATE-wal" out
	# never an argument, which ps would show
	run -64 make_contract --passphrase=x
	[[ $(sqlite3 "$VVS_STATE" "SELECT value FROM meta WHERE key='passphrase'") == scrypt\$* ]]
	run ! grep -q scrypt <<<"$(vvs-audit)"
	vvs-contract contact --name A --email a@example.jp >/dev/null
	ask=(vvs-contract inquiry --id C-001 --company 株式会社例 --name A --email a@example.jp --passphrase)
	run -0 "${ask[@]}" <<<'correct horse'
	run -1 "${ask[@]}" <<<'wrong horse'
	run -65 "${ask[@]}" </dev/null
}

@test "the addresses people come from" {
	make_contract >/dev/null
	vvs-contract addresses 203.0.113.0/24 2001:db8::/32 198.51.100.7 >/dev/null
	vvs-contract addresses --remove 198.51.100.7 >out
	assert_equal "$(jq -c .sources out)" '["203.0.113.0/24","2001:db8::/32"]'
	for bad in 203.0.113.0/33 example.jp 300.1.1.1 192.0.2.1/x 10.1.2.3 172.31.0.0/16 192.168.0.0/24 \
		0.0.0.0/0 127.0.0.1 100.64.1.1 224.0.0.1 ::/0 ::1 fe80::1 fd00::/8; do
		run -64 vvs-contract addresses "$bad"
	done
}

@test "wrong terms change nothing; without a contract there is none to show" {
	run -66 vvs-contract show
	run -64 vvs-contract set --id C-001
	run -64 make_contract --users many
	run -64 make_contract --end 2025-03-31
	run -64 make_contract --network-scan yes
	run -64 vvs-contract set --id 契約 --company x --kind annual --start 2025-04-01
	run -64 make_contract --company "$(printf 'a\033b')"
	run -64 make_contract --api-account nobody
	run -64 make_contract --from 2026-02-01
	run -66 vvs-contract show
	assert_equal "$(vvs-audit)" ""
}

@test "one account of the API, which exists" {
	make_contract >/dev/null
	run -64 vvs-contract set --api-account api
	vvs-register account --id api --name API --email api1@example.jp --role enterprise-manager >/dev/null
	vvs-register account --id a --name A --email a@example.jp --role enterprise-manager >/dev/null
	assert_equal "$(vvs-contract set --api-account api | jq -r .api_account)" api
	run -65 --separate-stderr vvs-register account --id api --remove
	[[ $stderr == *"account 'api': is the account of the API: see vvs-contract(1), --api-account" ]]
	assert_equal "$(vvs-contract set --api-account '' | jq -r .api_account)" null
	vvs-register account --id api --remove >/dev/null
}

@test "only an enterprise-manager sees and changes the contract" {
	make_contract >/dev/null
	vvs-register account --id sato --name 佐藤 --email sato@example.jp --role system-manager --login "$(id -un)" >/dev/null
	for call in show "suspend --reason x" "inquiry --id C-001"; do
		# shellcheck disable=SC2086 # words
		run -77 --separate-stderr vvs-contract $call
		assert_output ""
	done
}
