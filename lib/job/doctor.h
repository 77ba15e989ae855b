#ifndef VVS_JOB_DOCTOR_H
#define VVS_JOB_DOCTOR_H

#include <stdio.h>

/*
 * What is missing or stale: the work of `vvs doctor`.  Looks at the
 * configuration, the sandbox, the state file, its permissions and disk,
 * the sources, what is registered, and the mail settings; changes nothing.
 *
 * Each check is a line, `{"type":"check",…}` or a row of a table, with
 * the verdict "ok", "warning" (worth a look) or "problem".  Returns
 * CMD_NO if there is a problem, else CMD_OK.
 */
int doctor_run(FILE *out, int as_table);

/*
 * Print who may do what (rec/role.h): each action is a line,
 * `{"type":"grant","action":{"en":…,"ja":…},"enterprise-manager":"all",…}`
 * with "all", "scope" or "none" for each role, or a row of a table.
 */
void doctor_roles(FILE *out, int as_table);

#endif
