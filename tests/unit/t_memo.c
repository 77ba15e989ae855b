#include "base/memo.h"
#include "check.h"

int
main(void)
{
	struct memo m = { 0 };
	char name[20];
	int wrong = 0;

	CHECK(*memo_at(&m, "") == -1);
	*memo_at(&m, "") = 1;
	CHECK(*memo_at(&m, "") == 1);
	/* through several sizes nothing is lost or mixed up */
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "system-%d", i);
		wrong += *memo_at(&m, name) != -1;
		*memo_at(&m, name) = (signed char)(i % 3 == 0);
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "system-%d", i);
		wrong += *memo_at(&m, name) != (i % 3 == 0);
	}
	CHECK(wrong == 0);
	CHECK(*memo_at(&m, "") == 1);
	CHECK(*memo_at(&m, "system-") == -1);
	memo_free(&m);
	CHECK(*memo_at(&m, "system-0") == -1);
	memo_free(&m);
	return done();
}
