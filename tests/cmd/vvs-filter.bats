load ../helper.bash

prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約"}
		{"type":"system","id":"db1","name":"台帳"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	sqlite3 "$VVS_STATE" "
		INSERT INTO vulnerability (cve, cvss_version, cvss_score, severity, seq) VALUES
			(20210000044228, '3.1', 100, 'critical', 1), (20210000044229, '3.1', 53, 'medium', 2);
		INSERT INTO finding (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
		(x'11111111111111111111111111111111', 'web1', '{\"product\":\"log4j\"}', 20210000044228, 'nvd', 'open', 'urgent', 80, '{}', 1769700000, 1769700000, 1),
		(x'22222222222222222222222222222222', 'web1', '{\"product\":\"nginx\"}', 20210000044229, 'nvd', 'open', 'medium', 80, '{}', 1769700000, 1769700000, 2),
		(x'33333333333333333333333333333333', 'web1', '{\"product\":\"nginx\"}', 20210000044228, 'nvd', 'open', 'urgent', 80, '{}', 1, 1, 3),
		(x'44444444444444444444444444444444', 'db1', '{\"product\":\"log4j\"}', 20210000044228, 'nvd', 'open', 'urgent', 80, '{}', 1769700000, 1769700000, 4);"
}

# What sato would have heard of, by first digit of the id.
heard() {
	vvs-filter --as sato --test "$@" | jq -r '.id[:1]' | paste -sd ' '
}

@test "simple options write a filter" {
	vvs-filter --as sato --set --min-cvss 7 --product log4j --product openssl --kev
	assert_equal "$(vvs-filter --as sato)" \
		'{"type":"filter","account":"sato","wants":{"min_cvss":7,"product":["log4j","openssl"],"kev":true}}'
	vvs-filter --as sato --clear
	assert_equal "$(vvs-filter --as sato)" ""
	assert_equal "$(vvs-audit --kind filtered | wc -l)" 2
}

@test "--test shows the last 30 days in one's scope" {
	assert_equal "$(heard)" "1 2"
	assert_equal "$(heard --min-cvss 7)" 1
	assert_equal "$(heard --product nginx)" 2
	assert_equal "$(heard '.level == "medium"')" 2
	assert_equal "$(heard --min-cvss 7 '.software.product == "nginx"')" ""
	vvs-filter --as sato --set --severity critical
	assert_equal "$(heard)" 1
}

@test "each sees their own filter, an enterprise-manager all" {
	vvs-filter --as sato --set --kev
	vvs-filter --as suzuki --set '.level == "urgent"'
	assert_equal "$(vvs-filter --as sato | jq -r .account)" sato
	assert_equal "$(vvs-filter --as suzuki | jq -r .account | paste -sd ' ')" "sato suzuki"
}

@test "a filter that fails lets the record pass and says so" {
	run -65 --separate-stderr vvs-filter --as sato --test '.software | .product + 1'
	assert_equal "$(jq -r '.id[:1]' <<<"$output" | paste -sd ' ')" "1 2"
	assert_regex "$stderr" "^vvs-filter: the filter fails and lets everything pass: "
}

@test "no filter reads files, the environment or the network" {
	export SECRET=hidden
	echo 'def stolen: "yes";' >"$HOME/.jq"
	assert_equal "$(heard 'env.SECRET == "hidden"')" ""
	assert_equal "$(heard '$ENV.SECRET == "hidden"')" ""
	for f in 'import "a" as a; true' 'include "a"; true' 'stolen' 'nonsense('; do
		run -64 vvs-filter --as sato --set "$f"
	done
	assert_equal "$(vvs-filter --as sato)" ""
}

@test "no filter eats time or memory" {
	run -65 timeout 60 vvs-filter --as sato --test '[range(1e9)] | length > 0'
	run -65 timeout 60 vvs-filter --as sato --test 'def f: f | f; f'
}

@test "wishes that are none are refused" {
	run -64 vvs-filter --as sato --set --min-cvss high
	run -64 vvs-filter --as sato --set --min-cvss 11
	run -64 vvs-filter --as sato --set --severity terrible
	run -64 vvs-filter --as sato --set
	run -64 vvs-filter --as sato --kev
	run -64 vvs-filter --as sato --set --clear --kev
	run -77 vvs-filter --set --kev
}

@test "a full disk is an error" {
	run -74 bash -c 'vvs-filter --as sato --test >/dev/full'
	vvs-filter --as sato --set --kev
	run -74 bash -c 'vvs-filter --as sato >/dev/full'
}

@test "nothing to do is done; a closed stdin does not matter" {
	run -0 vvs-filter
	assert_output ""
	run -0 bash -c 'vvs-filter <&-'
}
