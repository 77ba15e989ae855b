/* vvs - vulnerability management in small programs */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/proc.h"
#include "base/state.h"
#include "job/doctor.h"

#define PROGRAMS_MAX 100

/* The folder that this program lies in: the others lie beside it. */
static const char *
folder(void)
{
	static char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n <= 0)
		die(CMD_IO, "cannot find the programs: %s", strerror(errno));
	path[n] = '\0';
	*strrchr(path, '/') = '\0';
	return path;
}

/* Become vvs-NAME; returns if there is none. */
static void
become(const char *name, char **argv)
{
	char *path = xasprintf("%s/vvs-%s", folder(), name);

	if (strchr(name, '/') == NULL && access(path, X_OK) == 0) {
		argv[0] = path;
		fflush(stdout);
		execv(path, argv);
		die(CMD_IO, "cannot run '%s': %s", path, strerror(errno));
	}
	free(path);
}

/* In a child: `vvs-NAME -h` into the pipe. */
static int
ask(int in, int out, void *arg)
{
	char *argv[] = { arg, (char[]){ "-h" }, NULL };

	(void)in;
	if (dup2(out, STDOUT_FILENO) < 0)
		return CMD_BUG;
	execv(arg, argv);
	return CMD_NOINPUT;
}

/* The first line of its help says what it is. */
static void
introduce(const char *name)
{
	char *path = xasprintf("%s/%s", folder(), name), line[512];
	struct proc p;
	FILE *f;

	proc_start(&p, ask, -1, path);
	f = fdopen(dup(p.out), "r");
	if (f != NULL && fgets(line, sizeof line, f) != NULL)
		printf("  %s", line);
	if (f != NULL)
		fclose(f);
	proc_end(&p);
	free(path);
}

static int
is_program(const struct dirent *d)
{
	return strncmp(d->d_name, "vvs-", 4) == 0 &&
	       strchr(d->d_name, '.') == NULL;
}

static int
help(char **argv)
{
	struct dirent **entry;
	int n;

	if (argv[1] != NULL) {
		become(argv[1], (char *[]){ argv[1], (char[]){ "-h" }, NULL });
		cmd_usage("no such program 'vvs-%s'", argv[1]);
	}
	cmd_help();
	n = scandir(folder(), &entry, is_program, alphasort);
	for (int i = 0; i < n; i++) {
		if (i < PROGRAMS_MAX)
			introduce(entry[i]->d_name);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	return CMD_OK;
}

static int
doctor(int argc, char **argv)
{
	int c;

	optind = 0; /* main() has read our own options */
	while ((c = getopt(argc, argv, "+s:c:")) != -1)
		if (c == 's')
			state_use(optarg);
		else if (c == 'c')
			conf_use(optarg);
		else
			cmd_usage("see vvs(1)");
	if (optind < argc)
		cmd_usage("unexpected operand '%s'", argv[optind]);
	return doctor_run(stdout, isatty(STDOUT_FILENO));
}

static int
opt(int flag, const char *arg)
{
	(void)flag, (void)arg;
	return -1;
}

static int
run(int argc, char **argv)
{
	if (argc == 0)
		cmd_usage("which command? see 'vvs help'");
	if (strcmp(argv[0], "help") == 0)
		return help(argv);
	if (strcmp(argv[0], "doctor") == 0)
		return doctor(argc, argv);
	become(argv[0], argv);
	cmd_usage("no such command '%s'", argv[0]);
}

static const struct cmd_opt opts[] = { { 0 } };

const struct cmd cmd = {
	.name = "vvs",
	.what = "run the vvs programs, and look for what is missing",
	.args = "COMMAND [ARGUMENT ...]",
	.needs = CMD_REST,
	.opts = opts,
	.opt = opt,
	.run = run,
};
