#ifndef VVS_ASSET_FORMAT_H
#define VVS_ASSET_FORMAT_H

#include "asset/inventory.h"

/*
 * The readers of each format, one file each; called by inventory_read().
 * Each takes a NUL-terminated document of `n` bytes in UTF-8 and returns
 * 0, or -1 if it refuses it (said).
 */
int csv_read(struct inventory *inv, const char *doc, size_t n);
int records_read(struct inventory *inv, const char *doc, size_t n);
int cyclonedx_read(struct inventory *inv, const char *doc, size_t n);
int cyclonedx_xml_read(struct inventory *inv, const char *doc, size_t n);
int spdx_read(struct inventory *inv, const char *doc, size_t n);
int dpkg_read(struct inventory *inv, const char *doc, size_t n);
int vuls_read(struct inventory *inv, const char *doc, size_t n);

/* Is it what `dpkg -l` prints, in whatever language? */
int dpkg_is_list(const char *doc, const char *end);

#endif
