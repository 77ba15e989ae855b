/* vvs-cvss - score CVSS vectors */

#include <stdio.h>

#include "base/buf.h"
#include "base/cmd.h"
#include "base/msg.h"
#include "io/json.h"
#include "risk/cvss.h"

#define LINE_MAX_BYTES 1024 /* three times the longest vector of any version */

static void
print_score(const struct cvss *c)
{
	char text[CVSS_TEXT];
	int base = cvss_score(c, CVSS_BASE);
	int score = cvss_score(c, cvss_groups(c));
	struct buf out;
	struct jsonw w;

	buf_init(&out, 4096);
	jsonw_init(&w, &out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "vector", cvss_format(c, text));
	jsonw_member(&w, "version", cvss_version_name(c->version));
	jsonw_key(&w, "base");
	jsonw_tenths(&w, base);
	jsonw_key(&w, "score");
	jsonw_tenths(&w, score);
	jsonw_member(&w, "severity", cvss_severity(c->version, score));
	jsonw_close(&w, '}');
	buf_addc(&out, '\n');
	fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
}

static int
score(const char *vector)
{
	struct cvss c;
	const char *why = cvss_parse(&c, vector);

	if (why != NULL) {
		warn("%s in '%s'", why, vector);
		return CMD_DATA;
	}
	print_score(&c);
	return CMD_OK;
}

/* The next line without its newline; 0 at the end, -1 if it is no text. */
static int
next_line(char line[LINE_MAX_BYTES])
{
	size_t n = 0;
	int c, bad = 0;

	while ((c = getchar()) != EOF && c != '\n') {
		if (c == '\0' || n + 1 == LINE_MAX_BYTES)
			bad = 1;
		else
			line[n++] = (char)c;
	}
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	if (bad)
		return -1;
	return c != EOF || n > 0;
}

static int
run(int argc, char **argv)
{
	char line[LINE_MAX_BYTES];
	int code = CMD_OK, got;

	for (int i = 0; i < argc; i++)
		code = cmd_worse(code, score(argv[i]));
	if (argc > 0)
		return code;
	while (!ferror(stdout) && (got = next_line(line)) != 0) {
		if (got < 0) {
			warn("line that is too long or not text");
			code = cmd_worse(code, CMD_DATA);
		} else if (line[0] != '\0') {
			code = cmd_worse(code, score(line));
		}
	}
	if (ferror(stdin)) {
		warn("cannot read standard input");
		return CMD_IO;
	}
	return code;
}

static const struct cmd_opt opts[] = { { 0 } };

const struct cmd cmd = {
	.name = "vvs-cvss",
	.what = "score CVSS vectors",
	.args = "[VECTOR ...]",
	.needs = CMD_FILTER,
	.opts = opts,
	.run = run,
};
