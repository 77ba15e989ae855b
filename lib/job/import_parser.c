#include "job/import_parser.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "asset/charset.h"
#include "base/cmd.h"
#include "base/jail.h"
#include "base/lang.h"
#include "base/proc.h"
#include "io/digest.h"

/* A document of the largest size, twice while it is decoded, as a tree. */
#define JAIL_BYTES ((size_t)4 << 30)
#define JAIL_SECONDS 600
#define PIECE ((size_t)64 * 1024)
#define LINE_BYTES ((size_t)1 << 20)

struct writer {
	struct buf line;
	int fd;
};

/* To the pipe, in pieces that are worth a system call. */
static void
send_lines(struct writer *w, size_t at_least)
{
	if (w->line.len < at_least || w->line.len == 0)
		return;
	if (proc_write(w->fd, w->line.data, w->line.len) < 0)
		_exit(CMD_IO); /* the parent is gone */
	buf_clear(&w->line);
}

static void
on_say(const char *text, void *arg)
{
	struct writer *w = arg;
	struct jsonw j;

	jsonw_init(&j, &w->line);
	jsonw_open(&j, '{');
	jsonw_member(&j, "type", "say");
	jsonw_member(&j, "text", text);
	jsonw_close(&j, '}');
	buf_addc(&w->line, '\n');
	send_lines(w, PIECE);
}

static void
on_software(const struct software *s, void *arg)
{
	struct writer *w = arg;
	struct jsonw j;

	jsonw_init(&j, &w->line);
	software_write(&j, s);
	buf_addc(&w->line, '\n');
	send_lines(w, PIECE);
}

static void
on_address(const char *system, const char *address, void *arg)
{
	struct writer *w = arg;
	struct jsonw j;

	jsonw_init(&j, &w->line);
	jsonw_open(&j, '{');
	jsonw_member(&j, "type", "address");
	jsonw_member(&j, "system", system);
	jsonw_member(&j, "address", address);
	jsonw_close(&j, '}');
	buf_addc(&w->line, '\n');
	send_lines(w, PIECE);
}

static void
on_pass(const char *line, size_t n, void *arg)
{
	struct writer *w = arg;

	buf_adds(&w->line, "{\"type\":\"pass\"}\n");
	send_lines(w, 0);
	if (proc_write(w->fd, line, n) < 0)
		_exit(CMD_IO);
	buf_addc(&w->line, '\n');
}

static void
send_begin(struct writer *w, enum inventory_format f)
{
	struct jsonw j;

	jsonw_init(&j, &w->line);
	jsonw_open(&j, '{');
	jsonw_member(&j, "type", "begin");
	jsonw_member(&j, "format", inventory_format_name(f));
	jsonw_close(&j, '}');
	buf_addc(&w->line, '\n');
}

static void
send_end(struct writer *w, long bad)
{
	struct jsonw j;

	jsonw_init(&j, &w->line);
	jsonw_open(&j, '{');
	jsonw_member(&j, "type", "end");
	jsonw_key(&j, "bad");
	jsonw_int(&j, bad);
	jsonw_close(&j, '}');
	buf_addc(&w->line, '\n');
	send_lines(w, 0);
}

/* What it is; INVENTORY_DETECT and the reason if it cannot be read. */
static enum inventory_format
prepare(const struct import_parser *p, struct charset *cs, struct buf *doc,
    const char **why)
{
	*why = charset_decode(cs, doc);
	if (*why != NULL)
		return INVENTORY_DETECT;
	if (p->format != INVENTORY_DETECT && doc->len > 0)
		return p->format;
	return inventory_detect(doc->data, doc->len, why);
}

/* Before anything of it is looked at. */
static void
send_digest(struct writer *w, const struct buf *doc)
{
	unsigned char sum[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct jsonw j;

	digest(doc->data, doc->len, sum);
	jsonw_init(&j, &w->line);
	jsonw_open(&j, '{');
	jsonw_member(&j, "type", "digest");
	jsonw_member(&j, "sha256", digest_hex(sum, DIGEST_LEN, hex));
	jsonw_close(&j, '}');
	buf_addc(&w->line, '\n');
	send_lines(w, 0);
}

static int
parse(struct inventory *inv, const struct import_parser *p, int in,
    struct charset *cs, struct writer *w)
{
	enum inventory_format f = INVENTORY_DETECT;
	char text[600];
	const char *why;
	struct buf doc;

	buf_init(&doc, INVENTORY_BYTES);
	if (buf_read(&doc, in) < 0) {
		why = errno == EFBIG ? lang_text("larger than 512 MiB")
				     : strerror(errno);
	} else {
		if (doc.len > 0)
			send_digest(w, &doc);
		f = prepare(p, cs, &doc, &why);
		if (doc.len == 0 && p->is_pipe)
			return CMD_NO;
	}
	if (f == INVENTORY_DETECT) {
		snprintf(text, sizeof text, "%.300s: %s", p->file, why);
		on_say(text, w);
		return CMD_DATA;
	}
	send_begin(w, f);
	if (inventory_read(inv, f, doc.data, doc.len) < 0)
		return CMD_DATA;
	send_end(w, inv->bad);
	return CMD_OK;
}

int
import_parser(int in, int out, void *arg)
{
	const struct import_parser *p = arg;
	struct writer w = { .fd = out };
	struct inventory inv = { .file = p->file,
		.system = p->system,
		.distro = p->distro,
		.distro_version = p->distro_version,
		.say = on_say,
		.add = on_software,
		.address = on_address,
		.pass = p->is_pipe ? on_pass : NULL,
		.arg = &w };
	struct charset *cs;
	int rc;

	proc_keep_only(in, out);
	cs = charset_new();
	jail_enter(JAIL_BYTES, JAIL_SECONDS);
	buf_init(&w.line, LINE_BYTES);
	rc = parse(&inv, p, in, cs, &w);
	send_lines(&w, 0);
	return rc;
}
