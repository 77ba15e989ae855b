#include "io/unpack.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/cmd.h"
#include "base/lang.h"
#include "base/mem.h"

#define CHUNK (128u * 1024)
#define LIBRARY "libarchive.so.13"

/*
 * With it come libxml2, ICU and libstdc++: a quarter of the start of a
 * program that mostly learns that nothing is new.  So it is loaded late.
 */
static struct {
	__typeof__(archive_read_new) *read_new;
	__typeof__(archive_read_free) *read_free;
	__typeof__(archive_set_error) *set_error;
	__typeof__(archive_read_support_filter_gzip) *gzip;
	__typeof__(archive_read_support_filter_xz) *xz;
	__typeof__(archive_read_support_filter_zstd) *zstd;
	__typeof__(archive_read_support_format_zip_streamable) *zip;
	__typeof__(archive_read_support_format_raw) *raw;
	__typeof__(archive_read_support_format_empty) *empty;
	__typeof__(archive_read_open) *read_open;
	__typeof__(archive_read_next_header) *next_header;
	__typeof__(archive_read_data_block) *data_block;
	__typeof__(archive_entry_filetype) *filetype;
} la;

static const struct {
	const char *name;
	void *function; /* in `la` */
} calls[] = {
	{ "archive_read_new", &la.read_new },
	{ "archive_read_free", &la.read_free },
	{ "archive_set_error", &la.set_error },
	{ "archive_read_support_filter_gzip", &la.gzip },
	{ "archive_read_support_filter_xz", &la.xz },
	{ "archive_read_support_filter_zstd", &la.zstd },
	{ "archive_read_support_format_zip_streamable", &la.zip },
	{ "archive_read_support_format_raw", &la.raw },
	{ "archive_read_support_format_empty", &la.empty },
	{ "archive_read_open", &la.read_open },
	{ "archive_read_next_header", &la.next_header },
	{ "archive_read_data_block", &la.data_block },
	{ "archive_entry_filetype", &la.filetype },
};

void
unpack_load(void)
{
	void *library, *f;

	if (la.read_new != NULL)
		return;
	library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		f = library == NULL ? NULL : dlsym(library, calls[i].name);
		if (f == NULL)
			die(CMD_CONF, "cannot load a library: %s", dlerror());
		memcpy(calls[i].function, &f, sizeof f);
	}
}

struct input {
	int fd;
	int failed; /* reading it, not what was in it */
	char *chunk;
};

static la_ssize_t
read_chunk(struct archive *a, void *arg, const void **data)
{
	struct input *in = arg;
	ssize_t n;

	do
		n = read(in->fd, in->chunk, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		in->failed = 1;
		la.set_error(a, errno, "cannot read");
	}
	*data = in->chunk;
	return n;
}

static struct archive *
open_input(struct input *in)
{
	struct archive *a = la.read_new();

	if (a == NULL)
		die(CMD_IO, "out of memory");
	la.gzip(a);
	la.xz(a);
	la.zstd(a);
	la.zip(a);
	la.raw(a);
	la.empty(a);
	if (la.read_open(a, in, NULL, read_chunk, NULL) != ARCHIVE_OK) {
		la.read_free(a);
		return NULL;
	}
	return a;
}

static int
read_entry(struct archive *a, int (*piece)(const char *, size_t, void *),
    void *arg, const char **why)
{
	const void *data;
	uint64_t total = 0;
	la_int64_t at;
	size_t n;
	int rc;

	while ((rc = la.data_block(a, &data, &n, &at)) == ARCHIVE_OK) {
		total += n;
		*why = N_("too large when inflated");
		if (total > UNPACK_MAX)
			return -1;
		if (n > 0 && (rc = piece(data, n, arg)) != 0)
			return rc;
	}
	*why = N_("damaged or cut off");
	return rc == ARCHIVE_EOF ? 0 : -1;
}

static int
is_folder(struct archive_entry *e)
{
	return la.filetype(e) == AE_IFDIR;
}

/* The one file in it; a raw stream counts as such. */
static int
read_archive(struct archive *a, int (*piece)(const char *, size_t, void *),
    void *arg, const char **why)
{
	struct archive_entry *e;
	int files = 0, rc;

	while ((rc = la.next_header(a, &e)) == ARCHIVE_OK) {
		if (is_folder(e))
			continue;
		*why = N_("holds more than one file");
		if (files++ > 0)
			return -1;
		rc = read_entry(a, piece, arg, why);
		if (rc != 0)
			return rc;
	}
	*why = N_("damaged or cut off");
	return rc == ARCHIVE_EOF ? 0 : -1;
}

int
unpack(int fd, int (*piece)(const char *, size_t, void *), void *arg,
    const char **why)
{
	struct input in = { .fd = fd, .chunk = xmalloc(CHUNK) };
	struct archive *a;
	int rc = -1;

	unpack_load();
	a = open_input(&in);
	*why = N_("damaged or cut off");
	if (a != NULL) {
		rc = read_archive(a, piece, arg, why);
		la.read_free(a);
	}
	if (in.failed)
		*why = N_("cannot be read");
	free(in.chunk);
	return rc;
}
