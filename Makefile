# layergate: build, test, install. "make help" lists the targets.

VERSION = 0.1.0
PREFIX = /usr/local
SYSCONFDIR = $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
DESTDIR =

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
CPPFLAGS = -Isrc -DLAYERGATE_VERSION='"$(VERSION)"' -DLAYERGATE_SYSCONFDIR='"$(SYSCONFDIR)"' \
	$(shell $(PKG_CONFIG) --cflags $(PACKAGES))
LDFLAGS = $(if $(SANITIZE),$(SANITIZE_FLAGS),$(LINK_HARDENING))
LDLIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lm
SANITIZE_FLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# The rooms. All but git and cmd make up the analysis, which has to link without libgit2.
ANALYSIS_ROOMS = base text model tokens rules report policy scan
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

$(B)/layergate: $(MAIN) $(CMD) $(GIT) $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# One set of flags a build directory: objects are made again when the flags change.
$(B)/flags: FORCE
	@mkdir -p $(B)
	@echo '$(CC) $(ALL_CFLAGS) $(CPPFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(ALL_CFLAGS) $(CPPFLAGS)' > $@

$(B)/obj/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/rule_pages.c: src/cmd/embed_pages.sh $(RULE_PAGES)
	@mkdir -p $(@D)
	src/cmd/embed_pages.sh $(RULE_PAGES) > $@.tmp
	mv $@.tmp $@

$(B)/obj/cmd/rule_pages.o: $(B)/gen/rule_pages.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

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
	$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $(CPPFLAGS) $(TEST_CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/test_git_%: $(B)/tests/obj/unit/test_git_%.o $(SUPPORT) $(GIT) $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(TEST_LDLIBS)

# everything but the git room is tested in programs that don't have libgit2
$(B)/tests/test_%: $(B)/tests/obj/unit/test_%.o $(SUPPORT) $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS)) $(TEST_LDLIBS)

$(B)/tests/run_rules: $(B)/tests/obj/rules/run_rules.o $(SUPPORT) $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS)) $(TEST_LDLIBS)

$(B)/tests/run_pages: $(B)/tests/obj/rules/run_pages.o $(SUPPORT) $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS)) $(TEST_LDLIBS)

$(B)/tests/token: $(B)/tests/obj/support/token.o $(SUPPORT) $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS))

$(B)/tests/npmrc_dump: $(B)/tests/obj/oracle/npmrc_dump.o $(ANALYSIS)
	$(CC) $(LDFLAGS) -o $@ $^ $(filter-out -lgit2,$(LDLIBS))
