#ifndef VVS_CMD_H
#define VVS_CMD_H

/*
 * What every vvs program has in common.
 *
 * A program does not define main().  It defines one `struct cmd` that
 * declares its name, its options and what it needs from the outside
 * world; lib/base/main.c parses the options, sets the language, calls
 * run(), and checks that standard output arrived.  CMD_OWNER is added to
 * the flag of an option that names a file, a folder, a command, a URL or
 * another account: not for those who come through sudo.  -h and -V are
 * added for all, -s, -c and --as as it needs them.
 *
 * To add one: the man page, tests/cmd/NAME.bats with the standard tests,
 * cmd/NAME.c, then `make completions`.
 */

/* What a program may touch besides stdin, stdout and stderr. */
enum cmd_need {
	CMD_FILTER = 0,	     /* nothing */
	CMD_STATE = 1 << 0,  /* the state file: adds -s */
	CMD_CONFIG = 1 << 1, /* the configuration: adds -c */
	CMD_NET = 1 << 2,    /* the network */
	CMD_REST = 1 << 3,  /* its operands are another program's: stop there */
	CMD_FILES = 1 << 4, /* its operands name files, "-" standard input */
	CMD_ACTOR = 1 << 5, /* somebody acts: adds --as */
	CMD_OWNER = 1 << 16 /* only the owner of the state file runs it */
};

/* Exit codes, the same for all programs; see vvs-exit(7). */
enum cmd_exit {
	CMD_OK = 0,
	CMD_NO = 1,	      /* worked, and the answer is "no" */
	CMD_USAGE = 64,	      /* called wrongly; nothing was done */
	CMD_DATA = 65,	      /* some input was rejected, the rest done */
	CMD_NOINPUT = 66,     /* a named input does not exist */
	CMD_UNAVAILABLE = 69, /* a service is not available */
	CMD_BUG = 70,	      /* cannot happen */
	CMD_IO = 74,	      /* reading, writing or the state file failed */
	CMD_RETRY = 75,	      /* busy, or data older than allowed */
	CMD_NOPERM = 77,      /* not allowed */
	CMD_CONF = 78	      /* the configuration or the state file is unfit */
};

#define CMD_LONG 256 /* options without a short form count from here */
struct cmd_opt {
	int flag;	  /* its letter, or CMD_LONG + n; maybe | CMD_OWNER */
	const char *name; /* its long name, without dashes */
	const char *arg;  /* name of its argument, NULL if none */
	const char *help;
};

struct cmd {
	const char *name;
	const char *what;	    /* one line, the same as in the man page */
	const char *args;	    /* operands in the synopsis, "" if none */
	unsigned needs;		    /* enum cmd_need */
	const struct cmd_opt *opts; /* ends with flag 0 */
	int (*opt)(int flag, const char *arg); /* 0, or -1 if invalid */
	int (*run)(int argc, char **argv);     /* returns enum cmd_exit */
};

extern const struct cmd cmd; /* each program defines its own */

/* Its options: its own first, then the common ones; NULL after the last. */
const struct cmd_opt *cmd_option(int i);
int cmd_flag(const struct cmd_opt *o); /* as opt() gets it */

/* Of two exit codes the one that counts (vvs-exit(7): 70, 74, 78 ...). */
int cmd_worse(int a, int b);

/* Say how the program is called, and end with CMD_USAGE. */
_Noreturn void cmd_usage(const char *why, ...)
    __attribute__((__format__(__printf__, 1, 2)));

/* Print the synopsis and the options of this program. */
void cmd_help(void);

#endif
