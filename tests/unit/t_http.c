/* io/http: which URLs and redirects are refused before anything is sent */

#include "io/http.h"

#include <string.h>

#include "check.h"

static void
urls(void)
{
	static const struct {
		const char *url, *why;
	} row[] = {
		{ "https://example.org/a?b=c", "" },
		{ "HTTPS://EXAMPLE.ORG", "" },
		{ "http://127.0.0.1:8080/", "" },
		{ "http://localhost/", "" },
		{ "http://[::1]/", "" },
		{ "http://example.org/",
		    "http is allowed to this machine only" },
		{ "http://127.0.0.1.example.org/",
		    "http is allowed to this machine only" },
		{ "http://localhost.example.org/",
		    "http is allowed to this machine only" },
		{ "ftp://example.org/", "only https is allowed" },
		{ "file:///etc/passwd", "not an https URL" },
		{ "https://user:secret@example.org/", "not an https URL" },
		{ "/etc/passwd", "not an https URL" },
		{ "", "not an https URL" },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CHECK_ROW(strcmp(http_url_refused(row[i].url), row[i].why) == 0,
		    row[i].url);
}

static void
redirects(void)
{
	static const struct {
		const char *from, *to, *why;
	} row[] = {
		{ "https://a.example/x", "https://a.example/y", "" },
		{ "https://a.example/x", "https://A.example:443/y", "" },
		{ "http://127.0.0.1:1/", "http://127.0.0.1:1/b", "" },
		{ "https://a.example/", "https://b.example/",
		    "redirect to another host" },
		{ "https://a.example/", "https://a.example:8443/",
		    "redirect to another host" },
		{ "https://localhost/", "http://localhost/",
		    "redirect to another protocol" },
		{ "http://localhost/", "https://localhost/",
		    "redirect to another protocol" },
		{ "https://a.example/", "http://a.example/",
		    "redirect to another protocol" },
		{ "https://a.example/", "https://a@a.example/",
		    "not an https URL" },
		{ "https://a.example/", "", "not an https URL" },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CHECK_ROW(strcmp(http_redirect_refused(row[i].from, row[i].to),
			      row[i].why) == 0,
		    row[i].to);
}

int
main(void)
{
	urls();
	redirects();
	return done();
}
