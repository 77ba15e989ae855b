#include "io/filter.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <jq.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/jail.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/utf8.h"

#define RECORD_MAX (64u * 1024 * 1024) /* far above any record of ours */

struct filter {
	struct proc proc;
	int to; /* a socket: writing to a dead child must not kill us */
	int dead;
};

/* What the child says of the expression, or of a record. */
struct answer {
	char verdict;
	char why[FILTER_WHY - 1];
};

/* ---- the child ---- */

/* The first line without libjq's advice; what follows quotes the program. */
static void
set_why(struct answer *a, const char *text)
{
	static const char *const advice[] = { "\n", " (Unix shell",
		" at <top-level>" };
	size_t n = strlen(text);

	for (size_t i = 0; i < sizeof advice / sizeof *advice; i++) {
		const char *at = strstr(text, advice[i]);

		if (at != NULL && (size_t)(at - text) < n)
			n = (size_t)(at - text);
	}
	snprintf(a->why, sizeof a->why, "%.*s", (int)(n < 250 ? n : 250), text);
	utf8_clean(a->why);
}

/* The first message is the one that says what is wrong. */
static void
keep_first(void *arg, jv msg)
{
	struct answer *a = arg;
	const char *text = "";

	if (jv_get_kind(msg) == JV_KIND_STRING)
		text = jv_string_value(msg);
	if (strncmp(text, "jq: error: ", 11) == 0)
		text += 11;
	if (a->why[0] == '\0')
		set_why(a, text);
	jv_free(msg);
}

/* libjq 1.6 leaves these two callbacks uninitialised: always set them. */
static jv
no_input(jq_state *jq, void *arg)
{
	(void)jq, (void)arg;
	return jv_invalid_with_msg(jv_string(FILTER_INPUT));
}

static void
no_debug(void *arg, jv msg)
{
	(void)arg;
	jv_free(msg);
}

static void
alarm_ms(long ms)
{
	struct itimerval t = { { 0, 0 }, { ms / 1000, ms % 1000 * 1000 } };

	setitimer(ITIMER_REAL, &t, NULL);
}

/* Only the two pipes stay, as 0 and 1; libjq's own words go nowhere. */
static void
close_all_but(int in, int out)
{
	int null;

	if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(CMD_BUG);
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null < 0 || dup2(null, 2) < 0)
		_exit(CMD_BUG);
	if (close_range(3, ~0u, 0) < 0)
		for (int fd = 3; fd < 1024; fd++)
			close(fd);
}

/*
 * A definition before the expression gives it our clock, and lets no
 * `import` or `include` follow: jq wants those first.
 */
static jq_state *
compile(const char *expression, struct answer *a)
{
	char *text =
	    xasprintf("def now: %lld; %s", (long long)clock_now(), expression);
	jq_state *jq = jq_init();

	if (jq == NULL)
		_exit(CMD_IO);
	jq_set_error_cb(jq, keep_first, a);
	jq_set_input_cb(jq, no_input, NULL);
	jq_set_debug_cb(jq, no_debug, NULL);
	jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	a->verdict = jq_compile(jq, text) ? FILTER_KEEP : FILTER_FAILED;
	free(text);
	return jq;
}

/* After the last result; was it an error? */
static int
has_failed(jq_state *jq, jv end, struct answer *a)
{
	jv msg;

	if (jq_halted(jq)) {
		set_why(a, FILTER_HALT);
		jv_free(end);
		return 1;
	}
	if (!jv_invalid_has_msg(jv_copy(end))) {
		jv_free(end);
		return 0;
	}
	msg = jv_invalid_get_msg(end);
	set_why(a, jv_get_kind(msg) == JV_KIND_STRING ? jv_string_value(msg)
						      : "error");
	jv_free(msg);
	return 1;
}

static void
judge(jq_state *jq, const char *record, size_t n, struct answer *a)
{
	jv v = jv_parse_sized(record, (int)n), result;
	int keep = 0;

	a->verdict = FILTER_FAILED;
	if (!jv_is_valid(v)) {
		jv_free(v);
		set_why(a, "not JSON");
		return;
	}
	jq_start(jq, v, 0);
	while (jv_is_valid(result = jq_next(jq)) && !keep) {
		keep = jv_get_kind(result) != JV_KIND_FALSE &&
		       jv_get_kind(result) != JV_KIND_NULL;
		jv_free(result);
		if (keep) {
			a->verdict = FILTER_KEEP;
			return;
		}
	}
	if (!has_failed(jq, result, a))
		a->verdict = FILTER_DROP;
}

static void
say(const struct answer *a)
{
	if (proc_write(1, a, sizeof *a) < 0)
		_exit(CMD_IO);
}

static int
child(int in, int out, void *arg)
{
	static char *nothing[] = { NULL };
	struct answer a = { 0 };
	char *record = NULL;
	uint32_t n, size = 0;
	jq_state *jq;

	signal(SIGALRM, SIG_DFL);
	close_all_but(in, out);
	jail_enter(FILTER_BYTES, FILTER_SECONDS);
	environ = nothing; /* not clearenv(): libjq 1.6 needs a list */
	alarm_ms(FILTER_RECORD_MS);
	jq = compile(arg, &a);
	alarm_ms(0);
	say(&a);
	while (a.verdict != FILTER_FAILED || record != NULL) {
		if (fread(&n, sizeof n, 1, stdin) != 1)
			break;
		if (n >= size) {
			size = n + n / 4 + 4096;
			record = xrealloc(record, size);
		}
		if (fread(record, 1, n, stdin) != n)
			break;
		record[n] = '\0'; /* jv_parse_sized() looks there */
		alarm_ms(FILTER_RECORD_MS);
		memset(&a, 0, sizeof a);
		judge(jq, record, n, &a);
		alarm_ms(0);
		say(&a);
	}
	return CMD_OK;
}

/* ---- the parent ---- */

/* Why the child is dead. */
static enum filter_verdict
bury(struct filter *f, char *why)
{
	int code = proc_end(&f->proc);
	const char *reason = FILTER_BIG;

	f->dead = 1;
	if (code == 128 + SIGALRM)
		reason = FILTER_SLOW;
	else if (code == 128 + SIGXCPU || code == 128 + SIGKILL)
		reason = FILTER_BUSY;
	else if (code == CMD_UNAVAILABLE)
		reason = FILTER_UNSAFE;
	snprintf(why, FILTER_WHY, "%s", reason);
	return FILTER_DEAD;
}

static enum filter_verdict
hear(struct filter *f, char *why)
{
	struct answer a;

	if (proc_read(f->proc.out, &a, sizeof a) != 1)
		return bury(f, why);
	a.why[sizeof a.why - 1] = '\0';
	snprintf(why, FILTER_WHY, "%s", a.why);
	return (enum filter_verdict)a.verdict;
}

/* Length and record in one go, so that the child wakes once. */
static int
tell(struct filter *f, const char *record, size_t n)
{
	uint32_t len = (uint32_t)n;
	struct iovec part[2] = { { &len, sizeof len },
		{ (void *)(uintptr_t)record, n } };
	struct msghdr m = { .msg_iov = part, .msg_iovlen = 2 };
	size_t left = sizeof len + n, sent, k;

	for (;;) {
		ssize_t got = sendmsg(f->to, &m, MSG_NOSIGNAL);

		if (got < 0)
			return -1;
		sent = (size_t)got;
		left -= sent;
		if (left == 0)
			return 0;
		for (int i = 0; i < 2; i++) {
			k = sent < part[i].iov_len ? sent : part[i].iov_len;
			part[i].iov_base = (char *)part[i].iov_base + k;
			part[i].iov_len -= k;
			sent -= k;
		}
	}
}

struct filter *
filter_open(const char *expression, char why[FILTER_WHY])
{
	struct filter *f = xcalloc(1, sizeof *f);
	char *copy = xstrdup(expression);
	int ends[2];

	if (expression[strspn(expression, " \t\r\n")] == '\0' ||
	    strlen(expression) > FILTER_EXPRESSION_MAX) {
		snprintf(why, FILTER_WHY, "the filter is empty or too long");
		free(copy);
		free(f);
		return NULL;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		die(CMD_IO, "cannot start the filter");
	f->to = ends[0];
	proc_start(&f->proc, child, ends[1], copy);
	close(ends[1]);
	free(copy);
	if (hear(f, why) == FILTER_KEEP)
		return f;
	filter_close(f);
	return NULL;
}

enum filter_verdict
filter_judge(
    struct filter *f, const char *record, size_t n, char why[FILTER_WHY])
{
	if (f->dead || n > RECORD_MAX) {
		snprintf(why, FILTER_WHY, "the filter has ended");
		return f->dead ? FILTER_DEAD : FILTER_FAILED;
	}
	if (tell(f, record, n) < 0)
		return bury(f, why);
	return hear(f, why);
}

void
filter_close(struct filter *f)
{
	if (f == NULL)
		return;
	close(f->to);
	if (!f->dead)
		proc_end(&f->proc);
	free(f);
}
