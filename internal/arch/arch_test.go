// Package arch holds the rules of the house as tests: who may import whom, and
// what every package owes its reader. The tests open the files themselves; one
// that asked the go command would be cached as passing after the violation.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sitrephq/sitrep/"

// rooms says what of ours each folder may import. A folder that is not named
// here fails the test: a new room needs a decision. A trailing /* stands for
// all folders below.
var rooms = map[string][]string{
	"bot/incident":             {},
	"bot/chat":                 {},
	"bot/say":                  {"bot/incident", "bot/chat"},
	"bot/work":                 {"bot/incident"},
	"bot/across":               {"bot/incident"},
	"bot/watch":                {"bot/incident", "runbooks"},
	"bot/postmortem":           {"bot/incident"},
	"runbooks":                 {"bot/incident"},
	"commands":                 {"bot/*", "runbooks", "internal/spelling"},
	"configs":                  {"internal/spelling"},
	"integrations/slack":       {"commands", "bot/incident", "bot/chat", "bot/say", "internal/doctor"},
	"integrations/exporter":    {"bot/incident", "internal/promlab", "internal/reach"},
	"integrations/prometheus":  {"bot/incident", "internal/reach"},
	"internal/store":           {"bot/incident", "internal/store/db"},
	"internal/store/db":        {},
	"internal/store/storetest": {"bot/incident"},
	"internal/chart":           {"bot/incident"},
	"internal/promlab":         {},
	"internal/sandbox":         {},
	"internal/sandbox/page":    {},
	"internal/doctor":          {},
	"internal/drill":           {"internal/sandbox", "internal/promlab", "bot/incident"},
	"internal/reach":           {"bot/incident"},
	"internal/spelling":        {},
	"internal/arch":            {},
	"internal/live":            {},
	"cmd/sitrep":               {"*"},
}

// kept says where a dependency stays put: the folders that may import it.
var kept = map[string][]string{
	"github.com/slack-go/slack":                      {"integrations/slack"},
	"github.com/spf13/viper":                         {"configs"},
	"github.com/spf13/cobra":                         {"cmd/sitrep"},
	"github.com/prometheus/client_golang":            {"integrations/prometheus"},
	"github.com/prometheus/common":                   {"integrations/prometheus", "integrations/exporter", "internal/reach"},
	"github.com/prometheus/prometheus/promql/parser": {"internal/promlab", "runbooks"},
	"github.com/prometheus/prometheus/model/labels":  {"internal/promlab", "runbooks"},
	"github.com/prometheus/prometheus":               {"internal/promlab"},
	"golang.org/x/oauth2":                            {"internal/reach"},
	"gonum.org/v1/plot":                              {"internal/chart"},
	"golang.org/x/image":                             {"internal/chart"},
	"modernc.org/sqlite":                             {"internal/store"},
	"github.com/pressly/goose":                       {"internal/store"},
	"github.com/gorilla/websocket":                   {"internal/sandbox"},
	"database/sql":                                   {"internal/store", "internal/store/db"},
	"github.com/yuin/goldmark":                       {"runbooks"},
	"github.com/chromedp":                            {"cmd/sitrep"},
}

// standardOnly are the folders without any dependency.
var standardOnly = []string{"bot/incident", "bot/chat", "bot/say", "bot/work", "bot/postmortem", "commands"}

// source is one Go file of ours.
type source struct {
	dir  string // Its folder, slash-separated, from the root.
	name string
	test bool
	file *ast.File
}

// sources parses every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != root || d.Name() == "node_modules" || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(p, ".go"):
			return nil
		}
		code, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, code, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		all = append(all, source{dir: path.Dir(rel), name: rel, test: strings.HasSuffix(rel, "_test.go"), file: f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files were found: the test looks in the wrong place", len(all))
	}
	return all
}

func imports(f *ast.File) []string {
	var all []string
	for _, i := range f.Imports {
		all = append(all, strings.Trim(i.Path.Value, `"`))
	}
	return all
}

func TestEveryRoomImportsOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		allowed, known := rooms[s.dir]
		if !known {
			t.Errorf("%s: the folder %s is not among the rooms; decide what it may import", s.name, s.dir)
			continue
		}
		if s.test {
			continue // A test may bring the real component.
		}
		for _, imp := range imports(s.file) {
			ours, is := strings.CutPrefix(imp, module)
			if is && !slices.ContainsFunc(allowed, func(a string) bool { return fits(a, ours) }) {
				t.Errorf("%s imports %s, which its room may not", s.name, ours)
			}
			if !is && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") && slices.Contains(standardOnly, s.dir) {
				t.Errorf("%s imports %s; its room has the standard library only", s.name, imp)
			}
		}
	}
}

func TestEveryDependencyStaysInItsRoom(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, imp := range imports(s.file) {
			if owners := ownersOf(imp); owners != nil && !slices.Contains(owners, s.dir) {
				t.Errorf("%s imports %s, which only %s may", s.name, imp, strings.Join(owners, ", "))
			}
		}
	}
}

// ownersOf are the folders that may import a package: those of the longest
// path that names it.
func ownersOf(imp string) []string {
	best, owners := "", []string(nil)
	for p, o := range kept {
		if (imp == p || strings.HasPrefix(imp, p+"/")) && len(p) > len(best) {
			best, owners = p, o
		}
	}
	return owners
}

func TestThePracticeWorkspaceSharesNoMistakeWithTheClient(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if strings.HasPrefix(s.dir, "internal/sandbox") && slices.ContainsFunc(imports(s.file), func(i string) bool { return strings.Contains(i, "slack-go") }) {
			t.Errorf("%s imports slack-go: a fake that shares the client's structs shares its mistakes", s.name)
		}
	}
}

func TestWhatIsForTestsIsInNoProgram(t *testing.T) {
	t.Parallel()
	forTests := []string{"internal/live", "internal/store/storetest"}
	for _, s := range sources(t) {
		if s.test || slices.Contains(forTests, s.dir) {
			continue
		}
		for _, imp := range imports(s.file) {
			if imp == "testing" || slices.Contains(forTests, strings.TrimPrefix(imp, module)) {
				t.Errorf("%s imports %s, which is for tests", s.name, imp)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	says := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			says[s.dir] = says[s.dir] || s.file.Doc != nil
		}
	}
	for dir, ok := range says {
		if !ok && dir != "internal/store/db" { // Generated.
			t.Errorf("the package in %s has no comment", dir)
		}
	}
}

func TestNothingRunsBeforeMainAndNothingIsNamedForEverything(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init", s.name)
			}
		}
		if slices.Contains([]string{"util", "utils", "helpers", "common", "types", "models", "misc"}, s.file.Name.Name) {
			t.Errorf("%s: the package is called %s, which says nothing", s.name, s.file.Name.Name)
		}
	}
}

func fits(pattern, dir string) bool {
	if pattern == "*" || pattern == dir {
		return true
	}
	prefix, ok := strings.CutSuffix(pattern, "/*")
	return ok && strings.HasPrefix(dir, prefix+"/")
}
