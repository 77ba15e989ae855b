/*
 * The yardstick of the row "unchanged source": an HTTPS server that takes
 * next to no time itself, so that what is measured is the client.
 *
 *   https_304 CERT KEY FILE    prints its port; one line a request on stderr
 *
 * FILE under any name; 304 to whoever says If-None-Match.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#define ETAG "ETag: \"1\"\r\n"

static char body[1 << 20];
static int body_len;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static int
listen_somewhere(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int s = socket(AF_INET, SOCK_STREAM, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) < 0 ||
	    listen(s, 8) < 0 || getsockname(s, (struct sockaddr *)&a, &n) < 0)
		die("listen");
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
	return s;
}

static void
answer(SSL *ssl, const char *request)
{
	int same = strcasestr(request, "\r\nif-none-match:") != NULL;
	char head[200];
	int n =
	    same ? snprintf(head, sizeof head,
		       "HTTP/1.1 304 Not Modified\r\n" ETAG "\r\n")
		 : snprintf(head, sizeof head,
		       "HTTP/1.1 200 OK\r\n" ETAG "Content-Length: %d\r\n\r\n",
		       body_len);

	SSL_write(ssl, head, n);
	if (!same)
		SSL_write(ssl, body, body_len);
	fprintf(stderr, "%d\n", same ? 304 : 200);
}

static void
serve(SSL *ssl)
{
	char request[8192];
	int n, len = 0;

	if (SSL_accept(ssl) <= 0)
		return;
	while (len < (int)sizeof request - 1 &&
	       (n = SSL_read(
		    ssl, request + len, (int)sizeof request - 1 - len)) > 0) {
		len += n;
		request[len] = '\0';
		if (strstr(request, "\r\n\r\n") == NULL)
			continue;
		answer(ssl, request);
		len = 0;
	}
}

int
main(int argc, char **argv)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	FILE *f = argc == 4 ? fopen(argv[3], "r") : NULL;
	int s, c, on = 1;

	signal(SIGPIPE, SIG_IGN);
	if (f == NULL ||
	    SSL_CTX_use_certificate_file(ctx, argv[1], SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, argv[2], SSL_FILETYPE_PEM) != 1)
		die("https_304 CERT KEY FILE");
	body_len = (int)fread(body, 1, sizeof body, f);
	fclose(f);
	for (s = listen_somewhere(); (c = accept(s, NULL, NULL)) >= 0;) {
		SSL *ssl = SSL_new(ctx);

		setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		SSL_set_fd(ssl, c);
		serve(ssl);
		SSL_free(ssl);
		close(c);
	}
	return 0;
}
