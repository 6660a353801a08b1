#!/bin/sh
# Common typing errors.
codespell -q 3 -L 'hist,te,implementor,upto,anull,ba,fo,nd,crashers,doas,pullrequest' README.md CHANGELOG.md docs src hooks config install.sh \
	Makefile tests/cli tests/lint tests/unit
