# Every target that a person types has a line of help behind two hashes.
.DEFAULT_GOAL := help
.PHONY: help try drill test check needs vet lint fmt unit generate pictures page bench soak build clean

# Pinned tools. They are built from source by the Go toolchain, once.
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
SQLC     := go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1

# The race detector looks at our code and at what it calls. Inside SQLite, which
# is C turned into Go, and inside the query engine it would look ten times as
# long for what is not ours.
RACE := -race -gcflags='modernc.org/...=-race=false' -gcflags='github.com/prometheus/prometheus/...=-race=false'

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

try: ## Live through an incident in a practice workspace
	go run ./cmd/sitrep try

drill: ## Play the Toggl drill and print its outcome
	go run ./cmd/sitrep drill run toggl

test: ## Everything CI runs; it ends with nothing changed
	@before=$$(git diff HEAD | git hash-object --stdin); $(MAKE) --no-print-directory needs vet lint unit || exit 1; \
	after=$$(git diff HEAD | git hash-object --stdin); [ "$$before" = "$$after" ] || \
	{ echo "The run changed files that are in git:" >&2; git diff HEAD --stat >&2; exit 1; }

check: test ## The same, under the name that others use

needs: ## Install what the tests need, or say how to
	@sh internal/tools/needs.sh

vet:
	go vet ./...

lint: ## Report what the linters find
	$(GOLANGCI) run --allow-parallel-runners ./...

fmt: ## Format the code as the linters want it
	$(GOLANGCI) fmt ./...

unit: ## Run the tests with the race detector
	go test $(RACE) -timeout 40m ./...

generate: ## Generate what is generated: the queries of the store, the pages of docs
	cd internal/store && $(SQLC) generate && cat sqlc.yaml queries/*.sql | sha256sum | cut -d' ' -f1 >db/SOURCES.sha256
	go test ./cmd/sitrep -run 'Test(TheCommandsPage|TheSetupPage)' -count=1 -update-pages

pictures: ## Take the pictures of docs/messages.md anew, in Chromium
	go test ./integrations/slack -run TestTheMessagesOfThePage -count=1 -update
	go test ./cmd/sitrep -run TestPicturesOfTheMessages -count=1 -update-pictures
	go test ./cmd/sitrep -run TestTheMessagesPage -count=1 -update-pages

page: ## Build the practice page again, with Node
	cd internal/sandbox/page && npm ci && npm run build

bench: ## Measure what docs/performance.md quotes
	go test -run '^$$' -bench . -benchmem ./...

soak: ## Kill the bot many times over; takes an hour
	go test $(RACE) -count=1 -timeout 120m -run Kill ./cmd/sitrep -kills 2000

build: ## Build the binary into bin/
	CGO_ENABLED=0 go build -trimpath -o bin/sitrep ./cmd/sitrep

clean: ## Remove what was built
	rm -rf bin
