package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var export = regexp.MustCompile(`(?m)^export (\w+=.*)$`)

// Whoever runs the workspace alone is given all that a bot needs: the lines that
// it prints, put into a shell, are enough for sitrep serve to answer there.
func TestTheEnvironmentThatIsPrintedIsEnoughForABot(t *testing.T) {
	t.Parallel()
	out := &screen{}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	data := filepath.Join(t.TempDir(), "not", "there", "yet")
	go func() {
		ended <- serveWorkspace(ctx, tryOptions{scenario: "toggl", addr: "127.0.0.1:0", data: data, out: t.TempDir()}, out, out)
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the workspace ended with %v", err)
		}
	}()
	wait := func(what string, done func() bool) {
		t.Helper()
		for began := time.Now(); !done(); time.Sleep(5 * time.Millisecond) {
			if time.Since(began) > time.Minute {
				t.Fatalf("it did not come that %s\n%s", what, out)
			}
		}
	}
	wait("the environment is printed", func() bool { return strings.Contains(out.String(), "sitrep serve") })

	bot := exec.CommandContext(ctx, "sitrep", "serve")
	bot.Stderr = out
	bot.Env = os.Environ()
	for _, line := range export.FindAllStringSubmatch(out.String(), -1) {
		bot.Env = append(bot.Env, line[1])
	}
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = bot.Process.Kill()
		_ = bot.Wait()
	}()
	wait("the bot is connected", func() bool { return strings.Contains(out.String(), "connected to slack") })

	page := regexp.MustCompile(`# The page: (\S+)`).FindStringSubmatch(out.String())[1]
	ask := func(method, path, body string) string {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, page+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		all, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(all)
	}
	if got := ask(http.MethodPost, "/page/type", `{"user":"U0ANA","channel":"general","text":"/incident declare sev1 API is slow"}`); !strings.Contains(got, `"ok":true`) {
		t.Fatalf("typing is answered with %s", got)
	}
	wait("the first answer is there", func() bool {
		return strings.Contains(ask(http.MethodGet, "/page/state", ""), "FAIL: 2 of 20 take traffic")
	})
}
