# The menu: what can be done here. CI calls the same words (.ci/run).
.DEFAULT_GOAL := menu
.PHONY: menu setup demo test check generate record bench bench-advise bench-predict bench-lint sbom test-versions test-frameworks fuzz build release clean

menu: ## what can be done here
	@echo "make WORD, where WORD is one of"
	@sed -n 's/^\([a-z-]*\):.*## /\1#/p' Makefile | awk -F '#' '{ printf "  %-16s %s\n", $$1, $$2 }'

setup:
	@scripts/setup.sh

demo: release ## watch Advisor find and fix what is slow, on a private server (ARGS="--workload NAME")
	@.build/release/advisor demo $(ARGS)

test: setup ## build and run the tests (ARGS="--filter NAME")
	@scripts/test.sh $(ARGS)

test-versions: setup ## run the version-dependent tests against PostgreSQL 16 and 18 too
	@scripts/test-versions.sh $(ARGS)

test-frameworks: setup ## run written migrations by Alembic, dbmate, Sqitch and Active Record themselves
	@scripts/test-frameworks.sh $(ARGS)

check: setup ## format, arrows between modules, scripts, generated files
	@scripts/check.sh

generate: setup ## write the files that are made from code
	@scripts/generate.sh

record: setup ## record the snapshots of the tests anew, for review
	@scripts/record.sh

bench: release ## measure what the README says of speed and memory
	@scripts/bench.sh $(ARGS)

bench-advise: release ## measure index advice on TPC-H against public tools, on 300 tables, and its sizes against built ones
	@scripts/bench.sh advise advise-many sizes

bench-predict: release ## measure predicted against measured times on the five sample workloads
	@scripts/bench.sh predict

fuzz: setup ## feed what commands read with mutated inputs under libFuzzer (RUNS=200000 TARGETS="explain lint")
	@scripts/fuzz.sh

bench-lint: release ## measure advisor lint against squawk on 1,000 migrations
	@scripts/bench.sh lint

sbom: setup ## list all that Advisor is made of, with versions and licences
	@swift package resolve >&2
	@scripts/sbom.sh

build: setup ## the debug build
	@swift build

release: setup ## the release build of the advisor command
	@swift build -c release --product advisor >&2

clean: ## remove all that was built
	@rm -rf .build .build-fuzz .build-versions .build-frameworks
