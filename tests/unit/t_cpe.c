/* CPE names: reading, writing, comparing */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "check.h"
#include "match/cpe.h"

static struct arena arena;
static struct buf out;

static const char *
fs(const char *text)
{
	struct cpe c;

	buf_clear(&out);
	if (cpe_parse(&c, &arena, text) < 0)
		return "refused";
	cpe_bind(&c, &out);
	return out.data;
}

static const char *
uri(const char *text)
{
	struct cpe c;

	buf_clear(&out);
	if (cpe_parse(&c, &arena, text) < 0)
		return "refused";
	cpe_bind_uri(&c, &out);
	return out.data;
}

#define SAME "="

static const struct {
	const char *text, *fs, *uri; /* fs SAME: written as it was read */
} names[] = {
	{ "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
	    SAME, "cpe:/a:microsoft:internet_explorer:8.0.6001:beta" },
	{ "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*", SAME,
	    "cpe:/a:microsoft:internet_explorer:8.%02:sp%01" },
	{ "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:"
	  "x64:*",
	    SAME,
	    "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~"
	    "x64~" },
	{ "cpe:2.3:a:a:c\\+\\+:-:*:*:*:*:*:*:*", SAME, "cpe:/a:a:c%2b%2b:-" },
	{ "cpe:2.3:a:foo\\\\bar:big\\$money:1:*:*:*:*:*:*:*", SAME,
	    "cpe:/a:foo%5cbar:big%24money:1" },
	{ "cpe:2.3:a:foo\\\\:b\\:c:1\\,2:*:*:*:*:*:*:*", SAME,
	    "cpe:/a:foo%5c:b%3ac:1%2c2" },
	{ "cpe:2.3:a:a\\~b:c:1:\\~x:*:*:*:*:*:*", SAME,
	    "cpe:/a:a%7eb:c:1:%7ex" },
	{ "cpe:2.3:a:x:y:1:*:\\~e:*:*:*:*:*", SAME, "cpe:/a:x:y:1::%7ee" },
	{ "cpe:2.3:a:x:y:1:*:e:ja-jp:*:*:*:*", SAME, "cpe:/a:x:y:1::e:ja-jp" },
	{ "cpe:2.3:a:x:y:1:*:-:*:*:-:*:o", SAME, "cpe:/a:x:y:1::~-~~-~~o" },
	{ "cpe:2.3:*:x:??y*:???:*:*:*:*:*:*:*", SAME,
	    "cpe:/:x:%01%01y%02:%01%01%01" },
	/* read liberally */
	{ "CPE:2.3:A:Apache:HTTP_Server:2.4:*:*:*:*:*:*:*",
	    "cpe:2.3:a:apache:http_server:2.4:*:*:*:*:*:*:*", NULL },
	{ "cpe:2.3:a:a/b:c++ (x):1:*:*:*:*:*:*:*",
	    "cpe:2.3:a:a\\/b:c\\+\\+_\\(x\\):1:*:*:*:*:*:*:*", NULL },
	{ "cpe:2.3:a:a\\-b:c\\.d:1\\_0:*:*:*:*:*:*:*",
	    "cpe:2.3:a:a-b:c.d:1_0:*:*:*:*:*:*:*", NULL },
	{ "cpe:2.3:a:x:y:\\-:*:*:*:*:*:*:*", "cpe:2.3:a:x:y:-:*:*:*:*:*:*:*",
	    NULL },
	{ "cpe:2.3:o:linux:linux_kernel",
	    "cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*", NULL },
	{ "cpe:2.3:a:x:y\\", "cpe:2.3:a:x:y\\\\:*:*:*:*:*:*:*:*", NULL },
	{ "cpe:/a:apache:http_server",
	    "cpe:2.3:a:apache:http_server:*:*:*:*:*:*:*:*",
	    "cpe:/a:apache:http_server" },
	{ "cpe:/:vendor", "cpe:2.3:*:vendor:*:*:*:*:*:*:*:*:*",
	    "cpe:/:vendor" },
	{ "cpe:/*:vendor", "cpe:2.3:*:vendor:*:*:*:*:*:*:*:*:*", NULL },
	{ "cpe:/a:X:y:-", "cpe:2.3:a:x:y:-:*:*:*:*:*:*:*", NULL },
	{ "cpe:/a:x:y:-1", "cpe:2.3:a:x:y:-1:*:*:*:*:*:*:*", NULL },
	{ "cpe:/a:x:y:1~2::e~f", "cpe:2.3:a:x:y:1\\~2:*:e\\~f:*:*:*:*:*",
	    NULL },
	/* refused */
	{ "", "refused", NULL },
	{ "cpe:2.3:", "refused", NULL },
	{ "cpe:2.2:a:x:y", "refused", NULL },
	{ "cpe:2.3:a:x::1", "refused", NULL },
	{ "cpe:2.3:x:x:y:1", "refused", NULL },
	{ "cpe:2.3:ao:x:y:1", "refused", NULL },
	{ "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*:*", "refused", NULL },
	{ "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*:", "refused", NULL },
	{ "cpe:2.3:a:x:b*c:1", "refused", NULL },
	{ "cpe:2.3:a:x:b?c:1", "refused", NULL },
	{ "cpe:2.3:a:x:**:1", "refused", NULL },
	{ "cpe:2.3:a:x:*?y:1", "refused", NULL },
	{ "cpe:2.3:a:x:?*:1", "refused", NULL },
	{ "cpe:2.3:a:x:y\tz:1", "refused", NULL },
	{ "cpe:2.3:a:x:y\xc3\xa9:1", "refused", NULL },
	{ "cpe:/a:x:y:%zz", "refused", NULL },
	{ "cpe:/a:x:y:%2", "refused", NULL },
	{ "cpe:/a:x:y:%41", "refused", NULL },
	{ "cpe:/a:x:y:1%022", "refused", NULL },
	{ "cpe:/a:x:y:1::~a~b", "refused", NULL },
	{ "cpe:/a:x:y:1::~a~b~c~d~e~f", "refused", NULL },
	{ "cpe:/a:x:y:1:2:3:4:5", "refused", NULL },
};

static void
test_names(void)
{
	const char *want;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		want = strcmp(names[i].fs, SAME) == 0 ? names[i].text
						      : names[i].fs;
		CHECK_ROW(strcmp(fs(names[i].text), want) == 0, names[i].text);
		if (names[i].uri == NULL)
			continue;
		CHECK_ROW(strcmp(uri(names[i].text), names[i].uri) == 0,
		    names[i].text);
		CHECK_ROW(strcmp(fs(names[i].uri), want) == 0, names[i].uri);
	}
}

static void
test_length(void)
{
	static char text[3 * CPE_MAX];
	struct cpe c;

	strcpy(text, "cpe:2.3:a:x:");
	memset(text + 12, '/', CPE_MAX - 12);
	CHECK(cpe_parse(&c, &arena, text) == 0);
	buf_clear(&out);
	cpe_bind_uri(&c, &out);
	CHECK(!out.overflow && out.len > 2 * CPE_MAX);
	text[CPE_MAX] = '/';
	CHECK(cpe_parse(&c, &arena, text) < 0);
}

static const struct {
	const char *source, *target;
	enum cpe_relation want;
} relations[] = {
	{ "*", "*", CPE_EQUAL },
	{ "*", "-", CPE_SUPERSET },
	{ "*", "i", CPE_SUPERSET },
	{ "*", "m*", CPE_UNDEFINED },
	{ "-", "*", CPE_SUBSET },
	{ "-", "-", CPE_EQUAL },
	{ "-", "i", CPE_DISJOINT },
	{ "-", "m*", CPE_UNDEFINED },
	{ "i", "i", CPE_EQUAL },
	{ "i", "I", CPE_EQUAL },
	{ "i", "k", CPE_DISJOINT },
	{ "i", "m*", CPE_UNDEFINED },
	{ "i", "-", CPE_DISJOINT },
	{ "i", "*", CPE_SUBSET },
	{ "m*", "*", CPE_SUBSET },
	{ "m*", "-", CPE_DISJOINT },
	{ "m*", "m*", CPE_UNDEFINED },
	{ "m*", "n*", CPE_UNDEFINED },
	{ "8.*", "8.0.6001", CPE_SUPERSET },
	{ "8.*", "8.", CPE_SUPERSET },
	{ "8.*", "18.0", CPE_DISJOINT },
	{ "*8", "8.8", CPE_SUPERSET },
	{ "*8", "8.9", CPE_DISJOINT },
	{ "*aa*", "xaaay", CPE_SUPERSET },
	{ "*aa*", "xabay", CPE_DISJOINT },
	{ "?aa", "aaa", CPE_SUPERSET },
	{ "?aa", "aa", CPE_SUPERSET },
	{ "?aa", "xxaa", CPE_DISJOINT },
	{ "??a?", "a", CPE_SUPERSET },
	{ "??a?", "xxay", CPE_SUPERSET },
	{ "??a?", "xxayy", CPE_DISJOINT },
	{ "*a?", "aaaaab", CPE_SUPERSET },
	{ "*a?", "abb", CPE_DISJOINT },
	{ "internet_exp?????", "internet_explorer", CPE_SUPERSET },
	{ "internet_exp????", "internet_explorer", CPE_DISJOINT },
	{ "foo?", "foo", CPE_SUPERSET },
	{ "foo?", "foobar", CPE_DISJOINT },
	{ "???", "foo", CPE_SUPERSET },
	{ "???", "fooo", CPE_DISJOINT },
	/* a quoted character counts once, and quoted wildcards are none */
	{ "a??", "a\\/\\+", CPE_SUPERSET },
	{ "a?", "a\\/\\+", CPE_DISJOINT },
	{ "a\\*", "ab", CPE_DISJOINT },
	{ "a\\*", "a\\*", CPE_EQUAL },
	{ "*\\\\", "a\\\\", CPE_SUPERSET },
	{ "*\\+", "a\\\\+", CPE_SUPERSET },
};

static void
test_relations(void)
{
	char text[64];
	struct cpe s, t;

	for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
		snprintf(
		    text, sizeof(text), "cpe:2.3:a:v:%s", relations[i].source);
		CHECK_ROW(cpe_parse(&s, &arena, text) == 0, text);
		snprintf(
		    text, sizeof(text), "cpe:2.3:a:v:%s", relations[i].target);
		CHECK_ROW(cpe_parse(&t, &arena, text) == 0, text);
		CHECK_ROW(
		    cpe_relate(&s, &t, CPE_PRODUCT) == relations[i].want, text);
	}
}

/* "key": "value" of a line of JSON; 0 if that is not on it. */
static int
json_value(const char *line, const char *key, char *value)
{
	const char *p = strchr(line, '"');

	if (p == NULL || strncmp(p + 1, key, strlen(key)) != 0)
		return 0;
	p = strchr(p + strlen(key) + 2, '"');
	for (p++; *p != '"' && *p != '\0'; p++) {
		if (*p == '\\')
			p++;
		*value++ = *p;
	}
	*value = '\0';
	return 1;
}

static void
test_conformance(const char *dir)
{
	char path[512], line[4096], text[4096] = "", value[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/conformance/cpe/fs-uri-wfn.json", dir);
	f = fopen(path, "r");
	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (json_value(line, "cpe-string", value)) {
			strcpy(text, value);
			CHECK_ROW(strcmp(fs(text), text) == 0, text);
		} else if (json_value(line, "cpe-url", value)) {
			CHECK_ROW(strcmp(uri(text), value) == 0, text);
			CHECK_ROW(strcmp(fs(value), text) == 0, value);
		}
		arena_reset(&arena);
	}
	if (f != NULL)
		fclose(f);
}

static void
test_real_names(const char *dir)
{
	char command[600], line[4096], u[CPE_BIND_MAX];
	FILE *f;

	snprintf(command, sizeof(command),
	    "gzip -dc '%s/conformance/cpe/real-names.txt.gz'", dir);
	f = popen(command, "r");
	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		/* one of them has a capital letter */
		CHECK_ROW(strcasecmp(fs(line), line) == 0, line);
		strcpy(u, uri(line));
		CHECK_ROW(strcasecmp(fs(u), line) == 0, u);
		arena_reset(&arena);
	}
	if (f != NULL)
		CHECK(pclose(f) == 0);
}

int
main(void)
{
	const char *dir = getenv("DATA");

	buf_init(&out, 4 * CPE_BIND_MAX);
	test_names();
	test_length();
	test_relations();
	if (dir != NULL && *dir != '\0') {
		test_conformance(dir);
		test_real_names(dir);
	} else {
		printf("skipped: names of data/conformance (no DATA)\n");
	}
	buf_free(&out);
	arena_free(&arena);
	return done();
}
