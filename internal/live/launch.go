//go:build unix

package live

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// readyLimit is how long a server may take until it answers, on a machine that
// is busy with other tests.
const readyLimit = 60 * time.Second

// lookEvery is how often a wait asks again.
const lookEvery = 20 * time.Millisecond

// find is the path of a program: under the first of its names that is in the
// PATH, or in one of the folders.
func find(t testing.TB, names []string, folders ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	for _, folder := range folders {
		// Debian keeps each version of PostgreSQL in a folder of its own.
		found, _ := filepath.Glob(filepath.Join(folder, names[0]))
		if len(found) > 0 {
			return slices.Max(found)
		}
	}
	t.Fatalf("there is no %s; make needs installs it, or says how to", strings.Join(names, " and no "))
	return ""
}

// launch starts a server that cannot tell which port it got: it is given a
// free one, and another one where somebody was faster.
func launch(t testing.TB, name string, with func(port string) command, ready func(ctx context.Context, port string) error) (*Process, string) {
	t.Helper()
	for range 5 {
		port := freePort(t)
		p := start(t, name, with(port))
		last := fmt.Errorf("it was not asked")
		for began := time.Now(); !p.ended(); time.Sleep(lookEvery) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			last = ready(ctx, port)
			cancel()
			if last == nil && !p.ended() {
				return p, port
			}
			if time.Since(began) > readyLimit {
				t.Fatalf("%s is not ready after %s: %v", name, readyLimit, last)
			}
		}
		log := strings.ToLower(p.printed())
		if !strings.Contains(log, "in use") && !strings.Contains(log, "cannot bind") {
			t.Fatalf("%s ended at its start (%v):\n%s", name, last, p.printed())
		}
	}
	t.Fatalf("%s got no port in five tries", name)
	return nil, ""
}

// freePort is a port of loopback that nobody has at this moment.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// folder is a temporary one outside of the test's own, which is closed to other
// users and has too long a path for a socket.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "live-") //nolint:usetesting // Its own is what it cannot be.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// answers is the readiness of a server that speaks HTTP.
func answers(path string) func(ctx context.Context, port string) error {
	return func(ctx context.Context, port string) error {
		status, _, err := get(ctx, "http://127.0.0.1:"+port+path)
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("it answers %d", status)
		}
		return err
	}
}
