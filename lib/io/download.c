#include "io/download.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/jail.h"
#include "base/mem.h"
#include "base/proc.h"

struct download {
	struct proc proc;
	int wire; /* to the downloader */
};

/* What passes over the wire, one way; a request brings a file along. */
union file_room {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static int
send_request(int wire, const struct http_request *q, int fd)
{
	struct iovec part = { (void *)q, sizeof *q };
	union file_room room;
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

/* The file, or -1 when there are no more requests. */
static int
receive_request(int wire, struct http_request *q)
{
	struct iovec part = { q, sizeof *q };
	union file_room room;
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

/* The downloader: no environment, no core, no files but those it needs. */
static int
work(int wire, int out, void *arg)
{
	const struct http_options *o = arg;
	/* names, certificates, and the libraries that find them */
	const char *const readable[] = { "/etc", "/usr", "/lib", "/lib64",
		"/run", "/dev", o->ca_file != NULL ? o->ca_file : "/etc",
		NULL };
	const struct rlimit none = { 0, 0 };
	struct http_request q;
	struct http_answer a;
	struct http *h;
	int fd;

	close(out);
	clearenv(); /* proxies, CA files, key logs, resolver options */
	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_CORE, &none);
	jail_read_only(readable);
	h = http_new(o);
	while ((fd = receive_request(wire, &q)) >= 0) {
		http_get(h, &q, fd, &a);
		close(fd);
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
	struct http_options options = *o;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		die(CMD_IO, "cannot make a socket");
	proc_start(&d->proc, work, ends[1], &options);
	close(ends[1]);
	d->wire = ends[0];
	return d;
}

void
download_free(struct download *d)
{
	if (d == NULL)
		return;
	close(d->wire);
	/* it may be in the middle of something nobody wants now */
	kill(d->proc.pid, SIGKILL);
	proc_end(&d->proc);
	free(d);
}

/* A file without a name: on disk, else in memory. */
static int
spool(void)
{
	int fd = open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		fd = memfd_create("download", MFD_CLOEXEC);
	if (fd < 0)
		die(CMD_IO, "cannot make a temporary file: %s",
		    strerror(errno));
	return fd;
}

int
download_get(
    struct download *d, const struct http_request *q, struct http_answer *a)
{
	int fd = spool();

	if (send_request(d->wire, q, fd) < 0 ||
	    recv(d->wire, a, sizeof *a, 0) != sizeof *a)
		die(CMD_IO, "the downloader has died");
	if (a->complete && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	close(fd);
	return -1;
}
