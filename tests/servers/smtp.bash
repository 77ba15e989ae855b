# shellcheck shell=bash
# Start and stop smtp.py; settings files for our side.

# shellcheck source=tests/servers/tls.bash
source "${BASH_SOURCE%/*}/tls.bash"
SMTP_PY=$(realpath "${BASH_SOURCE%/*}/smtp.py")

# smtp_start [WORD ...]: sets SMTP (directory), SMTP_PID and PORT.
smtp_start() {
	SMTP=$(mktemp -d "$BATS_TEST_TMPDIR/smtp.XXXXXX") || return
	/usr/bin/python3 "$SMTP_PY" "$SMTP" "$@" 3>&- 2>"$SMTP/errors" &
	SMTP_PID=$!
	for _ in {1..100}; do
		[ -s "$SMTP/port" ] && PORT=$(cat "$SMTP/port") && return
		sleep 0.1
	done
	cat "$SMTP/errors" >&2
	return 1
}

smtp_stop() {
	[ -n "${SMTP_PID-}" ] || return 0
	kill "$SMTP_PID" 2>/dev/null
	wait "$SMTP_PID" 2>/dev/null || :
}

# settings [LINE ...]: mail.conf for that server.
settings() {
	printf '%s\n' "host localhost" "port $PORT" "from vvs@example.jp" \
		"timeout 1" "$@" >mail.conf
	chmod 600 mail.conf
}
