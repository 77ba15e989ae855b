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

# accounts N: a state file with news for each of them.
accounts() {
	vvs-init --test
	{
		echo '{"type":"system","id":"web1","name":"予約"}'
		for i in $(seq "$1"); do
			echo "{\"type\":\"account\",\"id\":\"u$i\",\"name\":\"利用者 $i\",\"email\":\"u$i@example.jp\",\"role\":\"enterprise-manager\"}"
		done
	} | vvs-register >/dev/null
	vvs-announce --id a1 --title 障害のお知らせ --category incident >/dev/null
	echo "mail.config $PWD/mail.conf" >vvs.conf
}

# Message-IDs that Postfix took since the last call, one a line.
took() {
	sleep 0.3
	sed "1,${seen:-0}d" "$POSTFIX/log" |
		sed -n 's/.*cleanup.*message-id=<\(.*\)>.*/\1/p'
	seen=$(wc -l <"$POSTFIX/log")
}

@test "vvs-notify killed anywhere: nothing lost, twice only if it was said" {
	[ -z "${SAN-}" ] || skip "sanitizer build"
	cc -shared -fPIC -o kill.so "$ROOT/tests/faults/kill.c" -ldl 2>/dev/null
	accounts 5
	cp "$VVS_STATE" fresh.db
	seen=$(wc -l <"$POSTFIX/log")
	killed=0
	for n in $(seq 3 11 400); do
		rm -f "$VVS_STATE"*
		cp fresh.db "$VVS_STATE"
		rc=0
		LD_PRELOAD=$PWD/kill.so KILL_AT=$n vvs-notify -c vvs.conf --pending >/dev/null 2>err || rc=$?
		[ $rc != 0 ] || break
		killed=$((killed + 1))
		vvs-notify -c vvs.conf --pending >/dev/null 2>>err ||
			vvs-notify -c vvs.conf --pending >/dev/null 2>>err
		[ "$(sqlite3 "$VVS_STATE" "SELECT count(*) FROM outbox WHERE state='sent'")" = 5 ]
		took >ids
		[ "$(sort -u ids | wc -l)" = 5 ]
		twice=$(($(wc -l <ids) - 5))
		said=$(grep -c 'may have arrived' err || :)
		[ "$twice" -le "$said" ] && [ "$said" -le 1 ] || {
			echo "at $n: $twice twice, $said said"
			return 1
		}
	done
	[ "$killed" -gt 10 ]
}
