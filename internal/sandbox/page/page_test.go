package page_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/sandbox/page"
)

// sources are the files the bundle is made from, beside everything in src.
// vite.config.ts computes the same hash over the same list.
var sources = []string{"index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"}

func TestTheBundleIsBuiltFromTheseSources(t *testing.T) {
	t.Parallel()
	files := slices.Clone(sources)
	err := filepath.WalkDir("src", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	if len(files) < 10 {
		t.Fatalf("only %d sources were found, so the hash would prove nothing: %v", len(files), files)
	}
	h := sha256.New()
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		h.Write([]byte(f + "\x00"))
		h.Write(body)
		h.Write([]byte{0})
	}
	built, err := fs.ReadFile(page.FS(), "SOURCES.sha256")
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != strings.TrimSpace(string(built)) {
		t.Errorf("the bundle in dist is older than its sources. Build it again with:\n\n\tmake page\n\nsources %s\nbundle  %s", got, strings.TrimSpace(string(built)))
	}
}

func TestThePageAsksOnlyForFilesThatAreEmbedded(t *testing.T) {
	t.Parallel()
	index, err := fs.ReadFile(page.FS(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(index), -1)
	var assets int
	for _, m := range asked {
		if strings.HasPrefix(m[1], "data:") {
			continue
		}
		name, ok := strings.CutPrefix(m[1], "/")
		if !ok {
			t.Errorf("index.html asks for %q, which is not of this server", m[1])
			continue
		}
		if _, err := fs.Stat(page.FS(), name); err != nil {
			t.Errorf("index.html asks for %q: %v", m[1], err)
		}
		assets++
	}
	if assets < 2 {
		t.Errorf("index.html asks for %d files, want the script and the style sheet", assets)
	}
}

func TestTheBundleHasNoSourceMapsAndTheStyleSheetFetchesNothing(t *testing.T) {
	t.Parallel()
	var sheets int
	err := fs.WalkDir(page.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasSuffix(path, ".map") {
			t.Errorf("%s is a source map", path)
		}
		if !strings.HasSuffix(path, ".css") {
			return nil
		}
		sheets++
		css, err := fs.ReadFile(page.FS(), path)
		if err != nil {
			return err
		}
		if m := regexp.MustCompile(`@import|url\((?:["']?)(?:https?:)?//[^)]*`).Find(css); m != nil {
			t.Errorf("%s fetches %q", path, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sheets == 0 {
		t.Error("no style sheet was found")
	}
}

func TestTheLockFileNamesNoDownloadHost(t *testing.T) {
	t.Parallel()
	lock, err := os.ReadFile("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`"resolved":[^\n]*`).Find(lock); m != nil {
		t.Errorf("package-lock.json says where a package was downloaded: %s", m)
	}
}
