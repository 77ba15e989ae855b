#ifndef VVS_STORE_H
#define VVS_STORE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The state file: one SQLite database in WAL mode, shared by all programs.
 * All SQL is in lib/store; each store/NOUN.h has the functions for its
 * tables.
 *
 * These functions end the program when the file cannot be used: CMD_CONF
 * for a file that is not ours or of another schema, CMD_NOPERM if it may
 * not be read, CMD_NOINPUT if it is not there, CMD_RETRY when somebody else
 * writes for longer than the timeout, CMD_IO otherwise.  A read-only file or
 * folder is opened as it is, immutable, unless it has an unfinished log.
 */

enum store_mode {
	STORE_READ,  /* the file must exist */
	STORE_WRITE, /* the file must exist */
	STORE_CREATE /* make it, or bring its schema up to date */
};

struct store;

/*
 * What the *_each() functions call with one record as JSON text; anything
 * but 0 stops them.
 */
typedef int store_fn(const char *record, size_t n, void *arg);

/* Opening a file made with `vvs-init --test` sets the clock to VVS_NOW. */
struct store *store_open(const char *path, enum store_mode mode);
/*
 * The same although the contract is suspended or has ended, where
 * store_open() ends the program with CMD_NOPERM and says why.
 */
struct store *store_open_always(const char *path, enum store_mode mode);
void store_close(struct store *st); /* NULL is fine; undoes what is open */

/* One write transaction; waits its turn.  They do not nest. */
void store_begin(struct store *st);
void store_commit(struct store *st);
void store_rollback(struct store *st);

/* A read transaction: several queries see the same moment. */
void store_begin_read(struct store *st);

/*
 * Commits reach the disk before store_commit() returns (for ledger,
 * decisions, outbox), or with the next checkpoint (for feeds).
 */
void store_durable(struct store *st, int yes);

/* Leave what is committed in the log for the next program: saves syncs. */
void store_keep_log(struct store *st);

/* Move the log into the file; best effort, for after a large load. */
void store_checkpoint(struct store *st);

/* Mark a file as a test file: its clock is VVS_NOW from the next open on. */
void store_make_test(struct store *st);
int store_is_test(struct store *st);

/* What is damaged, in pages or schema, goes to `say`; how much it is. */
int store_check(struct store *st, void (*say)(const char *, void *), void *arg);

/*
 * The change number that every stored row that matters to a consumer has:
 * the next, inside a write transaction, and the highest given.
 */
int64_t store_next_seq(struct store *st);
int64_t store_seq(struct store *st);

/* How far `consumer` has come; 0 at first.  Set it with its results. */
int64_t store_cursor(struct store *st, const char *consumer);
void store_set_cursor(struct store *st, const char *consumer, int64_t seq);

#endif
