#!/usr/bin/env bats
# lib/io/mail against a real Postfix with TLS 1.3.

load ../helper
load ../servers/postfix

BATS_TEST_TIMEOUT=120

prepare() {
	need /usr/sbin/postfix openssl /usr/bin/python3
	[ "$(id -u)" = 0 ] || skip "only root can start a Postfix of its own"
	CLIENT=${BUILD:-$ROOT/build}/unit/t_mail
	[ -x "$CLIENT" ] || skip "needs make check-unit"
	postfix_start
	printf '%s\n' "host localhost" "port $PORT" "from vvs@example.jp" \
		"timeout 10" "tls_trust_file $POSTFIX/relay.crt" >mail.conf
}

teardown() {
	postfix_stop
}

@test "200 sessions of TLS 1.3, none hangs" {
	for _ in {1..200}; do
		"$CLIENT" mail.conf 1000 a@example.jp >out || { cat out; return 1; }
		grep -q '^sent a@example.jp 250 ' out
	done
	grep -c 'TLS connection established.*TLSv1.3' "$POSTFIX/log" >count
	[ "$(cat count)" = 200 ]
}

@test "each recipient gets the answer that is his" {
	run -0 "$CLIENT" mail.conf 100000 a@example.jp gone@example.jp \
		later@example.jp b@example.jp
	assert_line --regexp '^sent a@example.jp 250 '
	assert_line --regexp '^permanent gone@example.jp 550 .*no such user'
	assert_line --regexp '^temporary later@example.jp 450 '
	assert_line --regexp '^sent b@example.jp 250 '
	refute_line 'sending gone@example.jp'
	# and nothing of a refused message is in another one
	run -0 sed -n 's/.* size=\([0-9]*\), nrcpt.*/\1/p' "$POSTFIX/log"
	[ "${#lines[@]}" = 2 ]
	[ "${lines[0]}" = "${lines[1]}" ]
	run -1 grep 'bdat=' "$POSTFIX/log"
}

@test "200 messages go over one connection" {
	mapfile -t all < <(seq -f 'u%g@example.jp' 200)
	"$CLIENT" mail.conf 2000 "${all[@]}" >out
	[ "$(grep -c '^sent ' out)" = 200 ]
	[ "$(grep -c ' connect from ' "$POSTFIX/log")" -le 2 ] # with wait_for's
}

@test "a message that is too large for the relay is refused for good" {
	postfix_stop
	postfix_start 'message_size_limit = 5000'
	sed -i "s/^port.*/port $PORT/; s|^tls_trust_file.*|tls_trust_file $POSTFIX/relay.crt|" mail.conf
	run -0 "$CLIENT" mail.conf 100000 a@example.jp
	assert_line --regexp '^permanent a@example.jp 552 '
}
