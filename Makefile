# vvs - vulnerability management in small programs
#
#   make                build everything into build/
#   make demo           install what is missing, build, run the main job
#   make check          all tests           make check T=vvs-match  just one
#   make check SAN=1    the same, with ASan and UBSan
#   make lint           format, layers, man pages, shell, clang-tidy
#   make bench          times and memory against the budgets (DATA=DIR)
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

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2);)

LIBSRC := $(wildcard lib/*/*.c)
LIBOBJ := $(LIBSRC:%.c=$(B)/%.o)
CMDS   := $(notdir $(basename $(wildcard cmd/*.c)))
BINS   := $(CMDS:%=$(B)/%)
UNITS  := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/t_*.c))

all: $(BINS)

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

$(BINS): $(B)/%: $(B)/cmd/%.o $(B)/libvvs.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(UNITS): $(B)/unit/%: $(B)/tests/unit/%.o $(B)/libvvs.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libvvs.a: $(LIBOBJ)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# rebuild when the flags change, and only then
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CPPFLAGS) $(CFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(CPPFLAGS) $(CFLAGS)' >$@

check-unit: $(UNITS)
	$(Q)for t in $^; do DATA='$(DATA)' ./$$t || exit 1; done

FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_S ?= 60
fuzz: $(FUZZERS:%=fuzz-%)
fuzz-%: tests/fuzz/fuzz_%.c
	@mkdir -p build/fuzz/corpus/$*
	$(Q)clang $(CPPFLAGS) -std=c17 -g -O1 -DNO_SANDBOX \
		-fsanitize=fuzzer,address,undefined -o build/fuzz/$* $< \
		-Wl,--defsym=cmd=0 \
		$(filter-out lib/base/main.c,$(LIBSRC)) $(LDLIBS)
	$(Q)build/fuzz/$* -max_total_time=$(FUZZ_S) -verbosity=0 -timeout=10 \
		-artifact_prefix=build/fuzz/ build/fuzz/corpus/$* tests/fuzz/corpus/$*

format:
	clang-format -i $(wildcard cmd/*.c lib/*/*.[ch] tests/*/*.[ch])

clean:
	rm -rf build

-include $(LIBOBJ:.o=.d) $(CMDS:%=$(B)/cmd/%.d) $(UNITS:$(B)/unit/%=$(B)/tests/unit/%.d)
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all help check-unit fuzz format clean FORCE
FORCE:
