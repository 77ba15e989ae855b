#include "job/audit.h"

#include <errno.h>
#include <string.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "io/jsonl.h"
#include "job/actor.h"

struct printer {
	FILE *out;
	struct buf line;
};

static void
put_line(FILE *out, struct buf *line)
{
	buf_addc(line, '\n');
	fwrite(line->data, 1, line->len, out);
	buf_clear(line);
}

void
audit_write(struct buf *line, const struct ledger_event *e)
{
	char hex[DIGEST_HEX];
	struct jsonw w;

	jsonw_init(&w, line);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "event");
	jsonw_key(&w, "n");
	jsonw_int(&w, e->n);
	jsonw_time(&w, "at", e->at);
	jsonw_member(&w, "kind", e->kind);
	jsonw_member(&w, "actor", e->actor);
	jsonw_member(&w, "object", e->object);
	if (e->content != NULL) {
		jsonw_key(&w, "content");
		jsonw_raw(&w, e->content, strlen(e->content));
	} else {
		jsonw_key(&w, "erased");
		jsonw_bool(&w, 1);
	}
	jsonw_member(&w, "link", digest_hex(e->link, DIGEST_LEN, hex));
	jsonw_close(&w, '}');
	buf_addc(line, '\n');
}

static int
print_event(const struct ledger_event *e, void *arg)
{
	struct printer *p = arg;

	buf_clear(&p->line);
	audit_write(&p->line, e);
	fwrite(p->line.data, 1, p->line.len, p->out);
	return ferror(p->out);
}

int
audit_print(struct store *st, const struct ledger_query *q, FILE *out)
{
	struct printer p = { .out = out };
	struct actor who;

	actor_load(&who, st);
	actor_require(&who, ACTION_ORGANIZATIONS);
	actor_free(&who);
	buf_init(&p.line, 2 * LEDGER_CONTENT_MAX);
	ledger_each(st, q, print_event, &p);
	buf_free(&p.line);
	return CMD_OK;
}

int
audit_anchor(struct store *st, FILE *out)
{
	unsigned char link[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct actor who;
	struct jsonw w;
	struct buf b;

	actor_load(&who, st);
	actor_free(&who);
	buf_init(&b, 1000);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "anchor");
	jsonw_key(&w, "n");
	jsonw_int(&w, ledger_head(st, link));
	jsonw_member(&w, "link", digest_hex(link, DIGEST_LEN, hex));
	jsonw_close(&w, '}');
	put_line(out, &b);
	buf_free(&b);
	return CMD_OK;
}

static int
read_hex(const char *hex, unsigned char link[DIGEST_LEN])
{
	static const char digit[] = "0123456789abcdef";

	if (hex == NULL || strlen(hex) != DIGEST_HEX - 1 ||
	    strspn(hex, digit) != DIGEST_HEX - 1)
		return -1;
	for (int i = 0; i < DIGEST_LEN; i++)
		link[i] =
		    (unsigned char)((strchr(digit, hex[2 * i]) - digit) << 4 |
				    (strchr(digit, hex[2 * i + 1]) - digit));
	return 0;
}

/* The number of the anchor in a file; -1, said, if there is none. */
static int64_t
read_anchor(const char *path, unsigned char link[DIGEST_LEN])
{
	int is_stdin = strcmp(path, "-") == 0;
	FILE *f = is_stdin ? stdin : fopen(path, "re");
	const struct json *v;
	struct jsonl *in;
	int64_t n = -1;

	if (f == NULL)
		die(CMD_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	in = jsonl_open(f, is_stdin ? "<stdin>" : path);
	v = jsonl_next(in);
	if (v == NULL || !json_int(json_get(v, "n"), &n) || n < 0 ||
	    read_hex(json_str(v, "link"), link) < 0) {
		warn("'%s' holds no anchor: it is what vvs-audit --anchor "
		     "printed",
		    path);
		n = -1;
	}
	jsonl_close(in);
	if (!is_stdin)
		fclose(f);
	return n;
}

static void
print_verdict(const struct ledger_verdict *v, FILE *out)
{
	struct jsonw w;
	struct buf b;

	buf_init(&b, 1000);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "verdict");
	jsonw_key(&w, "intact");
	jsonw_bool(&w, v->why == NULL);
	jsonw_key(&w, "events");
	jsonw_int(&w, v->events);
	jsonw_key(&w, "erased");
	jsonw_int(&w, v->erased);
	if (v->why != NULL) {
		jsonw_key(&w, "broken");
		jsonw_int(&w, v->broken);
		jsonw_member(&w, "why", v->why);
	}
	jsonw_close(&w, '}');
	put_line(out, &b);
	buf_free(&b);
}

int
audit_verify(struct store *st, const char *anchor, FILE *out)
{
	unsigned char link[DIGEST_LEN] = { 0 };
	int64_t n = anchor != NULL ? read_anchor(anchor, link) : 0;
	struct ledger_verdict v;
	struct actor who;

	actor_load(&who, st);
	actor_free(&who);
	if (n < 0)
		return CMD_DATA;
	ledger_verify(st, n, link, &v);
	print_verdict(&v, out);
	return v.why == NULL ? CMD_OK : CMD_NO;
}
