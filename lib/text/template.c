#include "text/template.h"

#include <string.h>

#include "io/text.h"
#include "text/wrap.h"

/* Length of a name at `s`, which stands behind "{"; 0 if it is none. */
static size_t
name_len(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz_");

	return s[n] == '}' ? n : 0;
}

static const struct template_value *
find(const struct template_value *v, const char *name, size_t n)
{
	for (; v->name != NULL; v++)
		if (strlen(v->name) == n && memcmp(v->name, name, n) == 0)
			return v;
	return NULL;
}

/* Column at the end of what stands on the last line of `out`. */
static size_t
column(const struct buf *out)
{
	const char *line = strrchr(out->data, '\n');

	return text_width(line != NULL ? line + 1 : out->data);
}

/* Its further lines begin where the first one does. */
static void
add_lines(struct buf *out, const char *value, size_t at)
{
	for (; *value != '\0'; value++) {
		buf_addc(out, *value);
		if (*value == '\n' && value[1] != '\n' && value[1] != '\0')
			for (size_t i = 0; i < at; i++)
				buf_addc(out, ' ');
	}
}

static void
add_value(struct buf *out, const char *value, int at_end)
{
	size_t at = at_end ? column(out) : 0;

	if (strchr(value, '\n') != NULL)
		add_lines(out, value, at);
	else if (at_end)
		wrap(out, value, at, at);
	else
		buf_adds(out, value);
}

/* One line of `n` bytes: 1 if it is to be kept, -1 for an unknown value. */
static int
fill_line(struct buf *out, const char *s, size_t n,
    const struct template_value *value, const char **unknown)
{
	const char *end = s + n;
	int values = 0, used = 0;

	while (s < end) {
		size_t len = *s == '{' ? name_len(s + 1) : 0;
		const struct template_value *v;

		if (len == 0) {
			buf_addc(out, *s++);
			continue;
		}
		v = find(value, s + 1, len);
		if (v == NULL) {
			*unknown = s + 1;
			return -1;
		}
		s += len + 2;
		values++;
		if (v->value != NULL && *v->value != '\0') {
			add_value(out, v->value, s == end);
			used++;
		}
	}
	return values == 0 || used > 0;
}

const char *
template_fill(
    struct buf *out, const char *text, const struct template_value *value)
{
	const char *unknown = NULL;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n"), before = out->len;
		int keep = fill_line(out, text, n, value, &unknown);

		if (keep < 0)
			return unknown;
		if (keep == 0 && !out->overflow) {
			out->len = before;
			out->data[before] = '\0';
		}
		text += n;
		if (*text == '\n' && keep)
			buf_addc(out, '\n');
		text += *text == '\n';
	}
	return NULL;
}
