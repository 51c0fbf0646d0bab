package store

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The queries are generated; whoever changes a source and forgets to generate
// is told without the generator.
func TestTheGeneratedQueriesAreThoseOfTheirSources(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("queries/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, f := range append([]string{"sqlc.yaml"}, files...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	want, err := os.ReadFile("db/SOURCES.sha256")
	if err != nil {
		t.Fatal(err)
	}
	if hex.EncodeToString(h.Sum(nil)) != strings.TrimSpace(string(want)) {
		t.Error("the queries have changed since the code was generated; type: make generate")
	}
}
