#include "base/lang.h"
#include "io/json.h"
#include "job/doctor.h"
#include "rec/role.h"
#include "report/table.h"

#define LINE_BYTES 2000

static void
print_line(FILE *out, enum action action)
{
	static const char *const grant_name[] = { [GRANT_NONE] = "none",
		[GRANT_SCOPE] = "scope",
		[GRANT_ALL] = "all" };
	struct jsonw w;
	struct buf b;

	buf_init(&b, LINE_BYTES);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "grant");
	jsonw_key(&w, "action");
	jsonw_open(&w, '{');
	jsonw_member(&w, "en", action_name[action]);
	jsonw_member(&w, "ja", action_name_ja[action]);
	jsonw_close(&w, '}');
	for (int r = 0; r < ROLES; r++)
		jsonw_member(&w, role_name[r],
		    grant_name[role_grant((enum role)r, action)]);
	jsonw_close(&w, '}');
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
}

void
doctor_roles(FILE *out, int as_table)
{
	static const char *const mark[2][3] = {
		[LANG_EN] = { [GRANT_NONE] = "-",
		    [GRANT_SCOPE] = "scope",
		    [GRANT_ALL] = "all" },
		[LANG_JA] = { [GRANT_NONE] = "×",
		    [GRANT_SCOPE] = "△",
		    [GRANT_ALL] = "○" },
	};
	int ja = lang_user() == LANG_JA;
	const char *cell[ROLES + 1], *title[ROLES + 1];
	struct table *t;

	for (int a = 0; a < ACTIONS && !as_table; a++)
		print_line(out, (enum action)a);
	if (!as_table)
		return;
	title[0] = ja ? "操作" : "action";
	for (int r = 0; r < ROLES; r++)
		title[r + 1] = ja ? role_name_ja[r] : role_name[r];
	t = table_new(out, title, ROLES + 1, 0); /* all of it, or it misleads */
	for (int a = 0; a < ACTIONS; a++) {
		cell[0] = ja ? action_name_ja[a] : action_name[a];
		for (int r = 0; r < ROLES; r++)
			cell[r + 1] = mark[lang_user()][role_grant(
			    (enum role)r, (enum action)a)];
		table_row(t, cell);
	}
	table_end(t);
}
