# The lab's verbs. `make` alone lists them. Each does its own set-up: the pinned Node, nginx, redis-server.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# What a user sets may hold any character. The shell reads it from its environment, in quotes, so it is never part of a
# command; $(value) keeps make from expanding a dollar sign in it.
settings := PROFILE ONLY CONTENDERS STACK SEED OUT FAULTS RESUME DIR ADD TAMPER A B NEED REPEAT CHAPTER AREA SCENARIO \
	REPLAY WITHOUT
keep_as_text = $(if $(filter undefined,$(origin $1)),,$(eval override export $1 := $$(value $1)))
$(foreach setting,$(settings),$(call keep_as_text,$(setting)))
flag = $${$2:+"$1=$$$2"}

run := @sh infra/run.sh
# make bench PROFILE=smoke ONLY=lookup is npm run bench -- --profile=smoke --only=lookup
bench_flags := $(call flag,--profile,PROFILE) $(call flag,--only,ONLY) $(call flag,--contenders,CONTENDERS) \
	$(call flag,--stack,STACK) $(call flag,--seed,SEED) $(call flag,--out,OUT) $(call flag,--faults,FAULTS) $(call flag,--resume,RESUME)
kubernetes_tools := node_modules/.cache/kubernetes
lab_flags := $(call flag,--contenders,CONTENDERS) $(call flag,--driver,STACK)

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
	@printf '\n  make bench takes PROFILE=smoke|default|full ONLY=lookup,revocation,failover,sweeps CONTENDERS=a,b\n'
	@printf '                   STACK=native|compose SEED=n OUT=dir FAULTS=a,b RESUME=dir\n'

.PHONY: bench
bench: setup ## measure everything and write a report (10 minutes on two cores; PROFILE=smoke: 80 seconds)
	$(run) bench/main.ts $(bench_flags)

.PHONY: test
test: packages programs ## run every test with real Redis, nginx and processes, and the walkthrough
	$(run) node_modules/vitest/vitest.mjs run --configLoader native
	$(run) docs/runner/main.ts

.PHONY: conformance
conformance: setup ## hold every contender to the standards, case by case (AREA=a,b CONTENDERS=a,b)
	$(run) test/conformance/main.ts $(call flag,--area,AREA) $(call flag,--contenders,CONTENDERS)

.PHONY: check
check: packages ## check types, style, import rules and unused code
	$(run) node_modules/typescript/bin/tsc --noEmit
	$(run) node_modules/@biomejs/biome/bin/biome ci .
	$(run) node_modules/knip/bin/knip.js

.PHONY: check-kubernetes
check-kubernetes: packages $(kubernetes_tools)/.packages ## render and judge the Kubernetes manifests, without a cluster
	$(run) infra/kubernetes/main.ts

.PHONY: up
up: setup ## start the lab, leave it running, and print how to try it
	$(run) infra/lab.ts up $(lab_flags)

.PHONY: down
down: packages ## stop the lab that `make up` started
	$(run) infra/lab.ts down

.PHONY: status
status: packages ## show the parts of the lab and their states
	$(run) infra/lab.ts status

.PHONY: report
report: packages ## write report.html and report.md again from results.json (DIR=, default the latest)
	$(run) bench/report/main.ts "$${DIR:-bench/results/latest}"

.PHONY: verify
verify: packages ## compute again what follows from the trials of a run, and compare (DIR=; TAMPER=1 plants edits in copies)
	$(run) bench/verify/main.ts "$${DIR:-bench/results/latest}" $${TAMPER:+--tamper}

.PHONY: selftest
selftest: setup ## plant known effects and check that the harness finds them (REPEAT=10 SEED=n)
	$(run) bench/selftest/main.ts $(call flag,--repeat,REPEAT) $(call flag,--seed,SEED)

.PHONY: explore
explore: packages ## run every order in which requests meet at Redis (SCENARIO=a,b CONTENDERS=a,b REPLAY=order)
	$(run) test/explore/main.ts $(call flag,--scenario,SCENARIO) $(call flag,--contenders,CONTENDERS) \
		$(call flag,--out,OUT) $(call flag,--replay,REPLAY) $(call flag,--without,WITHOUT)

.PHONY: compare
compare: packages ## compare two runs: make compare A=dir B=dir
	$(run) bench/compare/main.ts $(call flag,--a,A) $(call flag,--b,B)

.PHONY: gallery
gallery: packages ## write the page of the kept runs (ADD=dir keeps one more run)
	$(run) bench/gallery/main.ts $${ADD:+add "$$ADD"}

.PHONY: guard
guard: setup ## measure two ratios and Redis' counts, and fail when they have left the kept band (4 minutes)
	$(run) bench/gallery/guard/main.ts

.PHONY: decide
decide: packages ## show what to choose by your own figures (DIR=, NEED=logout-now,replica-dies)
	$(run) bench/report/decide/main.ts $(call flag,--results,DIR) $(call flag,--need,NEED)

.PHONY: docs
docs: packages docs/node_modules/.packages ## build the site of the walkthrough and serve it until Ctrl-C
	$(run) docs/.vitepress/site.ts

.PHONY: docs-test
docs-test: setup ## run every command of the walkthrough and compare its output (CHAPTER=07)
	$(run) docs/runner/main.ts $(call flag,--chapter,CHAPTER)

.PHONY: docs-update
docs-update: setup ## update the output that the walkthrough shows, and the reference; review the diff
	$(run) docs/reference.ts
	$(run) docs/runner/main.ts --update $(call flag,--chapter,CHAPTER)

.PHONY: docs-figures
docs-figures: packages docs/node_modules/.packages ## draw the charts from the kept run (DIR= from another), and new diagrams
	$(run) docs/figures.ts $${DIR:+"$$DIR"}
	$(run) docs/.vitepress/diagrams/draw.ts

.PHONY: fix
fix: packages ## format the code and fix what Biome can fix
	$(run) node_modules/@biomejs/biome/bin/biome check --write .

.PHONY: clean
clean: ## remove results, the files of running labs and the installed packages
	@rm -rf bench/results .lab node_modules docs/node_modules docs/.vitepress/cache docs/.vitepress/dist

# The set-up. The verbs above call it, but each target can also be called alone.
.PHONY: setup packages programs
setup: packages programs

packages: node_modules/.packages
node_modules/.packages: package.json package-lock.json infra/setup-node.sh
	@sh infra/setup-node.sh
	@rm -f $@ && touch $@

docs/node_modules/.packages: docs/package.json docs/package-lock.json
	@echo 'installing the packages of the site: about a minute' >&2
	@npm --prefix docs ci --no-fund --no-audit --loglevel=error
	@touch $@

$(kubernetes_tools)/.packages: infra/kubernetes/package.json infra/kubernetes/package-lock.json | packages
	@sh infra/kubernetes/setup.sh $(kubernetes_tools)
	@touch $@

programs:
	@sh infra/setup.sh
