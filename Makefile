# The lab's verbs. `make` alone lists them. Each does its own set-up: the pinned Node, nginx, redis-server.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

# make bench PROFILE=smoke ONLY=lookup is npm run bench -- --profile smoke --only lookup
bench_flags := $(if $(PROFILE),--profile $(PROFILE)) $(if $(ONLY),--only $(ONLY)) $(if $(CONTENDERS),--contenders $(CONTENDERS)) \
	$(if $(STACK),--stack $(STACK)) $(if $(SEED),--seed $(SEED)) $(if $(OUT),--out $(OUT)) $(if $(FAULTS),--faults $(FAULTS)) $(if $(RESUME),--resume $(RESUME))
lab_flags := $(if $(CONTENDERS),--contenders $(CONTENDERS)) $(if $(STACK),--driver $(STACK))

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@printf '\n  make bench takes PROFILE=smoke|default|full ONLY=lookup,revocation,failover,sweeps CONTENDERS=a,b\n'
	@printf '                   STACK=native|compose SEED=n OUT=dir FAULTS=a,b RESUME=dir\n'

.PHONY: bench
bench: setup ## measure everything and write a report (10 minutes; one minute with PROFILE=smoke)
	@node bench/main.ts $(bench_flags)

.PHONY: test
test: packages programs ## run every test with real Redis, nginx and processes, and the walkthrough
	@node node_modules/vitest/vitest.mjs run
	@node docs/runner/main.ts

.PHONY: check
check: packages ## check types, style, import rules and unused code
	@tsc --noEmit
	@biome ci .
	@knip

.PHONY: up
up: setup ## start the lab, leave it running, and print how to try it
	@node infra/lab.ts up $(lab_flags)

.PHONY: down
down: packages ## stop the lab that `make up` started
	@node infra/lab.ts down

.PHONY: status
status: packages ## show the parts of the lab and their states
	@node infra/lab.ts status

.PHONY: report
report: packages ## write report.html and report.md again from results.json (DIR=, default the latest)
	@node bench/report/main.ts $(or $(DIR),bench/results/latest)

.PHONY: selftest
selftest: setup ## plant known effects and check that the harness finds them (REPEAT=10 SEED=n)
	@node bench/selftest/main.ts $(if $(REPEAT),--repeat $(REPEAT)) $(if $(SEED),--seed $(SEED))

.PHONY: compare
compare: packages ## compare two runs: make compare A=dir B=dir
	@node bench/compare/main.ts --a "$(A)" --b "$(B)"

.PHONY: decide
decide: packages ## show what to choose by your own figures (DIR=, NEED=logout-now,replica-dies)
	@node bench/report/decide/main.ts $(if $(DIR),--results $(DIR)) $(if $(NEED),--need $(NEED))

.PHONY: docs
docs: docs/node_modules/.packages ## build the site of the walkthrough and serve it
	@npm --prefix docs run --silent build
	@npm --prefix docs run --silent preview

.PHONY: docs-test
docs-test: setup ## run every command of the walkthrough and compare its output (CHAPTER=07)
	@node docs/runner/main.ts $(if $(CHAPTER),--chapter $(CHAPTER))

.PHONY: docs-update
docs-update: setup ## update the output that the walkthrough shows, and the reference; review the diff
	@node docs/reference.ts
	@node docs/runner/main.ts --update $(if $(CHAPTER),--chapter $(CHAPTER))

.PHONY: docs-figures
docs-figures: packages ## draw the charts of the walkthrough from one complete run (DIR=)
	@node docs/figures.ts $(DIR)

.PHONY: fix
fix: packages ## format the code and fix what Biome can fix
	@biome check --write .

.PHONY: clean
clean: ## remove results, the files of running labs and the installed packages
	@rm -rf bench/results .lab node_modules docs/node_modules docs/.vitepress/cache docs/.vitepress/dist

# The set-up. The verbs above call it, but each target can also be called alone.
.PHONY: setup packages programs
setup: packages programs

packages: node_modules/.packages
node_modules/.packages: package.json package-lock.json infra/setup-node.sh
	@sh infra/setup-node.sh
	@touch $@

docs/node_modules/.packages: docs/package.json docs/package-lock.json
	@npm --prefix docs ci --no-fund --no-audit --loglevel=error
	@touch $@

programs:
	@sh infra/setup.sh
