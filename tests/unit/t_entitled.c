/* What the contract entitles to: the option network scan, by day. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"
#include "job/entitled.h"
#include "store/contract.h"

static const struct {
	const char *contract, *today;
	int may;
} row[] = {
	{ NULL, "2026-01-01", 1 }, /* no contract, no limit */
	{ "{\"id\":\"c\",\"network_scan\":true}", "2026-01-01", 1 },
	{ "{\"id\":\"c\",\"network_scan\":false}", "2026-01-01", 0 },
	{ "{\"id\":\"c\"}", "2026-01-01", 0 },
	{ "{\"id\":\"c\",\"network_scan\":true,"
	  "\"next\":{\"from\":\"2026-04-01\",\"network_scan\":false}}",
	    "2026-03-31", 1 },
	{ "{\"id\":\"c\",\"network_scan\":true,"
	  "\"next\":{\"from\":\"2026-04-01\",\"network_scan\":false}}",
	    "2026-04-01", 0 },
};

int
main(void)
{
	char dir[] = "/tmp/vvs-t-XXXXXX", why[REG_WHY];
	struct store *st;
	int64_t day = 0;

	CHECK(mkdtemp(dir) != NULL && chdir(dir) == 0);
	st = store_open("s.db", STORE_CREATE);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct entitled e = { 0 };

		if (row[i].contract != NULL) {
			store_begin(st);
			contract_put(st, row[i].contract);
			store_commit(st);
		}
		CHECK(clock_parse_date(row[i].today, &day) == 0);
		clock_set(day * 86400);
		CHECK_ROW((entitled_scan(&e, st, why) == 0) == row[i].may,
		    row[i].contract ? row[i].contract : "none");
	}
	CHECK(strcmp(why, "the contract does not cover network scans") == 0);
	store_close(st);
	CHECK(unlink("s.db") == 0 && rmdir(dir) == 0);
	return done();
}
