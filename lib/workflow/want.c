#include "workflow/want.h"

#include <string.h>
#include <strings.h>

#include "base/lang.h"

static const char *const severities[] = { "low", "medium", "high", "critical",
	"none", NULL };
static const char *const levels[] = { "urgent", "high", "medium", "low",
	"unrated", NULL };

/* The lists: where a finding says it, and what may be asked for. */
static const struct list {
	const char *key;
	const char *const *choice; /* NULL: any text */
	const char *why;
} lists[] = {
	{ "severity", severities,
	    N_("severity is low, medium, high, critical or none") },
	{ "level", levels,
	    N_("level is urgent, high, medium, low or unrated") },
	{ "product", NULL, N_("product is a list of names") },
	{ "system", NULL, N_("system is a list of ids") },
};
#define LISTS (sizeof lists / sizeof *lists)

static int
is_choice(const char *const *choice, const char *text)
{
	if (choice == NULL)
		return *text != '\0';
	for (; *choice != NULL; choice++)
		if (strcmp(*choice, text) == 0)
			return 1;
	return 0;
}

static int
list_ok(const struct json *list, const struct list *l)
{
	if (list->type != JSON_ARRAY || list->len == 0 ||
	    list->len > WANT_LIST_MAX)
		return 0;
	for (const struct json *e = list->child; e != NULL; e = e->next)
		if (json_text(e) == NULL || !is_choice(l->choice, e->text))
			return 0;
	return 1;
}

static const char *
check_member(const struct json *v)
{
	for (size_t i = 0; i < LISTS; i++)
		if (strcmp(v->key, lists[i].key) == 0)
			return list_ok(v, &lists[i]) ? NULL : lists[i].why;
	if (strcmp(v->key, "min_cvss") == 0)
		return json_tenths(v) >= 0 ? NULL
					   : N_("min_cvss is a score, 0 to 10");
	if (strcmp(v->key, "kev") == 0)
		return json_is_true(v) ? NULL : N_("kev is true, or not there");
	return N_("no such wish");
}

const char *
want_check(const struct json *want)
{
	const char *why;

	if (want == NULL || want->type != JSON_OBJECT)
		return N_("not an object");
	for (const struct json *v = want->child; v != NULL; v = v->next) {
		why = check_member(v);
		if (why != NULL)
			return why;
	}
	return NULL;
}

static int
lists_text(const struct json *list, const char *text)
{
	for (const struct json *e = json_first(list); e != NULL; e = e->next)
		if (strcasecmp(e->text, text) == 0)
			return 1;
	return 0;
}

/* A finding has one score, an advisory a list with the best one first. */
static const struct json *
cvss_of(const struct json *record)
{
	const struct json *cvss = json_get(record, "cvss");

	return json_first(cvss) != NULL ? json_first(cvss) : cvss;
}

static const char *
product_of(const struct json *record, const char *key)
{
	return json_text(json_path(record, "software", key, NULL));
}

static int
list_holds(
    const struct list *l, const struct json *list, const struct json *record)
{
	const char *text = json_str(record, l->key), *name;

	if (strcmp(l->key, "severity") == 0)
		text = json_str(cvss_of(record), "severity");
	if (strcmp(l->key, "product") != 0)
		return text == NULL || lists_text(list, text);
	if (json_get(record, "software") == NULL)
		return 1;
	text = product_of(record, "product");
	name = product_of(record, "name");
	return (text != NULL && lists_text(list, text)) ||
	       (name != NULL && lists_text(list, name));
}

int
want_holds(const struct json *want, const struct json *record)
{
	const struct json *kev = json_get(record, "kev"), *list;
	int least = json_tenths(json_get(want, "min_cvss"));
	int score = json_tenths(json_get(cvss_of(record), "score"));

	/* no score is not a low one */
	if (least >= 0 && score >= 0 && score < least)
		return 0;
	if (json_is_true(json_get(want, "kev")) && kev != NULL &&
	    !json_is_true(kev))
		return 0;
	for (size_t i = 0; i < LISTS; i++) {
		list = json_get(want, lists[i].key);
		if (list != NULL && !list_holds(&lists[i], list, record))
			return 0;
	}
	return 1;
}
