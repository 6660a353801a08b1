# layergate: build, test, install. "make help" lists the targets.

VERSION = 0.1.0
PREFIX = /usr/local
SYSCONFDIR = $(if $(filter /usr,$(subst $(space),_,$(PREFIX))),/etc,$(PREFIX)/etc)
DESTDIR =

space := $(subst ,, )

# Everything that is built goes below B; other flavours (asan, clang) have a B of their own.
B = build

CC = gcc
PKG_CONFIG = pkg-config
PACKAGES = libgit2 libpcre2-8 inih yaml-0.1 jansson nettle zlib expat

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wformat=2 \
	-Wcast-qual -Wwrite-strings -Wpointer-arith -Wundef -Wvla -Wnull-dereference
GCC_WARNINGS = -Wduplicated-cond -Wlogical-op -Wjump-misses-init
HARDENING = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LINK_HARDENING = -pie -Wl,-z,relro,-z,now

IS_GCC := $(if $(findstring clang,$(CC)),,yes)
CFLAGS = -O2 -g
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARNINGS) $(if $(IS_GCC),$(GCC_WARNINGS)) \
	$(if $(WERROR),-Werror) $(if $(SANITIZE),$(SANITIZE_FLAGS),$(HARDENING)) $(CFLAGS)
CPPFLAGS = -Isrc -DLAYERGATE_VERSION='"$(VERSION)"' \
	$(shell $(PKG_CONFIG) --cflags $(PACKAGES))
LDFLAGS = $(if $(SANITIZE),$(SANITIZE_FLAGS),$(LINK_HARDENING))
LDLIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lm
SANITIZE_FLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# V=1 shows the commands
Q = $(if $(V),,@)
quiet := $(V)$(findstring s,$(firstword -$(MAKEFLAGS)))
note = $(if $(quiet),,@echo '  $(1)	$(patsubst $(B)/%,%,$(2))')

# The rooms. All but git and cmd make up the analysis, which has to link without libgit2.
ANALYSIS_ROOMS = base text model tokens image ci rules report policy scan
ROOMS = $(ANALYSIS_ROOMS) git cmd

room_sources = $(sort $(wildcard src/$(1)/*.c))
objects = $(patsubst src/%.c,$(B)/obj/%.o,$(1))

ANALYSIS = $(foreach room,$(ANALYSIS_ROOMS),$(call objects,$(call room_sources,$(room))))
GIT = $(call objects,$(call room_sources,git))
CMD = $(call objects,$(call room_sources,cmd)) $(B)/obj/cmd/rule_pages.o
MAIN = $(B)/obj/main.o

SOURCES = $(sort $(wildcard src/*.c src/*/*.c))
HEADERS = $(sort $(wildcard src/*/*.h))
RULE_PAGES = $(sort $(wildcard docs/rules/*.md))

.PHONY: all
all: $(B)/layergate ## build the program (build/layergate)

# the analysis as a library: tests link it without the rest
LIBRARY = $(B)/libanalysis.a
GIT_LIBRARY = $(B)/libgitroom.a

$(LIBRARY): $(ANALYSIS)
$(GIT_LIBRARY): $(GIT)
$(LIBRARY) $(GIT_LIBRARY):
	$(call note,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/layergate: $(MAIN) $(CMD) $(GIT_LIBRARY) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Only this file knows the system's directory: another prefix compiles only it again.
$(B)/sysconfdir: FORCE
	@mkdir -p $(B)
	@echo '$(SYSCONFDIR)' | cmp -s - $@ || echo '$(SYSCONFDIR)' > $@

$(B)/obj/cmd/policy_source.o: $(B)/sysconfdir
$(B)/obj/cmd/policy_source.o: CPPFLAGS += -DLAYERGATE_SYSCONFDIR='"$(SYSCONFDIR)"'

# One set of flags a build directory: objects are made again when the flags change.
$(B)/flags: FORCE
	@mkdir -p $(B)
	@echo '$(CC) $(ALL_CFLAGS) $(CPPFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(ALL_CFLAGS) $(CPPFLAGS)' > $@

$(B)/obj/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call note,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/rule_pages.c: src/cmd/embed_pages.sh $(RULE_PAGES)
	@mkdir -p $(@D)
	$(Q)src/cmd/embed_pages.sh $(RULE_PAGES) > $@.tmp
	$(Q)mv $@.tmp $@

$(B)/obj/cmd/rule_pages.o: $(B)/gen/rule_pages.c $(B)/flags
	@mkdir -p $(@D)
	$(call note,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(B) -name '*.d' 2>/dev/null)

.PHONY: FORCE
FORCE:

# --- tests ------------------------------------------------------------------------------

TEST_CPPFLAGS = -Itests $(shell $(PKG_CONFIG) --cflags cmocka)
TEST_LDLIBS = $(shell $(PKG_CONFIG) --libs cmocka)
# test programs don't need every strict warning: cmocka's macros trip some of them
TEST_CFLAGS = -Wno-cast-qual -Wno-missing-braces

SUPPORT = $(patsubst tests/%.c,$(B)/tests/obj/%.o,$(wildcard tests/support/shape.c tests/support/golden.c))
UNIT_TESTS = $(patsubst tests/unit/%.c,$(B)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))

$(B)/tests/obj/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call note,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $(CPPFLAGS) $(TEST_CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/test_git_%: $(B)/tests/obj/unit/test_git_%.o $(SUPPORT) $(GIT_LIBRARY) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(TEST_LDLIBS)

# the commands' parts need all of it
$(B)/tests/test_cmd_%: $(B)/tests/obj/unit/test_cmd_%.o $(SUPPORT) $(CMD) $(GIT_LIBRARY) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(TEST_LDLIBS)

# everything else is tested in programs that don't have libgit2
$(B)/tests/test_%: $(B)/tests/obj/unit/test_%.o $(SUPPORT) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS)) $(TEST_LDLIBS)

$(B)/tests/run_rules: $(B)/tests/obj/rules/run_rules.o $(SUPPORT) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS)) $(TEST_LDLIBS)

$(B)/tests/run_pages: $(B)/tests/obj/rules/run_pages.o $(SUPPORT) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS)) $(TEST_LDLIBS)

$(B)/tests/token: $(B)/tests/obj/support/token.o $(SUPPORT) $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS))

$(B)/tests/%_dump: $(B)/tests/obj/oracle/%_dump.o $(LIBRARY)
	$(call note,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS))

.SECONDARY: $(patsubst $(B)/tests/%,$(B)/tests/obj/unit/%.o,$(UNIT_TESTS))

TEST_PROGRAMS = $(UNIT_TESTS) $(B)/tests/run_rules $(B)/tests/run_pages

.PHONY: check check-unit check-rules check-cli
check: check-unit check-rules check-fuzz check-cli lint-sources ## run all tests

check-unit: $(UNIT_TESTS) ## unit tests only
	@for t in $(UNIT_TESTS); do tests/quiet.sh $$t || exit 1; done

check-rules: $(B)/tests/run_rules $(B)/tests/run_pages ## golden folders and rule pages only
	@tests/quiet.sh $(B)/tests/run_rules tests/rules $(T)
	@tests/quiet.sh $(B)/tests/run_pages

check-cli: $(B)/layergate $(B)/tests/token ## shell tests on real git; T=NAME for one
	@B=$(B) tests/cli/run.sh $(T)

# --- fuzzing ----------------------------------------------------------------------------

READERS = npmrc yarnrc yaml toml python_ini requirements netrc nuget
FUZZ_NAMES = $(READERS) yaml_tree dockerfile image shell code pipeline ignore_file policy engine text git
FUZZ_SOURCE = $(if $(filter $(1),$(READERS)),settings,$(1))
FUZZ_DEFINE = $(if $(filter $(1),$(READERS)),-DREADER=READER_$(shell echo $(1) | tr a-z A-Z))
SECONDS_EACH = 20

$(B)/fuzz/seeds: tests/fuzz/seeds.sh $(B)/tests/token $(wildcard tests/rules/*/*/expected)
	$(Q)tests/fuzz/seeds.sh $@ $(B)/tests/token

# the targets under gcc, with a driver that replays files
$(B)/fuzz/replay_%: tests/fuzz/*.c $(GIT_LIBRARY) $(LIBRARY)
	$(call note,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $(CPPFLAGS) -Itests $(call FUZZ_DEFINE,$*) -o $@ $(LDFLAGS) \
		tests/fuzz/replay.c tests/fuzz/fuzz_$(call FUZZ_SOURCE,$*).c \
		$(GIT_LIBRARY) $(LIBRARY) $(LDLIBS)

# under libFuzzer everything is compiled with coverage
FUZZ_FLAGS = -fsanitize=fuzzer$(1),address,undefined -fno-sanitize-recover=all
INSTRUMENTED = $(B)/instrumented/libgitroom.a $(B)/instrumented/libanalysis.a

$(INSTRUMENTED) &: FORCE
	@$(MAKE) B=$(B)/instrumented CC=clang SANITIZE=1 CFLAGS='-O1 -g' \
		SANITIZE_FLAGS='$(call FUZZ_FLAGS,-no-link)' libraries

.PHONY: libraries
libraries: $(GIT_LIBRARY) $(LIBRARY)

$(B)/fuzz/fuzz_%: tests/fuzz/*.c $(INSTRUMENTED)
	$(call note,LD,$@)
	@mkdir -p $(@D)
	$(Q)clang -std=c11 -D_GNU_SOURCE -g -O1 $(call FUZZ_FLAGS) $(CPPFLAGS) -Itests \
		$(call FUZZ_DEFINE,$*) -o $@ tests/fuzz/fuzz_$(call FUZZ_SOURCE,$*).c \
		$(INSTRUMENTED) $(LDLIBS)

.PHONY: check-fuzz fuzz-smoke
check-fuzz: $(B)/fuzz/seeds $(FUZZ_NAMES:%=$(B)/fuzz/replay_%) ## replay the fuzz seeds
	@for t in $(FUZZ_NAMES); do \
		$(B)/fuzz/replay_$$t $(B)/fuzz/seeds/$$t tests/fuzz/crashers/$$t >$(B)/fuzz/log 2>&1 || \
			{ echo "FAIL fuzz seeds of $$t"; cat $(B)/fuzz/log; exit 1; }; \
	done; echo 'ok   fuzz seeds'

fuzz-smoke: $(B)/fuzz/seeds $(FUZZ_NAMES:%=$(B)/fuzz/fuzz_%) ## fuzz each target for SECONDS_EACH
	@for t in $(FUZZ_NAMES); do mkdir -p $(B)/fuzz/corpus/$$t; \
		(cd $(B)/fuzz && ./fuzz_$$t -max_total_time=$(SECONDS_EACH) -timeout=10 -rss_limit_mb=2048 \
			-print_final_stats=0 -verbosity=0 corpus/$$t seeds/$$t >log_$$t 2>&1) || \
			{ echo "FAIL fuzz_$$t"; tail -40 $(B)/fuzz/log_$$t; exit 1; }; \
		echo "ok   fuzz_$$t"; done

# --- other flavours ---------------------------------------------------------------------

.PHONY: check-asan check-clang
check-asan: ## all tests under AddressSanitizer and UBSan
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	ASAN_OPTIONS=fast_unwind_on_malloc=0 \
		$(MAKE) B=$(B)/asan SANITIZE=1 CFLAGS='-O1 -g' WERROR=1 \
		check-unit check-rules check-fuzz check-cli

check-clang: ## build with clang and all warnings as errors
	$(MAKE) B=$(B)/clang CC=clang WERROR=1 all test-programs

.PHONY: test-programs
test-programs: $(TEST_PROGRAMS) $(B)/tests/token

# --- comparing with builders ------------------------------------------------------------

N = 100
SEED = 1
ORACLE_OPTIONS = --cases --random $(N) --seed $(SEED)

.PHONY: oracle
oracle: $(B)/layergate ## compare the image model with N images that buildah builds; needs root
	@B=$(abspath $(B)) tests/oracle/image.sh $(ORACLE_OPTIONS)

# --- measuring --------------------------------------------------------------------------

$(B)/tests/cpu: tests/bench/cpu.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O2 -o $@ $<

.PHONY: bench bench-tools
bench-tools: all $(B)/tests/cpu

bench: bench-tools ## measure beside git, with the histories of REPOS; prints a table
	@B=$(B) tests/bench/run.sh $(REPOS)

# --- lint -------------------------------------------------------------------------------

.PHONY: lint lint-sources format tidy
lint-sources: all ## the walls between the rooms, rules in step with pages, headers alone
	@B=$(B) CC='$(CC)' tests/lint/run.sh layers symbols rules headers docs

lint: all ## lint-sources and format, shell, manual pages, spelling, cppcheck, clang-tidy
	@B=$(B) CC='$(CC)' tests/lint/run.sh

format: ## format all C files
	clang-format -i $(SOURCES) $(HEADERS) $(wildcard tests/*/*.c tests/*/*.h)

# --- installation -----------------------------------------------------------------------

BINDIR = $(PREFIX)/bin
DATADIR = $(PREFIX)/share/layergate
MANDIR = $(PREFIX)/share/man

# Each of these stands in '…' below, and some in a string of C: spaces are welcome, these are not.
define line_end


endef
PLACES = DESTDIR PREFIX SYSCONFDIR BINDIR DATADIR MANDIR
refuse = $(if $(findstring $(1),$($(2))),$(error $(2) has a quote, a backslash or a line end in it))
$(foreach place,$(PLACES),$(foreach character,' " \,$(call refuse,$(character),$(place))))
$(foreach place,$(PLACES),$(call refuse,$(line_end),$(place)))

.PHONY: install uninstall
install: all ## install below PREFIX (and DESTDIR)
	install -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(DATADIR)/hooks' '$(DESTDIR)$(DATADIR)/config' \
		'$(DESTDIR)$(MANDIR)/man1' '$(DESTDIR)$(MANDIR)/man5' \
		'$(DESTDIR)$(SYSCONFDIR)/layergate'
	install -m 755 $(B)/layergate '$(DESTDIR)$(BINDIR)/layergate'
	install -m 755 hooks/pre-commit hooks/pass-on hooks/pre-receive '$(DESTDIR)$(DATADIR)/hooks'
	install -m 755 hooks/pre-commit '$(DESTDIR)$(DATADIR)/hooks/pre-merge-commit'
	install -m 644 config/layergate.ini config/strict.ini config/audit.ini \
		'$(DESTDIR)$(DATADIR)/config'
	install -m 644 docs/man/layergate.1 '$(DESTDIR)$(MANDIR)/man1'
	install -m 644 docs/man/layergate-policy.5 '$(DESTDIR)$(MANDIR)/man5'
	@# an administrator's changes are kept
	[ -e '$(DESTDIR)$(SYSCONFDIR)/layergate/policy.ini' ] || \
		install -m 644 config/layergate.ini '$(DESTDIR)$(SYSCONFDIR)/layergate/policy.ini'

uninstall: ## remove what install put there, but for the policy in SYSCONFDIR
	rm -f '$(DESTDIR)$(BINDIR)/layergate' '$(DESTDIR)$(MANDIR)/man1/layergate.1' \
		'$(DESTDIR)$(MANDIR)/man5/layergate-policy.5'
	rm -rf '$(DESTDIR)$(DATADIR)'

.PHONY: clean help
clean: ## remove everything that was built
	rm -rf $(B)

help: ## print this list
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | expand -t 18
