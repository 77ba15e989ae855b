#include "job/letter_template.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/share.h"
#include "base/utf8.h"

#define TEMPLATE_MAX 65536 /* bytes */

static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = xmalloc(TEMPLATE_MAX + 1);
	size_t n;

	if (f == NULL)
		die(CMD_CONF, "cannot open '%s': %s", path, strerror(errno));
	n = fread(text, 1, TEMPLATE_MAX + 1, f);
	if (ferror(f))
		die(CMD_IO, "cannot read '%s': %s", path, strerror(errno));
	fclose(f);
	if (n > TEMPLATE_MAX)
		die(CMD_CONF, "'%s' is too long", path);
	text[n] = '\0';
	if (!utf8_valid(text, n) || strlen(text) != n)
		die(CMD_CONF, "'%s' is not UTF-8", path);
	return text;
}

/* The file that the configuration or the installation has; free it. */
static char *
file_path(const char *kind, int japanese)
{
	const char *dir = conf_get("mail.templates", NULL);
	const char *lang = japanese ? "ja" : "en";
	char *name, *path;

	if (dir != NULL) {
		if (access(dir, X_OK) < 0)
			die(CMD_CONF, "cannot open '%s': %s", dir,
			    strerror(errno));
		path = xasprintf("%s/%s.%s", dir, kind, lang);
		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	name = xasprintf("mail/%s.%s", kind, lang);
	path = share_path(name);
	free(name);
	return path;
}

void
letter_template_read(struct letter_template *t, const char *kind, int japanese)
{
	char *path = file_path(kind, japanese), *p;
	int n = 0;

	p = t->text = read_file(path);
	t->part[n++] = p;
	while ((p = strstr(p, "\n%%\n")) != NULL && n < LETTER_PARTS) {
		p[n == 1 ? 0 : 1] = '\0';
		p += strlen("\n%%\n");
		t->part[n++] = p;
	}
	if (n != LETTER_PARTS)
		die(CMD_CONF, "'%s' needs %d parts", path, LETTER_PARTS);
	free(path);
}

void
letter_template_fill(
    struct buf *out, const char *text, const struct template_value *value)
{
	const char *unknown = template_fill(out, text, value);

	if (unknown != NULL)
		die(CMD_CONF, "unknown value '{%.*s}' in a mail template",
		    (int)strcspn(unknown, "}"), unknown);
}

void
letter_signature(struct buf *out, int japanese)
{
	const char *own = conf_get("mail.signature", NULL);
	char *path =
	    own != NULL ? xstrdup(own) : file_path("signature", japanese);
	char *text = read_file(path);

	buf_adds(out, "\n-- \n");
	buf_adds(out, text);
	free(text);
	free(path);
}
