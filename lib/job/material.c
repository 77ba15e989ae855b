#include "job/material.h"

#include <string.h>

#include "base/conf.h"
#include "io/digest.h"

int
material_epss(const struct finding *f)
{
	return f->epss >= 0 &&
	       f->epss / 1e5 >= conf_fraction("epss.limit", 0.1);
}

void
material_criteria(const struct finding *f, char hex[MATERIAL_HEX])
{
	unsigned char sum[DIGEST_LEN];

	digest(f->evidence, strlen(f->evidence), sum);
	digest_hex(sum, MATERIAL_HEX / 2, hex);
}
