# Every command that a user types. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup system tools programs run test bench bench-ui screenshots

TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
TOOLS := $(TARGET)/tools
LOGS := $(TARGET)/test-logs
# the packages of the UI bring a current Node, which goes before any other
export PATH := $(CURDIR)/ui/node_modules/.bin:$(TOOLS)/bin:$(PATH)
export CARGO_TERM_PROGRESS_WHEN := never
export CARGO_INCREMENTAL ?= 1

SYSTEM_PACKAGES := libwebkit2gtk-4.1-dev xvfb xauth imagemagick postgresql
SYSTEM_PACKAGES += fonts-droid-fallback fonts-nanum fonts-lohit-deva
# for the tests and screenshots alone
TEST_PACKAGES := webkit2gtk-driver xdotool poppler-utils
NEXTEST := 0.9
DENY := 0.20
# everything in one set of features, so that nothing is compiled twice
WORKSPACE := --locked --workspace --features desktop/custom-protocol

# What the user has to do first is printed before anything is built, and ends with 1: a recipe that fails would end with
# 2, but a make that is only asked whether there is something to do (-q) ends with 1.
ifneq ($(filter setup system programs run test bench bench-ui screenshots,$(MAKECMDGOALS)),)
NEEDED := $(SYSTEM_PACKAGES) $(if $(filter setup test bench-ui screenshots,$(MAKECMDGOALS)),$(TEST_PACKAGES))
define FIND_MISSING
command -v npm > /dev/null || npm=npm
for package in $(NEEDED) $${npm:-}; do
	state=$$(dpkg-query -W -f '$${db:Status-Status}' "$$package" 2> /dev/null || true)
	[ "$$state" = installed ] || printf '%s ' "$$package"
done
endef
MISSING := $(strip $(shell $(FIND_MISSING)))
ifneq ($(MISSING),)
define FIND_ROOT
if [ "$$(id -u)" = 0 ]; then
	echo env
elif sudo -n true 2> /dev/null; then
	echo sudo -n
else
	echo "These packages are missing and need an administrator:" >&2
	echo "  sudo apt-get install --yes $(MISSING)" >&2
fi
endef
AS_ROOT := $(shell $(FIND_ROOT))
ifeq ($(AS_ROOT),)
MAKEFLAGS += q
endif
endif
endif
ifneq ($(filter run,$(MAKECMDGOALS)),)
ifneq ($(shell seeds/demo/run.sh check && echo free),free)
MAKEFLAGS += q
endif
endif

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: system tools ui/node_modules/.installed ## install what the tests need: system packages, tools, UI packages

system:
	@[ -n "$(MISSING)" ] || exit 0
	$(AS_ROOT) apt-get update
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $(MISSING)

tools:
	@command -v cargo-nextest > /dev/null || cargo install cargo-nextest --version '^$(NEXTEST)' --locked --root "$(TOOLS)"
	command -v cargo-deny > /dev/null || cargo install cargo-deny --version '^$(DENY)' --locked --debug --root "$(TOOLS)"

ui/node_modules/.installed: ui/package-lock.json | system
	@echo "Installing the packages of the screens: some minutes ..."
	cd ui
	npm ci --no-audit --no-fund
	touch node_modules/.installed

# folders too, so that a deleted file counts
UI_SOURCES := $(shell find ui/src ui/index.html ui/*.json ui/*.ts ui/*.mjs)

ui/dist/index.html: $(UI_SOURCES) ui/node_modules/.installed
	@echo "Building the screens ..."
	npm --prefix ui run --silent build

programs: system ui/dist/index.html ## build the programs: server, command line, window
	@first=
	[ -x "$(TARGET)/debug/nutrivault-desktop" ] || first=": about ten minutes the first time"
	echo "Building the programs$$first ..."
	cargo build --locked --package sync-server --package nutrivault --package desktop --features desktop/custom-protocol

run: ## the demo clinic in its window, connected to a server of its own
	@exec seeds/demo/run.sh "$(TARGET)/debug" make --no-print-directory programs

test: setup ## run every check and test; the last line counts
	@mkdir -p "$(LOGS)"
	rm -f "$(LOGS)"/*
	passed=0 failed=0

	# a step runs, prints its output and leaves a log; a failure does not stop the others
	step() {
		local name=$$1 status=0
		shift
		printf '\n== %s\n' "$$name"
		"$$@" 2>&1 | tee "$(LOGS)/$$name.log" || status=$$?
		return $$status
	}
	# a step that runs beside the others; its output is printed where it is awaited
	declare -A beside
	trap '[ -z "$$(jobs -p)" ] || kill $$(jobs -p) 2> /dev/null || true' EXIT
	begin() {
		local name=$$1
		shift
		"$$@" > "$(LOGS)/$$name.log" 2>&1 &
		beside[$$name]=$$!
	}
	await() {
		local status=0
		wait "$${beside[$$1]}" || status=$$?
		printf '\n== %s\n' "$$1"
		cat "$(LOGS)/$$1.log"
		return $$status
	}
	# the numbers before a word, summed over a log; none is 0
	number() {
		grep -oE "$$2" "$$1" 2> /dev/null | grep -oE '[0-9]+' | awk '{ sum += $$1 } END { print sum + 0 }' || true
	}
	# a runner that failed without naming a test, or that found none, counts as one failure
	count() {
		local status=$$1 good=$$2 bad=$$3
		if [ "$$bad" = 0 ] && { [ "$$status" != 0 ] || [ "$$good" = 0 ]; }; then bad=1; fi
		passed=$$((passed + good)) failed=$$((failed + bad))
	}
	# a step without tests only counts when it fails
	wrong=
	must() {
		step "$$@" && return 0
		failed=$$((failed + 1)) wrong="$$wrong $$1"
		return 1
	}
	# what failed, once more and short: thousands of lines stand between a failure and the last line
	recall() {
		local name
		for name in $$wrong; do
			printf '\nfailed: %s, whose last lines are\n' "$$name"
			tail -n 15 "$(LOGS)/$$name.log"
		done
		[ ! -f "$(LOGS)/ui-tests.json" ] || node -e '
			const report = JSON.parse(require("fs").readFileSync(process.argv[1]));
			for (const file of report.testResults) {
				if (file.status === "failed" && file.message) console.log(`failed: $${file.name}\n  $${file.message}`);
				for (const test of file.assertionResults) {
					if (test.status !== "failed") continue;
					console.log(`failed: $${file.name}: $${test.fullName}`);
					console.log(test.failureMessages.join("\n").split("\n").slice(0, 6).join("\n"));
				}
			}
		' "$(LOGS)/ui-tests.json" || true
		local rust='^ +(FAIL|TIMEOUT|SIG[A-Z]+|ABORT) |panicked at ' window='^ *not ok '
		grep -ahE -A 2 "$$rust" "$(LOGS)/rust-tests.log" 2> /dev/null | tail -n 60 || true
		grep -ahE -A 12 "$$window" "$(LOGS)/desktop-tests.tap" 2> /dev/null | tail -n 60 || true
	}
	# known weaknesses of the packages that the screens ship; without an answer of the registry they are skipped
	advisories() {
		local npm="npm --prefix ui audit --omit=dev --fetch-retries=0 --fetch-timeout=20000" report
		report=$$($$npm --json 2> /dev/null) && return 0
		case "$$report" in
		*auditReportVersion*) $$npm ;;
		*) echo "The registry does not answer about known weaknesses, so this was skipped." ;;
		esac
	}

	# the crates that this machine builds; without the database there is nothing to compare them with
	host=$$(rustc -vV | sed -n 's/^host: //p')
	deny() {
		cargo deny --locked --target "$$host" "$$@"
	}
	crate_advisories() {
		if ! timeout 60 cargo deny fetch db > /dev/null 2>&1; then
			echo "The database of known weaknesses of crates cannot be reached, so this was skipped."
			return 0
		fi
		deny --offline check advisories
	}

	# neither these nor the build below have work for two cores all the time
	begin ui-tests npm --prefix ui test --silent -- \
		--reporter=default --reporter=json --outputFile.json="$(LOGS)/ui-tests.json"

	# a new machine has none of them yet
	must fetch cargo fetch --locked --target "$$host" || true
	must crates deny --offline check licenses bans sources || true
	must crate-advisories crate_advisories || true
	must ui-format npm --prefix ui run --silent format:check || true
	must ui-lints npm --prefix ui run --silent lint || true
	must desktop-format prettier --check --config ui/package.json 'tests/desktop/*.mjs' || true
	must desktop-lints eslint --max-warnings=0 --config ui/eslint.desktop.mjs tests/desktop || true
	must ui-types npm --prefix ui run --silent check || true
	must ui-advisories advisories || true
	must ui-build make --no-print-directory ui/dist/index.html || true
	must rust-format cargo fmt --all --check || true

	# one build compiles and lints: apart from it the lints check every crate of others once more
	linting() {
		RUSTC_WORKSPACE_WRAPPER=clippy-driver "$$@"
	}
	no_lints() {
		! grep -A 12 '^warning' "$(LOGS)/build.log"
	}

	built=yes
	must build linting cargo build $(WORKSPACE) --all-targets || built=
	status=0
	await ui-tests || status=$$?
	figures="0 0"
	if [ -f "$(LOGS)/ui-tests.json" ]; then
		figures=$$(node -e '
			const report = JSON.parse(require("fs").readFileSync(process.argv[1]));
			console.log(report.numPassedTests, report.numFailedTests);
		' "$(LOGS)/ui-tests.json")
	fi
	count $$status $$figures

	if [ -n "$$built" ]; then
		must rust-lints no_lints || true
		status=0
		# a test waits for the disk and for other programs: one more than there are cores, for each two
		NUTRIVAULT_PROGRAMS_BUILT=1 linting step rust-tests "$(TARGET)/debug/cluster" \
			cargo nextest run $(WORKSPACE) --config-file .cargo/nextest.toml \
			--test-threads "$$(($$(nproc) + ($$(nproc) + 1) / 2))" || status=$$?
		grep -E '^ *Summary ' "$(LOGS)/rust-tests.log" > "$(LOGS)/rust-tests.summary" || true
		count $$status \
			"$$(number "$(LOGS)/rust-tests.summary" '[0-9]+ passed')" \
			"$$(number "$(LOGS)/rust-tests.summary" '[0-9]+ (failed|timed out|exec failed)')"

		status=0
		# no password at its cost: both programs are of the build above, whose tests ask for the same
		# and none is drawn or compiled for speed that lasts: the page draws in the thread that asks for a picture, and
		# its programs are not optimised for what they would do an hour later
		NUTRIVAULT_STRETCH_FOR_SHOW=1 LP_NUM_THREADS=0 JSC_useFTLJIT=0 \
			step desktop-tests node --test --test-concurrency=2 \
			--test-reporter=spec --test-reporter-destination=stdout \
			--test-reporter=tap --test-reporter-destination="$(LOGS)/desktop-tests.tap" \
			tests/desktop/*.test.mjs || status=$$?
		count $$status \
			"$$(number "$(LOGS)/desktop-tests.tap" '^# pass [0-9]+')" \
			"$$(number "$(LOGS)/desktop-tests.tap" '^# (fail|cancelled) [0-9]+')"
	fi

	[ "$$failed" = 0 ] || recall
	printf '\n%s passed, %s failed\n' "$$passed" "$$failed"
	[ "$$failed" = 0 ]

bench: system ## measure NutriVault and its peers in one run
	@cargo build --locked --release --manifest-path tests/bench/sqlcipher/Cargo.toml --target-dir "$(TARGET)/sqlcipher"
	cargo build --locked --release --package bench --package nutrivault --package sync-server
	cargo run --locked --release --package bench

bench-ui: setup ui/dist/index.html ## measure keys, waits and memory in the real window
	@cargo build --locked --release --package nutrivault --package desktop --features desktop/custom-protocol
	NUTRIVAULT="$(TARGET)/release/nutrivault" NUTRIVAULT_DESKTOP="$(TARGET)/release/nutrivault-desktop" \
		node tests/desktop/bench.mjs

screenshots: setup programs ## pictures of every screen, light and dark, from the real window
	@cargo build --locked --package suite --bin cluster
	node tests/desktop/screenshots.mjs
