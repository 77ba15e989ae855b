# shellcheck shell=bash
# Certificates for test servers, made when needed.

# certificate NAME SUBJECT-ALT-NAME: NAME.crt and NAME.key, which sign
# themselves; the client trusts NAME.crt alone.
certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -keyout "$1.key" -out "$1.crt" -days 2 \
		-subj "/CN=test" -addext "subjectAltName=$2" 2>/dev/null
}

# free_port: one that nobody listens on now.
free_port() {
	/usr/bin/python3 -c '
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# wait_for PORT: until somebody listens there, at most ten seconds.
wait_for() {
	for _ in {1..100}; do
		(: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
		sleep 0.1
	done
	echo "nobody listens on port $1" >&2
	return 1
}
