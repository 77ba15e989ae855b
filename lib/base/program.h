#ifndef VVS_PROGRAM_H
#define VVS_PROGRAM_H

/*
 * The programs of vvs, which lie beside each other in one folder: that of
 * the running one.
 */

/* Become vvs-NAME with these arguments; returns if there is none. */
void program_become(const char *name, char **argv);

/* Call `fn` with the first line of the help of each, by name. */
void program_each(void (*fn)(const char *line, void *arg), void *arg);

#endif
