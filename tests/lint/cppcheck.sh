#!/bin/sh
# cppcheck: warning, portability and performance. Its cross-unit check for uninitialised variables
# takes every out parameter for one that is read.
cppcheck --quiet --enable=warning,portability,performance --std=c11 --inline-suppr \
	--error-exitcode=1 --suppress=missingIncludeSystem --suppress=ctuuninitvar -Isrc \
	-DLAYERGATE_VERSION='""' -DLAYERGATE_SYSCONFDIR='""' -D_GNU_SOURCE src
