/*
 * With arguments (settings, size, recipients ...) sends each recipient a
 * message and prints what became of it: the client of tests/cmd/mail-*.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "io/mail.h"

#include "check.h"

static const char file[] = "t_mail.conf.tmp";

static void
write_file(const char *text, mode_t mode)
{
	FILE *f = fopen(file, "w");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	fputs(text, f);
	fclose(f);
	chmod(file, mode);
}

/* The code a child ends with that only reads the settings. */
static int
code_of(const char *text, mode_t mode)
{
	int status;

	write_file(text, mode);
	if (fork() == 0) {
		msg_in_child();
		close(STDERR_FILENO);
		mail_settings_free(mail_settings_read(file));
		_exit(CMD_OK);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define BASE "host mx.example.jp\nfrom a@example.jp\n"

static void
refused(void)
{
	static const struct {
		const char *text;
		mode_t mode;
		int code;
	} row[] = {
		{ BASE, 0644, CMD_OK },
		{ "", 0600, CMD_CONF },
		{ BASE "hots x\n", 0600, CMD_CONF },
		{ "defaults\nport 25\naccount a\n" BASE "account default : a\n",
		    0600, CMD_OK },
		{ "account a\n" BASE "account b\nhost x\n", 0600, CMD_CONF },
		{ "account\n" BASE, 0600, CMD_CONF },
		{ "defaults x\n" BASE, 0600, CMD_CONF },
		{ BASE "port 0\n", 0600, CMD_CONF },
		{ BASE "port 65536\n", 0600, CMD_CONF },
		{ BASE "port 25x\n", 0600, CMD_CONF },
		{ BASE "port\n", 0600, CMD_CONF },
		{ BASE "port 25\nport 26\n", 0600, CMD_CONF },
		{ BASE "tls off\n", 0600, CMD_CONF },
		{ BASE "tls maybe\n", 0600, CMD_CONF },
		{ BASE "tls_starttls off\n", 0600, CMD_CONF },
		{ BASE "timeout 30\n", 0600, CMD_OK },
		{ "host localhost\nfrom a@x\ntls off\n", 0600, CMD_OK },
		{ "host 127.0.0.2\nfrom a@x\ntls off\n", 0600, CMD_OK },
		{ "host 127.x.evil.example\nfrom a@x\ntls off\n", 0600,
		    CMD_CONF },
		{ "host ::1\nfrom a@x\n", 0600, CMD_CONF },
		{ "host a:25\nfrom a@x\n", 0600, CMD_CONF },
		{ BASE "user u\npassword p\n", 0600, CMD_OK },
		{ BASE "user u\npassword p\n", 0640, CMD_CONF },
		{ BASE "user u\npassword p\n", 0604, CMD_CONF },
		{ BASE "user u\npasswordeval echo p\n", 0644, CMD_OK },
		{ BASE "user u\npasswordeval echo p\n", 0666, CMD_CONF },
		{ BASE "user u\npasswordeval false\n", 0600, CMD_CONF },
		{ BASE "user u\npasswordeval true\n", 0600, CMD_CONF },
		{ BASE "user u\npasswordeval sleep 60\ntimeout 1\n", 0600,
		    CMD_CONF },
		{ BASE "user u\npassword p\npasswordeval echo p\n", 0600,
		    CMD_CONF },
		{ BASE "auth on\n", 0600, CMD_CONF },
		{ BASE "user u\n", 0600, CMD_CONF },
		{ BASE "auth off\nuser u\n", 0600, CMD_OK },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CHECK_ROW(code_of(row[i].text, row[i].mode) == row[i].code,
		    row[i].text);
}

static void
values(void)
{
	struct mail_settings *s;

	write_file("# the relay\n\n  host\tmx.example.jp  \nfrom a@example.jp\n"
		   "tls_trust_file system\nuser \"a user\"\n"
		   "passwordeval printf 'se cret\\nmore\\n'\ntimeout 7\r\n",
	    0600);
	s = mail_settings_read(file);
	CHECK(strcmp(s->host, "mx.example.jp") == 0);
	CHECK(strcmp(s->from, "a@example.jp") == 0);
	CHECK(s->port == 587 && s->tls == 1 && s->timeout == 7);
	CHECK(s->trust_file == NULL);
	CHECK(strcmp(s->user, "a user") == 0);
	CHECK(strcmp(s->password, "se cret") == 0);
	mail_settings_free(s);
	mail_settings_free(NULL);
}

static char *body;
static size_t body_len;

static const char *
recipient(size_t i, void *arg)
{
	return ((char **)arg)[i];
}

static const char *
text(size_t i, size_t *len, void *arg)
{
	printf("sending %s\n", ((char **)arg)[i]);
	*len = body_len;
	return body;
}

static void
result(size_t i, const struct mail_result *r, void *arg)
{
	static const char *const name[] = { "sent", "temporary", "permanent",
		"unknown", "untried" };

	printf("%s %s %d %s\n", name[r->outcome], ((char **)arg)[i], r->code,
	    r->text);
}

static int
client(char **argv)
{
	struct mail_settings *s = mail_settings_read(argv[0]);
	struct mail_job job = { .recipient = recipient,
		.text = text,
		.result = result,
		.arg = argv + 2 };
	size_t size = (size_t)atol(argv[1]);
	int code;

	while (argv[2 + job.count] != NULL)
		job.count++;
	body = xasprintf("Date: Wed, 29 Jul 2026 18:00:05 +0900\r\n"
			 "From: <a@example.jp>\r\nTo: <b@example.jp>\r\n"
			 "Message-ID: <1@example.jp>\r\n\r\n.dot\r\n");
	body_len = strlen(body);
	body = xrealloc(body, body_len + size);
	for (size_t i = 0; i + 64 <= size; i += 64, body_len += 64) {
		memset(body + body_len, 'x', 62);
		memcpy(body + body_len + 62, "\r\n", 2);
	}
	code = mail_send(s, &job);
	mail_settings_free(s);
	free(body);
	return code;
}

int
main(int argc, char **argv)
{
	if (argc > 3)
		return client(argv + 1);
	refused();
	values();
	unlink(file);
	return done();
}
