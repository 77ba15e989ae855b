#include "io/unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/cmd.h"
#include "base/mem.h"

#define CHUNK (128u * 1024)

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
		archive_set_error(a, errno, "cannot read");
	}
	*data = in->chunk;
	return n;
}

static struct archive *
open_input(struct input *in)
{
	struct archive *a = archive_read_new();

	if (a == NULL)
		die(CMD_IO, "out of memory");
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_zip_streamable(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	if (archive_read_open(a, in, NULL, read_chunk, NULL) != ARCHIVE_OK) {
		archive_read_free(a);
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

	while (
	    (rc = archive_read_data_block(a, &data, &n, &at)) == ARCHIVE_OK) {
		total += n;
		*why = "too large when inflated";
		if (total > UNPACK_MAX)
			return -1;
		if (n > 0 && (rc = piece(data, n, arg)) != 0)
			return rc;
	}
	*why = "damaged or cut off";
	return rc == ARCHIVE_EOF ? 0 : -1;
}

static int
is_folder(struct archive_entry *e)
{
	return archive_entry_filetype(e) == AE_IFDIR;
}

/* The one file in it; a raw stream counts as such. */
static int
read_archive(struct archive *a, int (*piece)(const char *, size_t, void *),
    void *arg, const char **why)
{
	struct archive_entry *e;
	int files = 0, rc;

	while ((rc = archive_read_next_header(a, &e)) == ARCHIVE_OK) {
		if (is_folder(e))
			continue;
		*why = "holds more than one file";
		if (files++ > 0)
			return -1;
		rc = read_entry(a, piece, arg, why);
		if (rc != 0)
			return rc;
	}
	*why = "damaged or cut off";
	return rc == ARCHIVE_EOF ? 0 : -1;
}

int
unpack(int fd, int (*piece)(const char *, size_t, void *), void *arg,
    const char **why)
{
	struct input in = { .fd = fd, .chunk = xmalloc(CHUNK) };
	struct archive *a = open_input(&in);
	int rc = -1;

	*why = "damaged or cut off";
	if (a != NULL) {
		rc = read_archive(a, piece, arg, why);
		archive_read_free(a);
	}
	if (in.failed)
		*why = "cannot be read";
	free(in.chunk);
	return rc;
}
