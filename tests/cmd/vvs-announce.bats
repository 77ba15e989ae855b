load ../helper.bash

prepare() {
	vvs-init --test
}

@test "news from options, changed, listed and taken back" {
	vvs-announce --id n1 --title 年末年始のお知らせ --title-en "Year end" --text 休業します --to 2026-02-28T15:00:00Z \
		--scope all --for-role system-manager --for-role service-manager >out
	assert_equal "$(jq -c '[.category, .roles, .from, .to]' out)" \
		'["news",["system-manager","service-manager"],"2026-01-31T00:00:00Z","2026-02-28T15:00:00Z"]'
	vvs-announce --id n1 --category incident --to '' >out
	assert_equal "$(jq -c '[.category, .to, .name]' out)" '["incident",null,"年末年始のお知らせ"]'
	assert_equal "$(vvs-list notices | jq -r .id)" n1
	vvs-announce --id n1 --remove >/dev/null
	assert_equal "$(vvs-list notices)" ""
	assert_equal "$(vvs-audit --object announcement:n1 | jq -r .kind | paste -sd ' ')" "registered registered removed"
}

@test "planned maintenance keeps out of days off" {
	VVS_NOW=2026-04-22T08:00:00Z vvs-announce --planned 3 >out
	assert_equal "$(jq -r '[.id, .from, .to] | @tsv' out)" "$(printf '%s\t%s\t%s\n' \
		maintenance-2026-04-22 2026-04-22T09:00:00Z 2026-04-22T11:00:00Z \
		maintenance-2026-05-13 2026-05-13T09:00:00Z 2026-05-13T11:00:00Z \
		maintenance-2026-05-20 2026-05-20T09:00:00Z 2026-05-20T11:00:00Z)"
	assert_equal "$(jq -r 'select(.id == "maintenance-2026-05-13").name' out)" "定期メンテナンス 2026年5月13日(水) 18:00-20:00"
	# again: nothing new; once it has begun: the next one
	assert_equal "$(VVS_NOW=2026-04-22T08:00:00Z vvs-announce --planned 3)" ""
	assert_equal "$(VVS_NOW=2026-04-22T09:00:00Z vvs-announce --planned 3 | jq -r .id)" maintenance-2026-05-27
	# what was moved or taken back stays so
	vvs-announce --id maintenance-2026-05-20 --title 延期 --from 2026-05-20T12:00:00Z >/dev/null
	vvs-announce --id maintenance-2026-05-13 --remove >/dev/null
	assert_equal "$(VVS_NOW=2026-04-22T09:00:00Z vvs-announce --planned 3)" ""
	assert_equal "$(vvs-list notices --where '.name == "延期"' | jq -r .from)" 2026-05-20T12:00:00Z
}

@test "records from standard input, bad ones named" {
	printf '%s\n' '{"type":"announcement","id":"a","name":"障害","category":"incident"}' \
		'{"type":"announcement","id":"b","name":"x","category":"party"}' \
		'{"type":"announcement","id":"c","name":"x","roles":["boss"]}' nonsense >in
	run -65 --separate-stderr vvs-announce <in
	assert_equal "$(jq -r .id <<<"$output")" a
	assert_equal "${#stderr_lines[@]}" 3
}

@test "only an enterprise-manager announces" {
	vvs-register account --id sato --name 佐藤 --email sato@example.jp --role system-manager --login "$(id -un)" >/dev/null
	run -77 --separate-stderr vvs-announce --id n1 --title x
	assert_equal "$stderr" "vvs-announce: not allowed to the role system-manager: this needs enterprise-manager"
}

@test "wrong calls change nothing" {
	run -64 vvs-announce --planned 0
	run -64 vvs-announce --planned 2 --id x
	run -65 vvs-announce --id x
	run -65 vvs-announce --id x --title "$(printf 'a\033b')"
	assert_equal "$(vvs-list notices)" ""
}

@test "nothing to do is done; a closed stdin too" {
	run -0 vvs-announce </dev/null
	assert_output ""
	run -0 bash -c 'vvs-announce <&-'
}

@test "a full disk is an error" {
	run -74 bash -c 'vvs-announce --id n1 --title x >/dev/full'
}
