load ../helper.bash

@test "operands are scored, in order" {
	cat >expected <<-'EOT'
		{"vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","version":"3.1","base":9.8,"score":9.8,"severity":"critical"}
		{"vector":"AV:N/AC:M/Au:N/C:N/I:P/A:N","version":"2.0","base":4.3,"score":4.3,"severity":"medium"}
	EOT
	vvs-cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H \
		'(AV:N/AC:M/Au:N/C:N/I:P/A:N)' >out
	diff -u expected out
}

@test "lines are scored, with what the vector says beyond the base" {
	cat >expected <<-'EOT'
		{"vector":"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U","version":"4.0","base":9.3,"score":8.1,"severity":"high"}
	EOT
	printf '\nCVSS:4.0/E:U/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N\r\n' |
		vvs-cvss >out
	diff -u expected out
}

@test "nothing in, nothing out" {
	vvs-cvss </dev/null >out
	[ ! -s out ]
}

@test "a bad vector is reported and skipped, the rest is scored" {
	printf '%s\n' nonsense AV:N/AC:L/Au:N/C:C/I:C/A:C >in
	run -65 --separate-stderr vvs-cvss <in
	assert_equal "${#lines[@]}" 1
	assert_equal "${stderr_lines[0]}" "vvs-cvss: field without a colon in 'nonsense'"
}

@test "an endless line and a NUL byte do not hide what follows" {
	{
		head -c 9000000 /dev/zero | tr '\0' x
		printf '\nAV:N\0/x\nAV:N/AC:L/Au:N/C:C/I:C/A:C\n'
	} >in
	run -65 --separate-stderr vvs-cvss <in
	assert_equal "${#lines[@]}" 1
	assert_equal "${#stderr_lines[@]}" 2
}

@test "a terminal escape in the input does not reach the terminal" {
	run -65 vvs-cvss "$(printf 'AV:\033]0;x\007')"
	refute_output --partial "$(printf '\033')"
}

@test "a full disk is an error" {
	run -74 bash -c 'vvs-cvss AV:N/AC:L/Au:N/C:C/I:C/A:C >/dev/full'
}

@test "a closed stdin is an empty stdin" {
	run -0 bash -c 'vvs-cvss <&-'
}
