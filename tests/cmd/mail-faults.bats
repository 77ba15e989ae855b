#!/usr/bin/env bats
# lib/io/mail against a server that misbehaves on purpose.

load ../helper
load ../servers/smtp

BATS_TEST_TIMEOUT=30

prepare() {
	need openssl /usr/bin/python3
	/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null ||
		skip "needs python3-aiosmtpd"
	CLIENT=${BUILD:-$ROOT/build}/unit/t_mail
	[ -x "$CLIENT" ] || skip "needs make check-unit"
	certificate good DNS:localhost,IP:127.0.0.1
}

teardown() {
	smtp_stop
}

# A server with a good certificate, and settings that trust it.
good() {
	smtp_start "cert=$PWD/good.crt" "key=$PWD/good.key" "$@"
	settings "tls_trust_file $PWD/good.crt"
}

@test "STARTTLS, server name sent, text unchanged" {
	good
	run -0 "$CLIENT" mail.conf 200 a@example.jp
	assert_line 'sent a@example.jp 250 taken'
	grep -qx 'sni localhost' "$SMTP/log"
	grep -q $'^\.dot\r$' "$SMTP/1.eml"
	[ "$(grep -c '^Date:' "$SMTP/1.eml")" = 1 ]
}

@test "4xx and 5xx to recipient and text are told apart" {
	good
	run -0 "$CLIENT" mail.conf 200 gone@x later@x bad-text@x full@x a@x
	assert_line 'permanent gone@x 550 5.1.1 no such user'
	assert_line 'temporary later@x 450 4.2.0 try again later'
	assert_line 'permanent bad-text@x 554 5.7.1 refused'
	assert_line 'temporary full@x 452 4.3.1 full'
	assert_line 'sent a@x 250 taken'
}

@test "a recipient that ends the command is not passed on" {
	good
	run -70 "$CLIENT" mail.conf 200 a@x $'a@x>\r\nRCPT TO:<evil@x'
	assert_line --partial 'a recipient was not checked'
	[ ! -e "$SMTP/1.eml" ]
}

@test "a dropped recipient command: nothing was sent, the rest is untried" {
	good
	run -69 "$CLIENT" mail.conf 200 a@x drop@x b@x
	assert_line 'sent a@x 250 taken'
	assert_line --regexp '^untried drop@x 0 '
	assert_line --regexp '^untried b@x 0 '
	refute_line 'sending drop@x'
}

@test "dropped before the final dot is temporary" {
	good
	run -69 "$CLIENT" mail.conf 40000000 drop-data@example.jp b@x
	assert_line --regexp '^temporary drop-data@example.jp 0 '
	assert_line --regexp '^untried b@x 0 '
}

@test "dropped after the final dot is unknown" {
	good
	run -69 "$CLIENT" mail.conf 200 a@x drop-after@x b@x
	assert_line 'sent a@x 250 taken'
	assert_line --regexp '^unknown drop-after@x 0 '
	assert_line --regexp '^untried b@x 0 '
	[ "$(grep -c '^took' "$SMTP/log")" = 2 ]
}

@test "stalled: before the text untried, after it unknown" {
	good
	run -69 "$CLIENT" mail.conf 200 stall@x
	assert_line --regexp '^untried stall@x 0 no answer within 1 s'
	run -69 "$CLIENT" mail.conf 200 stall-after@x
	assert_line --regexp '^unknown stall-after@x 0 no answer within 1 s'
}

@test "a server that never greets, and one that never answers connect" {
	smtp_start greeting=stall
	settings
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_line --regexp '^untried a@x 0 no answer'
	# a full backlog: the kernel does not answer further connections
	/usr/bin/python3 -c '
import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)
port = s.getsockname()[1]
c = [socket.socket() for _ in range(3)]
for k in c:
    k.setblocking(False); k.connect_ex(("127.0.0.1", port))
print(port, flush=True); time.sleep(20)' >full 3>&- &
	while [ ! -s full ]; do sleep 0.05; done
	PORT=$(cat full) settings
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_line --regexp '^untried a@x 0 no answer in time'
	kill %%
}

@test "refused connection" {
	PORT=$(free_port) settings
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_line --regexp '^untried a@x 0 '
	assert_output --partial 'refused'
}

@test "no STARTTLS offered: nothing is sent" {
	smtp_start
	settings
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_output --partial 'it offers no STARTTLS'
	assert_line --regexp '^untried a@x'
	[ ! -e "$SMTP/1.eml" ]
}

@test "plain to this machine itself, when told to" {
	smtp_start
	settings "tls off"
	run -0 "$CLIENT" mail.conf 200 a@x
	assert_line 'sent a@x 250 taken'
}

@test "a certificate that is not trusted, or for another name" {
	certificate other DNS:localhost
	good
	settings "tls_trust_file $PWD/other.crt"
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_output --partial 'its certificate is not trusted'
	settings
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_output --partial 'its certificate is not trusted'
	SSL_CERT_FILE=$PWD/good.crt run -69 "$CLIENT" mail.conf 200 a@x
	smtp_stop
	certificate name DNS:evil.example.jp
	smtp_start "cert=$PWD/name.crt" "key=$PWD/name.key"
	settings "tls_trust_file $PWD/name.crt"
	run -69 "$CLIENT" mail.conf 200 a@x
	assert_output --partial 'mismatch'
	[ ! -e "$SMTP/1.eml" ]
}

@test "an address instead of a name is verified too" {
	good
	sed -i 's/^host.*/host 127.0.0.1/' mail.conf
	run -0 "$CLIENT" mail.conf 200 a@x
	assert_line 'sent a@x 250 taken'
}

@test "login: right, wrong, and no secret in messages" {
	good login=user:se-cret
	settings "tls_trust_file $PWD/good.crt" "user user" "password se-cret"
	run -0 "$CLIENT" mail.conf 200 a@x
	assert_line 'sent a@x 250 taken'
	settings "tls_trust_file $PWD/good.crt" "user user" "password wr0ng"
	run -78 "$CLIENT" mail.conf 200 a@x
	assert_output --partial 'login refused: 535'
	settings "tls_trust_file $PWD/good.crt" "user echo" "password hunter22"
	run -78 "$CLIENT" mail.conf 200 a@x
	assert_output --partial 'bad password ********'
	settings "tls_trust_file $PWD/good.crt"
	run -78 "$CLIENT" mail.conf 200 a@x
	assert_output --partial '530'
}
