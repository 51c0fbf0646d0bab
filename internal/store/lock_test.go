package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store"
)

// holds names the file that this test binary, started again, holds until it is
// killed.
const holds = "SITREP_TEST_HOLDS"

func TestMain(m *testing.M) {
	if path := os.Getenv(holds); path != "" {
		hold(path)
	}
	goleak.VerifyTestMain(m)
}

// hold is the other process: it begins a job and never ends.
func hold(path string) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Config{Path: path})
	if err == nil {
		_, err = s.Create(ctx, "s", func(i incident.Incident) (incident.Change, error) {
			at := time.Now().UTC()
			return incident.Change{
				Events: []incident.Event{{
					Incident: i.ID, Seq: 1, Moment: incident.ExactMoment(at), RecordedAt: at,
					Actor: incident.Bot, Kind: incident.Declared, Data: incident.Data{UID: "u", Title: "slow"},
				}},
				Jobs: []incident.Job{{Key: "a", Kind: "k", Lane: "l", Incident: i.ID, Payload: "{}"}},
			}, nil
		})
	}
	if err == nil {
		_, err = s.Claim(ctx, "other", time.Now(), time.Hour, 1, incident.Kinds{})
	}
	fmt.Println("held", err)
	// Our end is being killed; the pipe ends too, should the test be.
	_, _ = os.Stdin.Read(make([]byte, 1))
	os.Exit(1)
}

func TestASecondProcessIsRefusedUntilTheFirstIsGone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sitrep.db")
	other := exec.CommandContext(t.Context(), os.Args[0])
	other.Env = append(os.Environ(), holds+"="+path)
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "held <nil>\n" {
		t.Fatalf("the other process says %q (%v)", line, err)
	}

	_, err = store.Open(t.Context(), store.Config{Path: path})
	if incident.CodeOf(err) != incident.Conflict {
		t.Fatalf("got %v, want a refusal", err)
	}
	for _, word := range []string{path, fmt.Sprintf("process %d", other.Process.Pid), "Stop that one"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the refusal does not say %q: %v", word, err)
		}
	}

	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	s, err := store.Open(t.Context(), store.Config{Path: path})
	if err != nil {
		t.Fatalf("after it was killed: %v", err)
	}
	defer func() { _ = s.Close() }()
	leases, err := s.Claim(t.Context(), "w", time.Now(), time.Second, 1, incident.Kinds{})
	if err != nil || len(leases) != 1 || leases[0].Attempt != 2 {
		t.Fatalf("claimed %+v (%v), want the job that the other had begun", leases, err)
	}
}

func TestTheSameFileUnderAnotherNameIsRefusedToo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, link := filepath.Join(folder, "sitrep.db"), filepath.Join(folder, "link.db")
	s, err := store.Open(t.Context(), store.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Config{Path: link}); incident.CodeOf(err) != incident.Conflict {
		t.Fatalf("got %v, want a refusal", err)
	}
}

func TestAnyPathWillDo(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a b%20?mode=ro&x#y")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "in;cidents é.db")
	s, err := store.Open(t.Context(), store.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		t.Fatalf("the file is not where it should be: %v", err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file's rights are %v, want its owner's alone", info.Mode())
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("left behind: %v (%v), want the file and its lock", left, err)
	}
}

func TestAFolderThatIsNotThereIsNotMade(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "none")
	for _, path := range []string{filepath.Join(folder, "sitrep.db"), ""} {
		if _, err := store.Open(t.Context(), store.Config{Path: path}); err == nil {
			t.Errorf("%q was opened", path)
		}
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the folder is there (%v)", err)
	}
}
