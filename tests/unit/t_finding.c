#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"
#include "rec/cve.h"
#include "rec/finding.h"
#include "store/finding.h"

static const struct {
	const char *text;
	int64_t cve; /* 0: refused */
} row[] = {
	{ "CVE-2021-44228", 2021 * CVE_YEAR + 44228 },
	{ "CVE-1999-0001", 1999 * CVE_YEAR + 1 },
	{ "CVE-2026-1234567890", 2026 * CVE_YEAR + 1234567890 },
	{ "CVE-2026-12345678901", 0 },
	{ "CVE-2026-123", 0 },
	{ "CVE-1998-0001", 0 },
	{ "cve-2021-44228", 0 },
	{ "CVE-2021-44228x", 0 },
	{ "CVE-2021-", 0 },
	{ "", 0 },
};

static void
ids(void)
{
	char text[CVE_TEXT], a[FINDING_ID], b[FINDING_ID];
	int64_t cve;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int rc = cve_parse(row[i].text, &cve);

		CHECK_ROW((rc == 0) == (row[i].cve != 0), row[i].text);
		if (rc == 0)
			CHECK_ROW(
			    cve == row[i].cve &&
				strcmp(cve_format(cve, text), row[i].text) == 0,
			    row[i].text);
	}
	/* parts must not run together */
	finding_id("ab", "c", row[0].cve, a);
	finding_id("a", "bc", row[0].cve, b);
	CHECK(strlen(a) == 32 && strcmp(a, b) != 0);
}

static int count;
static char last[64];

static int
see(const struct finding *f, void *arg)
{
	(void)arg;
	count++;
	snprintf(last, sizeof last, "%s %s %s", f->id, f->state, f->level);
	return 0;
}

static int
see_texts(const struct finding *f, void *arg)
{
	(void)arg;
	count++;
	snprintf(last, sizeof last, "%s %s", f->software, f->evidence);
	return 0;
}

static void
life(struct store *st)
{
	char id[FINDING_ID], want[64];
	struct finding f = { .system = "web1",
		.software = "{\"name\":\"x\"}",
		.cve = row[0].cve,
		.source = "nvd",
		.confidence = 80,
		.evidence = "{}",
		.level = "high" };
	struct finding_query all = { 0 }, open = { .open_only = 1 };

	f.id = finding_id("web1", "x", f.cve, id);
	clock_set(1000);
	store_begin(st);
	CHECK(finding_put(st, &f) == FINDING_NEW && f.seq == 1);
	CHECK(finding_put(st, &f) == FINDING_SAME && f.seq == 1);
	clock_set(2000);
	f.level = "urgent";
	CHECK(finding_put(st, &f) == FINDING_CHANGED && f.first_at == 1000 &&
	      f.changed_at == 2000 && f.seq == 2);
	CHECK(finding_close(st, id, "resolved") == 1);
	CHECK(finding_close(st, id, "resolved") == 0);
	CHECK(finding_each(st, &open, see, NULL) == 0 && count == 0);
	CHECK(finding_put(st, &f) == FINDING_CHANGED &&
	      strcmp(f.state, "open") == 0);
	CHECK(finding_close(st, "no such id", "resolved") == 0);
	store_commit(st);
	CHECK(finding_each(st, &all, see, NULL) == 0 && count == 1);
	snprintf(want, sizeof want, "%s open urgent", id);
	CHECK(strcmp(last, want) == 0);
}

/* More than a batch: all are there, each with the texts of its own. */
static void
many(struct store *st)
{
	enum { COUNT = 2 * FINDING_BATCH + 3 };
	struct finding_batch batch = { .count = 0 };
	struct finding f = { .source = "nvd", .level = "low" };
	char id[FINDING_ID], software[32], evidence[32], want[64];

	store_begin(st);
	CHECK(!finding_any(st, "many"));
	for (int i = 0; i < COUNT; i++) {
		snprintf(software, sizeof software, "{\"name\":\"%d\"}", i / 2);
		snprintf(evidence, sizeof evidence, "{\"i\":%d}", i);
		f.system = "many";
		f.cve = row[0].cve + i;
		f.id = finding_id("many", software, f.cve, id);
		f.software = software;
		f.evidence = evidence;
		finding_add(st, &batch, &f);
	}
	finding_add_end(st, &batch);
	CHECK(batch.count == 0);
	store_commit(st);
	arena_free(&batch.texts);
	count = 0;
	for (int i = 0; i < COUNT; i++) {
		struct finding_query q = { .id = id };

		snprintf(software, sizeof software, "{\"name\":\"%d\"}", i / 2);
		snprintf(evidence, sizeof evidence, "{\"i\":%d}", i);
		finding_id("many", software, row[0].cve + i, id);
		snprintf(want, sizeof want, "%s %s", software, evidence);
		finding_each(st, &q, see_texts, NULL);
		CHECK_ROW(strcmp(last, want) == 0, want);
	}
	CHECK(count == COUNT);
}

int
main(void)
{
	char dir[] = "/tmp/vvs-t-XXXXXX", path[64];
	struct store *st;

	ids();
	CHECK(mkdtemp(dir) != NULL && chdir(dir) == 0);
	snprintf(path, sizeof path, "%s/s.db", dir);
	st = store_open(path, STORE_CREATE);
	life(st);
	many(st);
	store_close(st);
	CHECK(unlink("s.db") == 0 && rmdir(dir) == 0);
	return done();
}
