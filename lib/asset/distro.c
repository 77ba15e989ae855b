#include "asset/distro.h"

#include <stdio.h>
#include <string.h>

#include "match/cpe.h"
#include "text/purl.h"

/* What os-release, Vuls, purls and CPE call the same thing. */
static const struct {
	const char *id, *vuls, *packages, *vendor, *product;
} distros[] = {
	{ "debian", "debian", "deb", "debian", "debian_linux" },
	{ "ubuntu", "ubuntu", "deb", "canonical", "ubuntu_linux" },
	{ "raspbian", "raspbian", "deb", NULL, NULL },
	{ "rhel", "redhat", "rpm", "redhat", "enterprise_linux" },
	{ "centos", "centos", "rpm", "centos", "centos" },
	{ "almalinux", "alma", "rpm", "almalinux", "almalinux" },
	{ "rocky", "rocky", "rpm", "rockylinux", "rocky_linux" },
	{ "fedora", "fedora", "rpm", "fedoraproject", "fedora" },
	{ "ol", "oracle", "rpm", "oracle", "linux" },
	{ "amzn", "amazon", "rpm", "amazon", "linux" },
	{ "opensuse-leap", "opensuse.leap", "rpm", "opensuse", "leap" },
	{ "opensuse-tumbleweed", "opensuse.tumbleweed", "rpm", "opensuse",
	    "tumbleweed" },
	{ "sles", "suse.linux.enterprise.server", "rpm", "suse",
	    "linux_enterprise_server" },
	{ "sled", "suse.linux.enterprise.desktop", "rpm", "suse",
	    "linux_enterprise_desktop" },
	{ "alpine", "alpine", "apk", "alpinelinux", "alpine_linux" },
	{ "wolfi", "wolfi", "apk", NULL, NULL },
	{ "freebsd", "freebsd", NULL, "freebsd", "freebsd" },
};

#define DISTROS (sizeof distros / sizeof *distros)

static int
find(const char *id)
{
	for (size_t i = 0; id != NULL && i < DISTROS; i++)
		if (strcmp(distros[i].id, id) == 0)
			return (int)i;
	return -1;
}

const char *
distro_id(const char *family)
{
	for (size_t i = 0; i < DISTROS; i++)
		if (strcmp(distros[i].vuls, family) == 0)
			return distros[i].id;
	return family;
}

const char *
distro_packages(const char *id)
{
	int i = find(id);

	return i >= 0 ? distros[i].packages : NULL;
}

/* The value of a shell-like assignment, unquoted. */
static const char *
value(struct arena *a, const char *s, size_t n)
{
	char *out, *to;
	char quote = 0;

	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		n--;
	if (n >= 2 && (*s == '"' || *s == '\'') && s[n - 1] == *s) {
		quote = *s++;
		n -= 2;
	}
	out = to = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\' && quote != '\'' && i + 1 < n)
			i++;
		*to++ = s[i];
	}
	*to = '\0';
	return *out != '\0' ? out : NULL;
}

void
distro_parse(struct distro *d, struct arena *a, const char *text)
{
	const struct {
		const char *key;
		const char **at;
	} keys[] = {
		{ "ID=", &d->id },
		{ "PRETTY_NAME=", &d->name },
		{ "VERSION_ID=", &d->version },
	};
	size_t n;

	*d = (struct distro){ NULL, NULL, NULL };
	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			size_t k = strlen(keys[i].key);

			if (n > k && strncmp(text, keys[i].key, k) == 0)
				*keys[i].at = value(a, text + k, n - k);
		}
	}
}

static const char *
cpe_name(struct arena *a, int i, const char *version)
{
	struct buf out;
	struct cpe c;
	const char *name;

	if (i < 0 || distros[i].vendor == NULL)
		return NULL;
	buf_init(&out, CPE_BIND_MAX);
	buf_addf(&out, "cpe:2.3:o:%s:%s:%.200s", distros[i].vendor,
	    distros[i].product, version != NULL ? version : "*");
	if (cpe_parse(&c, a, out.data) < 0) {
		buf_free(&out);
		return NULL;
	}
	buf_clear(&out);
	cpe_bind(&c, &out);
	name = arena_strndup(a, out.data, out.len);
	buf_free(&out);
	return name;
}

void
distro_software(const struct distro *d, struct arena *a, struct software *s)
{
	*s = (struct software){ .name = d->name != NULL ? d->name : d->id,
		.version = d->version,
		.cpe = cpe_name(a, find(d->id), d->version) };
}

void
distro_from_cpe(struct distro *d, struct arena *a, const char *cpe)
{
	struct cpe c;

	*d = (struct distro){ NULL, NULL, NULL };
	if (cpe_parse(&c, a, cpe) < 0)
		return;
	for (size_t i = 0; i < DISTROS; i++)
		if (distros[i].vendor != NULL &&
		    strcmp(distros[i].vendor, c.attr[CPE_VENDOR]) == 0 &&
		    strcmp(distros[i].product, c.attr[CPE_PRODUCT]) == 0)
			d->id = distros[i].id;
	if (!(c.any & 1u << CPE_VERSION) && !(c.na & 1u << CPE_VERSION))
		d->version = c.attr[CPE_VERSION];
}

const char *
distro_purl(
    const struct distro *d, struct arena *a, const struct distro_package *p)
{
	struct purl purl = { .type = distro_packages(d->id),
		.namespace = d->id,
		.name = p->name,
		.version = p->version };
	char distro[128];

	if (purl.type == NULL)
		return NULL;
	if (strcmp(d->id, "rhel") == 0)
		purl.namespace = "redhat";
	snprintf(distro, sizeof distro, "%s-%s", d->id,
	    d->version != NULL ? d->version : "");
	if (p->arch != NULL)
		purl.qualifier[purl.qualifiers++] =
		    (struct purl_qualifier){ "arch", p->arch };
	if (d->version != NULL)
		purl.qualifier[purl.qualifiers++] =
		    (struct purl_qualifier){ "distro", distro };
	if (p->epoch != NULL)
		purl.qualifier[purl.qualifiers++] =
		    (struct purl_qualifier){ "epoch", p->epoch };
	return purl_text(&purl, a);
}
