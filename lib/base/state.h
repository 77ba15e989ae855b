#ifndef VVS_STATE_H
#define VVS_STATE_H

/*
 * Which state file: -s FILE, else $VVS_STATE, else /var/lib/vvs/state.db
 * (make STATEDIR=) if it exists, if its folder is one's own or if one may
 * not look into it, else $XDG_STATE_HOME/vvs/state.db (~/.local/state/vvs).
 *
 * For somebody else (base/delegate.h) it is the compiled-in one.
 */
#define STATE_FOLDER VVS_STATEDIR
#define STATE_SYSTEM STATE_FOLDER "/state.db"

/* What -s said; called by main(). Refused when delegated. */
void state_use(const char *path);

/* The path; lives as long as the program. */
const char *state_path(void);

#endif
