# shellcheck shell=bash
# A Postfix of our own: configuration, queue and log in one directory that
# is removed at the end; STARTTLS on a loopback port, TLS 1.3 preferred,
# and every mail discarded once it is taken.

# shellcheck source=tests/servers/tls.bash
source "${BASH_SOURCE%/*}/tls.bash"

# postfix_start [MAIN.CF-LINE ...]: sets POSTFIX (directory) and PORT.
postfix_start() {
	PATH=$PATH:/usr/sbin
	POSTFIX=$(mktemp -d /tmp/vvs-postfix.XXXXXX) || return
	chmod 755 "$POSTFIX"
	PORT=$(free_port) || return
	(cd "$POSTFIX" && certificate relay DNS:localhost) || return
	mkdir "$POSTFIX"/{queue,data} || return
	chown postfix "$POSTFIX/data"
	cat >"$POSTFIX/main.cf" <<-END
		compatibility_level = 3.6
		queue_directory = $POSTFIX/queue
		data_directory = $POSTFIX/data
		maillog_file = $POSTFIX/log
		maillog_file_prefixes = $POSTFIX
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = relay.example.jp
		mynetworks = 127.0.0.0/8
		mydestination =
		alias_maps =
		default_transport = discard
		smtpd_tls_security_level = may
		smtpd_tls_cert_file = $POSTFIX/relay.crt
		smtpd_tls_key_file = $POSTFIX/relay.key
		smtpd_tls_loglevel = 1
		smtpd_client_connection_count_limit = 0
		smtpd_relay_restrictions = permit_mynetworks, reject
		smtpd_recipient_restrictions =
		 check_recipient_access inline:{
		  {gone@example.jp=550 no such user},{later@example.jp=450 later}},
		 permit
	END
	printf '%s\n' "$@" >>"$POSTFIX/main.cf"
	postfix_services >"$POSTFIX/master.cf"
	postfix -c "$POSTFIX" start >"$POSTFIX/start.log" 2>&1 ||
		{ cat "$POSTFIX/start.log" >&2; return 1; }
	wait_for "$PORT"
}

postfix_services() {
	cat <<-END
		127.0.0.1:$PORT inet n - n - - smtpd
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		tlsmgr unix - - n 1000? 1 tlsmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		verify unix - - n - 1 verify
		proxymap unix - - n - - proxymap
		error unix - - n - - error
		retry unix - - n - - error
		discard unix - - n - - discard
		anvil unix - - n - 1 anvil
		postlog unix-dgram n - n - 1 postlogd
	END
}

postfix_stop() {
	[ -n "${POSTFIX-}" ] || return 0
	postfix -c "$POSTFIX" stop >/dev/null 2>&1
	rm -rf "$POSTFIX"
}
