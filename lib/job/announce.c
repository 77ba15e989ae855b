#include "job/announce.h"

#include <stdio.h>

#include "base/clock.h"
#include "io/json.h"
#include "job/holidays.h"
#include "store/registry.h"
#include "text/date.h"

#define DAY 86400
#define BEGINS (18 * 3600) /* in Japan */
#define ENDS (20 * 3600)
#define JST (9 * 3600)

static void
write_window(int64_t day, const char *id, struct buf *out)
{
	char date[CLOCK_TEXT], ja[DATE_TEXT], text[200];
	struct jsonw w;

	clock_format_date(day, date);
	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "announcement");
	jsonw_member(&w, "id", id);
	snprintf(text, sizeof text, "定期メンテナンス %s 18:00-20:00",
	    date_format_ja(day, ja));
	jsonw_member(&w, "name", text);
	snprintf(
	    text, sizeof text, "Planned maintenance %s 18:00-20:00 JST", date);
	jsonw_member(&w, "name_en", text);
	jsonw_member(&w, "category", "maintenance");
	jsonw_time(&w, "from", day * DAY + BEGINS - JST);
	jsonw_time(&w, "to", day * DAY + ENDS - JST);
	jsonw_close(&w, '}');
	buf_addc(out, '\n');
}

static void
announce(struct store *st, int64_t day, struct buf *out)
{
	char date[CLOCK_TEXT], id[CLOCK_TEXT + 16];
	struct arena a = ARENA_INIT;

	snprintf(id, sizeof id, "maintenance-%s", clock_format_date(day, date));
	if (registry_find(st, REG_ANNOUNCEMENT, id, &a, NULL) == REGISTRY_NONE)
		write_window(day, id, out);
	arena_free(&a);
}

void
announce_planned(struct store *st, int64_t now, int count, struct buf *out)
{
	struct calendar *c = holidays_calendar();
	int64_t day = clock_jst_days(now);

	/* what has begun needs no announcement */
	if ((now + JST) % DAY >= BEGINS)
		day++;
	for (int i = 0; i < count; i++) {
		day = calendar_maintenance(c, day);
		announce(st, day, out);
		day++;
	}
	calendar_free(c);
}
