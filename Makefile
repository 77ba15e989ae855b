# vvs - vulnerability management in small programs
#
#   make                build everything into build/
#   make demo           install what is missing, build, run the main job;
#                       LIVE=1 takes the live sources
#   make check          all tests           make check T=vvs-match  just one
#   make check SAN=1    the same, with ASan and UBSan
#   make lint           format, layers, man pages, shell, clang-tidy
#   make bench          times and memory against the budgets (DATA=DIR)
#   make faults         kill tests and matching on all of the real data
#   make fuzz           a minute for each parser (FUZZ_S=seconds)
#   make completions    completions, README and translations from their sources
#   make deps           install missing packages with apt
#   make install        DESTDIR= and PREFIX= as usual
#   make uninstall      remove exactly what install wrote
#   make V=1            show the commands
#
# Adding a program or a library file needs no change here: every cmd/*.c
# becomes a program, every lib/*/*.c goes into libvvs.a, every
# tests/unit/t_*.c becomes a test.

VERSION    := 0.1.0
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
MANDIR     ?= $(PREFIX)/share/man
DATADIR    ?= $(PREFIX)/share/vvs
LOCALEDIR  ?= $(PREFIX)/share/locale
BASHCOMP   ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMP    ?= $(PREFIX)/share/zsh/site-functions
FISHCOMP   ?= $(PREFIX)/share/fish/vendor_completions.d
STATEDIR   ?= /var/lib/vvs
CONFDIR    ?= /etc/vvs
DOCDIR     ?= $(PREFIX)/share/doc/vvs
PKG_CONFIG ?= pkg-config
CFLAGS     ?= -O2 -g
DATA       ?= $(wildcard ../shared/data)

PKGS    := sqlite3 libcurl libcrypto libssl libesmtp-1.0 yajl expat libarchive \
	libzstd libutf8proc
# libjq ships a .pc file only since 1.7
JQ_LIBS := $(shell $(PKG_CONFIG) --libs libjq 2>/dev/null || echo -ljq)
override CPPFLAGS += -D_GNU_SOURCE -Ilib -Itests/unit -DVVS_VERSION='"$(VERSION)"' \
	-DVVS_LOCALEDIR='"$(LOCALEDIR)"' -DVVS_DATADIR='"$(DATADIR)"' \
	-DVVS_STATEDIR='"$(STATEDIR)"' -DVVS_CONFDIR='"$(CONFDIR)"' \
	$(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
override CFLAGS   += -std=c17 -Wall -Wextra -Wshadow -Wvla -Wwrite-strings \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-fstack-protector-strong -fPIE -MMD -MP
override LDFLAGS  += -pie -Wl,-z,relro,-z,now,--as-needed
LDLIBS  := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null) $(JQ_LIBS) -lm

ifdef WERROR
override CFLAGS += -Werror
endif
ifdef SAN
B := build/san
# LeakSanitizer reads /proc and wants address space: no jail in these builds
override CFLAGS += -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all -DNO_SANDBOX
override LDFLAGS += -fsanitize=address,undefined
else
B := build
override CPPFLAGS += $(if $(findstring -O0,$(CFLAGS)),,-D_FORTIFY_SOURCE=2)
endif

# What make deps installs: for make, make check, make lint and make fuzz.
# docs/ARCHITECTURE.md says why.  A "?" means: tests skip without it.
DEPS_BUILD := gcc libc6-dev make pkg-config libsqlite3-dev libjq-dev \
	libcurl4-openssl-dev libssl-dev libesmtp-dev libyajl-dev libexpat1-dev \
	libarchive-dev libzstd-dev libutf8proc-dev gettext
DEPS_TEST := bats bats-support bats-assert procps sqlite3 jq openssl python3 \
	mandoc bsdextrautils git zip unzip zstd xz-utils \
	postfix? python3-aiosmtpd? msmtp? sudo?
DEPS_LINT := clang clang-format clang-tidy libclang-rt-14-dev shellcheck
DEPS_LOOK := chromium? fonts-ipafont-gothic? poppler-utils? libxml2-utils? \
	zsh? fish?

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2);)

LIBSRC := $(wildcard lib/*/*.c)
LIBOBJ := $(LIBSRC:%.c=$(B)/%.o)
CMDS   := $(notdir $(basename $(wildcard cmd/*.c)))
BINS   := $(CMDS:%=$(B)/%)
UNITS  := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/t_*.c))

LANGS  := $(patsubst share/po/%.po,%,$(wildcard share/po/*.po))
MO     := $(LANGS:%=$(B)/locale/%/LC_MESSAGES/vvs.mo)

all: $(BINS) $(MO)

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

# Most programs want only SHA-256 of libcrypto.  Loading the shared one is half
# of their start (docs/PERFORMANCE.md), so they take that part of the archive.
CRYPTO := vvs-contract vvs-fetch-feed vvs-notify
$(BINS): $(B)/%: $(B)/cmd/%.o $(B)/libvvs.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ \
		$(if $(filter $(CRYPTO),$*),$(LDLIBS),$(LDLIBS:-lcrypto=-l:libcrypto.a))

$(MO): $(B)/locale/%/LC_MESSAGES/vvs.mo: share/po/%.po
	@mkdir -p $(@D)
	$(call say,MO,$@)msgfmt -o $@ $<

$(UNITS): $(B)/unit/%: $(B)/tests/unit/%.o $(B)/libvvs.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libvvs.a: $(LIBOBJ)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# rebuild when the flags change, and only then (-Werror changes no object)
FLAGS := $(CC) $(CPPFLAGS) $(filter-out -Werror,$(CFLAGS))
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' >$@

# A machine without the packages cannot even parse the flags above, so
# what needs them starts make again.
deps:
	$(Q).ci/deps $(DEPS_BUILD) $(DEPS_TEST) $(DEPS_LINT) $(DEPS_LOOK)

demo:
	$(Q).ci/deps $(DEPS_BUILD)
	$(Q)$(MAKE) --no-print-directory all
	$(Q)PATH='$(abspath $(B))':$$PATH LIVE='$(LIVE)' share/demo/run build/demo

check:
	$(Q).ci/deps $(DEPS_BUILD) $(DEPS_TEST)
	$(Q)$(MAKE) --no-print-directory check-now

# T=NAME: only tests/*/NAME.bats and the unit test t_NAME
BATS := $(wildcard tests/*/$(or $(T),*).bats)
TESTS := $(if $(T),$(filter %/t_$(T) %/$(T),$(UNITS)),$(UNITS)) $(BATS)
check-now: all $(filter $(B)/%,$(TESTS))
	$(Q)env -u SUDO_UID -u SUDO_GID -u SUDO_USER BUILD='$(abspath $(B))' \
		DATA='$(abspath $(DATA))' SAN='$(SAN)' tests/run $(TESTS)

FAULTS := tests/cmd/vvs-fetch-feed-kill.bats tests/cmd/vvs-match-oracle.bats \
	tests/cmd/vvs-notify.bats tests/cmd/vvs-triage-race.bats
faults: all
	$(Q)env -u SUDO_UID -u SUDO_GID -u SUDO_USER BUILD='$(abspath $(B))' \
		DATA='$(abspath $(DATA))' FAULTS=1 BATS_TEST_TIMEOUT=1800 \
		tests/run $(FAULTS)

check-unit: $(UNITS)
	$(Q)for t in $^; do DATA='$(abspath $(DATA))' ./$$t || exit 1; done

# The fuzzers and the library under them, with clang's sanitizers.
FUZZERS  := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_S   ?= 60
FUZZ_OBJ := $(LIBSRC:%.c=build/fuzz/%.o)
FUZZ_CC  := clang -g -O1 -std=c17 -DNO_SANDBOX -fsanitize=address,undefined \
	-fno-sanitize-recover=all -MMD -MP $(filter-out -D_FORTIFY%,$(CPPFLAGS))
fuzz: $(FUZZERS:%=fuzz-%)
fuzz-%: build/fuzz/%
	@mkdir -p build/fuzz/corpus/$*
	$(Q)build/fuzz/$* -max_total_time=$(FUZZ_S) -verbosity=0 -timeout=10 \
		-print_final_stats=1 -artifact_prefix=build/fuzz/ build/fuzz/corpus/$* \
		tests/fuzz/corpus/$* >build/fuzz/$*.log 2>&1 || \
		{ tail -n 40 build/fuzz/$*.log; exit 1; }
	@sed -n 's/^stat::number_of_executed_units: */  fuzz   $* /p' build/fuzz/$*.log
build/fuzz/libvvs.a: $(FUZZ_OBJ)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^
$(FUZZERS:%=build/fuzz/%): build/fuzz/%: tests/fuzz/fuzz_%.c build/fuzz/libvvs.a
	$(call say,FUZZ,$@)$(FUZZ_CC) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)
build/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(FUZZ_CC) -fsanitize=fuzzer-no-link -c -o $@ $<

# clang-tidy is slow: one stamp a file, made again when its object was.
TIDY    := $(patsubst %.c,$(B)/tidy/%,$(LIBSRC) $(wildcard cmd/*.c))
CSRC    := $(wildcard cmd/*.c lib/*/*.[ch] tests/*/*.[ch])
SHELLS  := tests/helper.bash \
	$(shell grep -rlE '^\#!/bin/(ba)?sh$$' .ci share tests)
lint:
	$(Q).ci/deps $(DEPS_BUILD) $(DEPS_TEST) $(DEPS_LINT)
	$(Q)$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$$(nproc)) lint-now
lint-now: lint-text $(TIDY)
lint-text:
	$(Q)clang-format --dry-run -Werror $(CSRC)
	$(Q)tests/lint/layers
	$(Q)tests/lint/size
	$(Q)mandoc -T lint -W warning docs/man/*.[1-9]
	$(Q)shellcheck -S warning $(SHELLS)
	$(Q)for po in $(wildcard share/po/*.po); do msgfmt --check-format --check-domain -o /dev/null $$po || exit; done
$(B)/tidy/%: %.c $(B)/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call say,TIDY,$<)timeout 300 clang-tidy --quiet $< -- \
		$(CPPFLAGS) -std=c17 2>$@.err || { cat $@.err; exit 1; }
	@touch $@

# What is made from other sources and kept in the repository.
completions: all
	$(Q)completions/generate $(B) completions
	$(Q)share/po/update $(B)
	$(Q)completions/readme >README

MAN     := $(wildcard docs/man/*.[1-9])
SHARE   := $(shell find share -path share/po -prune -o -type f -print 2>/dev/null)
SCRIPTS := $(shell find share -type f -perm -u+x 2>/dev/null)
# Where everything goes: source, destination, mode.  Links follow below.
INSTALL := $(foreach f,$(BINS),$f:$(BINDIR)/$(notdir $f):755) \
	$(foreach f,$(MAN),$f:$(MANDIR)/man$(subst .,,$(suffix $f))/$(notdir $f):644) \
	$(foreach f,$(SHARE),$f:$(DATADIR)/$(f:share/%=%):$(if $(filter $f,$(SCRIPTS)),755,644)) \
	$(foreach l,$(LANGS),$(B)/locale/$l/LC_MESSAGES/vvs.mo:$(LOCALEDIR)/$l/LC_MESSAGES/vvs.mo:644) \
	completions/vvs.bash:$(BASHCOMP)/vvs:644 completions/_vvs:$(ZSHCOMP)/_vvs:644 \
	completions/vvs.fish:$(FISHCOMP)/vvs.fish:644 \
	$(foreach f,README LICENSE NEWS docs/MULTIUSER.md,$f:$(DOCDIR)/$(notdir $f):644)
LINKS   := $(foreach c,$(filter-out vvs,$(CMDS)),vvs:$(BASHCOMP)/$c \
	vvs.fish:$(FISHCOMP)/$c.fish)
field    = $(word $1,$(subst :, ,$2))

install: all
	$(Q)umask 022 && $(foreach i,$(INSTALL),install -D -m $(call field,3,$i) $(call field,1,$i) \
		'$(DESTDIR)$(call field,2,$i)' &&) :
	$(Q)$(foreach l,$(LINKS),ln -sf $(call field,1,$l) \
		'$(DESTDIR)$(call field,2,$l)' &&) :

# Only what install wrote, and the folders that are ours alone.
uninstall:
	$(Q)rm -f $(foreach i,$(INSTALL) $(LINKS),'$(DESTDIR)$(call field,2,$i)')
	$(Q)for d in '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(DOCDIR)'; do \
		[ ! -d "$$d" ] || find "$$d" -depth -type d -empty -delete; done

format:
	clang-format -i $(CSRC)

clean:
	rm -rf build

-include $(LIBOBJ:.o=.d) $(FUZZ_OBJ:.o=.d) $(CMDS:%=$(B)/cmd/%.d) $(UNITS:$(B)/unit/%=$(B)/tests/unit/%.d)
.SECONDARY:
.DELETE_ON_ERROR:
# Times and memory against the budgets; builds its own yardsticks.
bench: all build/bench/yajl_pass build/bench/https_304
	$(Q)BUILD='$(abspath $(B))' DATA='$(abspath $(DATA))' tests/bench/run $(W)
build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LDLIBS)

.PHONY: all help deps demo bench check check-now check-unit faults fuzz lint lint-now lint-text \
	completions install uninstall format clean FORCE
FORCE:
