#include "io/download.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/proc.h"

struct download {
	struct http_options options;
	struct proc proc;
	int wire;    /* to the downloader, -1: not started */
	int waiting; /* an answer is outstanding */
};

/* What passes over the wire, one way; a request brings a pipe along. */
union pipe_room {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static int
send_request(int wire, const struct http_request *q, int fd)
{
	struct iovec part = { (void *)q, sizeof *q };
	union pipe_room room;
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = room.bytes,
		.msg_controllen = sizeof room.bytes };
	struct cmsghdr *c;

	memset(&room, 0, sizeof room);
	c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	return sendmsg(wire, &m, MSG_NOSIGNAL) == sizeof *q ? 0 : -1;
}

/* The pipe, or -1 when there are no more requests. */
static int
receive_request(int wire, struct http_request *q)
{
	struct iovec part = { q, sizeof *q };
	union pipe_room room;
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = room.bytes,
		.msg_controllen = sizeof room.bytes };
	struct cmsghdr *c;
	int fd;

	memset(&room, 0, sizeof room);
	if (recvmsg(wire, &m, MSG_CMSG_CLOEXEC) != sizeof *q)
		return -1;
	c = CMSG_FIRSTHDR(&m);
	if (c == NULL || c->cmsg_len != CMSG_LEN(sizeof fd))
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

struct body {
	int wire, pipe;
};

static void
on_begin(const struct http_answer *a, void *arg)
{
	const struct body *b = arg;

	if (send(b->wire, a, sizeof *a, MSG_NOSIGNAL) != sizeof *a)
		_exit(CMD_IO);
}

static int
on_piece(const char *data, size_t n, void *arg)
{
	const struct body *b = arg;

	return proc_write(b->pipe, data, n);
}

/* The downloader: nothing of the environment, no file written, no core. */
static int
work(int wire, int out, void *arg)
{
	static const struct http_calls calls = { on_begin, on_piece };
	const struct rlimit none = { 0, 0 };
	struct http_request q;
	struct http_answer a;
	struct body b = { .wire = wire };
	struct http *h;

	close(out);
	clearenv(); /* proxies, CA files, key logs, resolver options */
	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_FSIZE, &none);
	h = http_new(arg);
	while ((b.pipe = receive_request(wire, &q)) >= 0) {
		http_get(h, &q, &calls, &b, &a);
		close(b.pipe);
		if (send(wire, &a, sizeof a, MSG_NOSIGNAL) != sizeof a)
			break;
	}
	http_free(h);
	return 0;
}

struct download *
download_new(const struct http_options *o)
{
	struct download *d = xcalloc(1, sizeof *d);

	d->options = *o;
	d->wire = -1;
	return d;
}

static void
start(struct download *d)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		die(CMD_IO, "cannot make a socket");
	proc_start(&d->proc, work, ends[1], &d->options);
	close(ends[1]);
	d->wire = ends[0];
}

void
download_free(struct download *d)
{
	if (d == NULL)
		return;
	if (d->wire >= 0) {
		close(d->wire);
		/* it may be in the middle of something nobody wants now */
		kill(d->proc.pid, SIGKILL);
		proc_end(&d->proc);
	}
	free(d);
}

static void
receive_answer(struct download *d, struct http_answer *a)
{
	if (recv(d->wire, a, sizeof *a, 0) == sizeof *a)
		return;
	*a = (struct http_answer){ .retry_after = -1 };
	snprintf(a->error, sizeof a->error, "the downloader has died");
}

int
download_get(
    struct download *d, const struct http_request *q, struct http_answer *a)
{
	int ends[2];

	if (d->wire < 0)
		start(d);
	if (pipe2(ends, O_CLOEXEC) < 0)
		die(CMD_IO, "cannot make a pipe");
	(void)fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
	if (send_request(d->wire, q, ends[1]) < 0)
		die(CMD_BUG, "the downloader has died");
	close(ends[1]);
	receive_answer(d, a); /* the beginning */
	d->waiting = 1;
	if (a->status == 200)
		return ends[0];
	close(ends[0]);
	download_end(d, a);
	return -1;
}

void
download_end(struct download *d, struct http_answer *a)
{
	if (d->waiting)
		receive_answer(d, a);
	d->waiting = 0;
}

int
download_text(struct download *d, struct http_request *q, struct buf *text,
    struct http_answer *a)
{
	char piece[4096];
	ssize_t n;
	int fd;

	q->max = text->max < 65536 ? text->max : 65536;
	fd = download_get(d, q, a);
	if (fd < 0)
		return -1;
	while ((n = read(fd, piece, sizeof piece)) > 0)
		buf_add(text, piece, (size_t)n);
	close(fd);
	download_end(d, a);
	return a->complete && !text->overflow ? 0 : -1;
}
