load ../helper.bash

prepare() {
	vvs-init --test
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web1","name":"予約"}
		{"type":"system","id":"db1","name":"台帳"}
		{"type":"account","id":"suzuki","name":"鈴木","email":"suzuki@example.jp","role":"enterprise-manager"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web1"]}
	EOT
	put_findings "
		INSERT INTO vulnerability (cve, cvss_version, cvss_score, severity, seq) VALUES
			(20210000044228, '3.1', 100, 'critical', 1), (20210000044229, '3.1', 53, 'medium', 2);
		INSERT INTO given (id, system, software, cve, source, state, level, confidence, evidence, first_at, changed_at, seq) VALUES
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
	assert_regex "$stderr" "^vvs-filter: the filter fails; what it cannot judge passes: "
}

# refused EXPRESSION ...: none can be set.
refused() {
	for f; do
		run -64 vvs-filter --as sato --set "$f"
	done
	assert_equal "$(vvs-filter --as sato)" ""
}

@test "no filter reads files: they are there, and are not seen" {
	echo 'def stolen: "yes";' | tee a.jq >"$HOME/.jq"
	mkdir -p "$HOME/lib"
	echo '{"a":1}' | tee a.json >"$HOME/lib/a.json"
	export JQ_LIBRARY_PATH=$PWD:$HOME/lib
	refused 'import "a" as a; a::stolen' 'include "a"; stolen' stolen \
		'import "a" as $a; $a' 'import "./a" as a; true' \
		"include \"$PWD/a\"; stolen" 'import "a" as a {search:"./"}; true' \
		'module {}; true' 'nonsense('
	assert_equal "$(heard '"a" | modulemeta | false' 2>/dev/null)" "1 2" # fails: all pass
	assert_equal "$(heard 'input_filename != null')" ""
	assert_equal "$(heard '$__loc__.file != "<top-level>"')" ""
	assert_equal "$(heard 'get_search_list | length > 0')" ""
}

@test "no filter sees the environment" {
	export SECRET=hidden
	for f in 'env.SECRET == "hidden"' '$ENV.SECRET == "hidden"' \
		'env | length > 0' '$ENV | length > 0' '"\(env)" | test("hidden")' \
		'env.HOME != null' '$ENV.VVS_STATE != null'; do
		assert_equal "$(heard "$f")" ""
	done
}

@test "no filter reads our input or writes to our output" {
	for f in input inputs '[inputs]' 'halt' 'halt_error("said")'; do
		run -65 --separate-stderr vvs-filter --as sato --test "$f" \
			<<<'{"secret":"said"}'
		assert_equal "$(jq -r '.id[:1]' <<<"$output" | paste -sd ' ')" "1 2"
		[ "${#stderr_lines[@]}" = 1 ]
		[[ $stderr == "vvs-filter: the filter fails; what it cannot judge passes: "* ]]
	done
	for f in 'debug | false' 'stderr | false' '("x" | debug, stderr) | false' \
		'input_line_number? | false'; do
		run -0 vvs-filter --as sato --test "$f" <<<'{}'
		assert_output ""
	done
}

@test "what a filter quotes, no shell sees" {
	assert_equal "$(heard '"$(touch here)" | @sh == "'"'"'$(touch here)'"'"'"')" "1 2"
	assert_equal "$(heard '@sh "touch \("here")" | false')" ""
	[ ! -e here ]
}

# Endless ones: they let everything pass, in seconds, and are named.
fails() {
	run -65 --separate-stderr timeout 60 vvs-filter --as sato --test "$1"
	assert_equal "$(jq -r '.id[:1]' <<<"$output" | paste -sd ' ')" "1 2"
	[[ $stderr == *"what it cannot judge passes: $2"* ]]
}

@test "no filter eats time: endless ones are ended" {
	fails 'range(1e9) | false' 'the filter took longer than 3 s'
	fails 'limit(infinite; repeat(1)) | false' 'the filter took longer than 3 s'
	fails 'until(false; .) | false' 'the filter took longer than 3 s'
}

@test "what fails on a record lets it pass" {
	assert_equal "$(heard 'error(null)')" "" # jq takes it for empty
	fails '.id | @base64d | ltrimstr({}) | tonumber | false' ''
	fails '("a" * 5000 + "!") | if test("^(a+)+$") then false else error("no") end' ''
	assert_equal "$(heard '.id | splits("x") | false')" ""
}

@test "no filter eats memory or the stack" {
	[ -z "${SAN-}" ] || skip "sanitizer build: without a limit of memory"
	fails '[range(1e9)] | length > 0' 'the filter '
	fails 'def f: f | f; f' 'the filter '
	fails '("x" * 1e9) | false' 'the filter '
	fails '("[" * 1000000) | fromjson | false' ''
	# deep or long, yet with an end
	assert_equal "$(heard 'getpath([range(9000) | "a"]) != null')" ""
	assert_equal "$(heard 'first(range(infinite)) == 1')" ""
}

@test "an expression that is too long, or too deep, is refused" {
	refused "$(printf '%070000d' 0)" "$(printf '(%.0s' {1..20000})" \
		"$(printf '[%.0s' {1..5000})$(printf ']%.0s' {1..5000})("
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
