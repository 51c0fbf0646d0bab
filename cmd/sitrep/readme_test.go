package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/configs"
)

// commandsOf are the lines of the code blocks of one section of a page.
func commandsOf(t *testing.T, page, section string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", page))
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(text), "\n## "+section+"\n")
	if !ok {
		t.Fatalf("%s has no section %q", page, section)
	}
	body, _, _ := strings.Cut(after, "\n## ")
	var lines []string
	inside := false
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"):
			inside = !inside
		case inside && line != "":
			lines = append(lines, line)
		}
	}
	return lines
}

// walker does what the README says, in a folder of its own.
type walker struct {
	t    *testing.T
	ctx  context.Context
	dir  string
	env  []string
	page string // Of the practice workspace.
	room string // Where it types.
	said screen // Of all programs that it started.
}

// shell runs a line to its end.
func (w *walker) shell(line string) string {
	w.t.Helper()
	cmd := exec.CommandContext(w.ctx, "sh", "-ec", line)
	cmd.Dir, cmd.Env = w.dir, w.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s: %v\n%s\n%s", line, err, out, w.said.String())
	}
	return string(out)
}

// start runs a line that goes on, until the test ends.
func (w *walker) start(line string) {
	w.t.Helper()
	words := strings.Fields(line)
	cmd := exec.CommandContext(w.ctx, words[0], words[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = w.dir, w.env, &w.said, &w.said
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil && w.ctx.Err() == nil {
			w.t.Errorf("%s: %v\n%s", line, err, w.said.String())
		}
	})
}

// until waits for what must come.
func (w *walker) until(what string, is func() bool) {
	w.t.Helper()
	for began := time.Now(); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			w.t.Fatalf("%s did not come\n%s\n%s", what, w.said.String(), w.state())
		}
	}
}

// ask talks to the practice page as a browser does.
func (w *walker) ask(method, path, body string) string {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.ctx, method, w.page+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(all)
}

func (w *walker) state() string { return w.ask(http.MethodGet, "/page/state", "") }

// say types a line as the person that the page acts as.
func (w *walker) say(line string) {
	w.t.Helper()
	body, err := json.Marshal(map[string]string{"user": "U0ANA", "channel": w.room, "text": line})
	if err != nil {
		w.t.Fatal(err)
	}
	if got := w.ask(http.MethodPost, "/page/type", string(body)); !strings.Contains(got, `"ok":true`) {
		w.t.Fatalf("%s is answered with %s", line, got)
	}
}

var (
	export   = regexp.MustCompile(`^export (\w+)='(.*)'$`)
	exported = regexp.MustCompile(`^export (\w+)=`)
	pageAt   = regexp.MustCompile(`# The page: (\S+)`)
	roomName = regexp.MustCompile(`inc-1-[a-z0-9-]+`)
)

// Somebody with an empty folder and the README goes from the manifest to a
// rehearsed incident: every line of it is done as it stands, in its order.
func TestTheReadmesWayIntoSlackIsWalked(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(stop)
	w := &walker{t: t, ctx: ctx, dir: t.TempDir(), room: "general"}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "SLACK_") && !strings.HasPrefix(v, "SITREP_") {
			w.env = append(w.env, v)
		}
	}
	// What a typed line brings, for all to see or for the typist.
	brings := map[string]string{
		"help":    "Outside an incident you can:",
		"declare": "FAIL: 2 of 20 take traffic",
		"status":  "rehearsal: API is slow",
		"did":     "restarted nothing",
		"resolve": "INC-1 resolved",
	}
	done := map[string]bool{}
	for _, line := range commandsOf(t, "README.md", "Use it in Slack") {
		words := strings.Fields(line)
		switch {
		case exported.MatchString(line):
			name := exported.FindStringSubmatch(line)[1]
			if !slices.ContainsFunc(configs.Variables(), func(v configs.Variable) bool { return v.Name == name }) {
				t.Errorf("there is no variable %s", name)
			}
			continue // The practice workspace gives its own.
		case strings.HasPrefix(line, "sitrep practice "):
			w.start(line)
			w.until("the page", func() bool { return pageAt.MatchString(w.said.String()) })
			w.page = pageAt.FindStringSubmatch(w.said.String())[1]
		case strings.HasPrefix(line, ". "):
			text, err := os.ReadFile(filepath.Join(w.dir, words[1]))
			if err != nil {
				t.Fatal(err)
			}
			for set := range strings.Lines(string(text)) {
				found := export.FindStringSubmatch(strings.TrimSpace(set))
				if found == nil {
					t.Fatalf("%s holds %q", words[1], set)
				}
				w.env = append(w.env, found[1]+"="+found[2])
			}
		case line == "sitrep serve":
			w.start(line)
			w.until("the connection", func() bool { return strings.Contains(w.said.String(), "connected to slack") })
		case strings.HasPrefix(line, "sitrep "):
			if out := w.shell(line); line == "sitrep doctor" && !strings.HasSuffix(out, "Ready.\n") {
				t.Errorf("the doctor says\n%s", out)
			}
		case strings.HasPrefix(line, "/incident "):
			w.say(line)
			want, known := brings[words[1]]
			if !known {
				t.Fatalf("what should %q bring?", line)
			}
			w.until(want, func() bool { return strings.Contains(w.state(), want) })
			if words[1] == "declare" {
				w.room = roomName.FindString(w.state())
			}
		default:
			t.Fatalf("the README has the line %q, and nobody knows how to do it", line)
		}
		done[words[0]+" "+words[min(1, len(words)-1)]] = true
	}
	for _, must := range []string{"sitrep manifest", "sitrep practice", ". ./practice.env", "sitrep doctor", "sitrep serve", "/incident help", "/incident declare", "/incident resolve"} {
		if !done[must] {
			t.Errorf("the README does not say %s", must)
		}
	}
}
