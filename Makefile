# Targets: run, demo, test, lint, bench, setup, fuzz, kill.
GO ?= go
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: run demo test lint bench setup fuzz kill

run:
	$(GO) run . serve

demo:
	$(GO) run . demo

# Everything, with nothing skipped: what CI runs.
test: setup lint
	LUONNOS_ALL=1 $(GO) test -timeout 12m ./...
	LUONNOS_ALL=1 $(GO) test -race -short -timeout 12m $(RACE)

# The packages with concurrency of their own.
RACE := ./internal/store/... ./docs ./revisions ./people ./initiatives ./internal/notify ./server ./themes ./themes/intake ./themes/embedding

lint:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run gofmt -w on these'; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# What the tests use besides Go; each is installed only where it is missing.
setup:
	@command -v git >/dev/null || $(MAKE) --no-print-directory apt PKG=git
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || $(MAKE) --no-print-directory apt PKG=chromium
	@command -v npm >/dev/null || $(MAKE) --no-print-directory apt PKG='nodejs npm'
	@test -d e2e/node_modules/axe-core && test -d e2e/node_modules/html-validate || npm install --prefix e2e --silent --no-package-lock

.PHONY: apt
apt:
	$(SUDO) apt-get update -qq
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PKG)

# Figures beside a peer in one run; see bench/README.md.
bench:
	$(GO) run ./bench/web
	$(GO) run ./bench/write
	$(GO) run ./bench/merge
	$(GO) run ./bench/difference
	$(GO) run ./bench/anchor
	$(GO) run ./bench/themes

# Two hundred rounds of kill -9 against writers.
kill:
	LUONNOS_ALL=1 LUONNOS_KILL_ROUNDS=200 $(GO) test -count=1 -timeout 60m -run Kill ./...

FUZZTIME ?= 2m
fuzz:
	@for pkg in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; done
