#ifndef VVS_CHECK_H
#define VVS_CHECK_H

#include <stdio.h>

/*
 * What a unit test needs: CHECK() counts and reports, done() ends.  One
 * test program a file; it prints "passed N" or each failure with its
 * line, and its exit code is 0 or 1.
 */

static int checks_done, checks_failed;

#define CHECK(cond)                                                            \
	do {                                                                   \
		checks_done++;                                                 \
		if (!(cond)) {                                                 \
			checks_failed++;                                       \
			fprintf(                                               \
			    stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond); \
		}                                                              \
	} while (0)

/* The same, saying which row of a table it was. */
#define CHECK_ROW(cond, row)                                                \
	do {                                                                \
		checks_done++;                                              \
		if (!(cond)) {                                              \
			checks_failed++;                                    \
			fprintf(stderr, "%s:%d: %s (row '%s')\n", __FILE__, \
			    __LINE__, #cond, row);                          \
		}                                                           \
	} while (0)

static inline int
done(void)
{
	printf("%d checks, %d failed\n", checks_done, checks_failed);
	return checks_failed > 0;
}

#endif
