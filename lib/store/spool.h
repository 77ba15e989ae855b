#ifndef VVS_SPOOL_H
#define VVS_SPOOL_H

/*
 * Lines put aside until all of a stream was read, then given back sorted
 * by name, those of one name in the order they came.  Kept in a private
 * temporary database: memory stays bounded, nothing reaches the state
 * file, and the file has no name.
 */
struct spool;

struct spool *spool_new(void);
void spool_free(struct spool *s); /* NULL is fine */

void spool_add(struct spool *s, const char *name, const char *line);

typedef void spool_fn(const char *name, const char *line, void *arg);
void spool_each(struct spool *s, spool_fn *fn, void *arg);

#endif
