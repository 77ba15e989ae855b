#ifndef VVS_STATE_H
#define VVS_STATE_H

/*
 * Which state file: -s FILE, else $VVS_STATE, else /var/lib/vvs/state.db
 * if it exists, else $XDG_STATE_HOME/vvs/state.db (~/.local/state/vvs).
 */

/* What -s said; called by main(). */
void state_use(const char *path);

/* The path; lives as long as the program. */
const char *state_path(void);

#endif
