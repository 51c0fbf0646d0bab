package postmortem

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// shelf is a store of one incident.
type shelf struct {
	story *story
	err   error // What looking up evidence fails with.
}

func (s shelf) Incident(context.Context, incident.ID) (incident.Incident, error) {
	return s.story.incident(), nil
}

func (s shelf) Events(context.Context, incident.ID) ([]incident.Event, error) {
	return s.story.events, nil
}

func (s shelf) Evidence(_ context.Context, hash string) (incident.Evidence, error) {
	if p, ok := s.story.evidence[hash]; ok && s.err == nil {
		return p, nil
	}
	if s.err != nil {
		return incident.Evidence{}, s.err
	}
	return incident.Evidence{}, incident.Errorf(incident.NotFound, "There is no such evidence.")
}

const file = "inc-12-api-is-slow.md"

func writer(dir string, s *story) Writer {
	return Writer{Dir: dir, Store: shelf{story: s}, Now: func() time.Time { return at("15:50") }}
}

func lease(attempt int64) incident.Lease {
	return incident.Lease{Job: incident.Job{Incident: 1}, ID: 4, Attempt: attempt}
}

func TestTheDraftIsWrittenAndRecorded(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := toggl()
	for attempt := range int64(2) { // A second run is harmless.
		decide, err := writer(dir, s).Handle(t.Context(), lease(attempt+1))
		if err != nil {
			t.Fatal(err)
		}
		change, err := decide(s.incident(), at("15:50"))
		if err != nil {
			t.Fatal(err)
		}
		if len(change.Events) != 1 || change.Events[0].Kind != incident.Drafted || change.Events[0].Data.Name != filepath.Join(dir, file) {
			t.Errorf("got %+v, want one event with the path", change.Events)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	if want := Markdown(s.build("15:50")); !bytes.Equal(got, want) {
		t.Error("the file is not the draft")
	}
	onlyFile(t, dir)
}

// onlyFile insists that nothing but the draft is left in the directory.
func onlyFile(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0].Name() != file {
		t.Errorf("got %v in the directory, want the draft alone", left)
	}
}

func TestACrashBeforeTheRenameLeavesTheOldDraftAndTheNextRunCleansUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, body := range map[string]string{
		file:                       "the draft before",
		"." + file + ".4-1.tmp":    "half a dra",
		"." + file + ".4-2.tmp":    "the same attempt once more",
		".inc-12-other.md.4-1.tmp": "another incident's",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := writer(dir, toggl()).Handle(t.Context(), lease(2)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !bytes.HasPrefix(got, []byte("---\nschema")) {
		t.Errorf("the file is not the new draft: %q, %v", got[:min(len(got), 20)], err)
	}
	if err := os.Remove(filepath.Join(dir, ".inc-12-other.md.4-1.tmp")); err != nil {
		t.Errorf("the other incident's file is gone: %v", err)
	}
	onlyFile(t, dir)
}

func TestAReaderNeverSeesHalfADraft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := writer(dir, toggl())
	if _, err := w.Handle(t.Context(), lease(1)); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			got, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil || !bytes.HasSuffix(got, []byte(End("evidence")+"\n")) {
				t.Errorf("a reader saw %d bytes, %v", len(got), err)
				return
			}
		}
	})
	for attempt := range int64(30) {
		if _, err := w.Handle(t.Context(), lease(attempt+2)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
}

func TestALinkInTheDirectoryLeadsNowhere(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(outside, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, "." + file + ".4-1.tmp"} {
		if err := os.Symlink(outside, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := writer(dir, toggl()).Handle(t.Context(), lease(1)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(outside); err != nil || string(got) != "precious" {
		t.Errorf("what the link led to was written: %q, %v", got, err)
	}
	if info, err := os.Lstat(filepath.Join(dir, file)); err != nil || !info.Mode().IsRegular() {
		t.Errorf("the draft is no plain file: %v, %v", info, err)
	}
}

func TestAFolderThatCannotBeWrittenIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	inTheWay := filepath.Join(t.TempDir(), "postmortems")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	named := t.TempDir()
	if err := os.Mkdir(filepath.Join(named, file), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"a file is in the way": inTheWay, "a directory has the name": named} {
		_, err := writer(dir, toggl()).Handle(t.Context(), lease(1))
		var refused *incident.RefusedError
		if !errors.As(err, &refused) || !strings.Contains(refused.Reason, "type postmortem") || !strings.Contains(refused.Reason, dir) {
			t.Errorf("%s: got %v, want a refusal that says what to do", name, err)
		}
	}
	left, err := os.ReadDir(named)
	if err != nil || len(left) != 1 {
		t.Errorf("a refused draft left %v, %v", left, err)
	}
	for _, cause := range []error{fs.ErrPermission, syscall.EROFS} {
		if _, ok := errors.AsType[*incident.RefusedError](writer("x", nil).refusal(cause)); !ok {
			t.Errorf("%v is not refused", cause)
		}
	}
	var retry *incident.RetryError
	if err := writer("x", nil).refusal(syscall.ENOSPC); !errors.As(err, &retry) || !retry.Counts || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full disk is %v, want a retry", err)
	}
}

func TestLostEvidenceIsFlaggedAndAFailingStoreIsNotOverlooked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := toggl()
	s.evidence = nil
	if _, err := writer(dir, s).Handle(t.Context(), lease(1)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !bytes.Contains(got, []byte("`evidence-missing`")) {
		t.Errorf("the lost evidence is not flagged: %v", err)
	}
	broken := incident.Errorf(incident.Unavailable, "The store is busy.")
	w := Writer{Dir: dir, Store: shelf{story: toggl(), err: broken}, Now: time.Now}
	if _, err := w.Handle(t.Context(), lease(2)); !errors.Is(err, broken) {
		t.Errorf("got %v, want the store's own error", err)
	}
}

func TestTheDraftOfAPrivateIncidentHasNoTitleInItsName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := toggl()
	if _, err := writer(dir, s).Draft(t.Context(), s.incident()); err != nil {
		t.Fatal(err)
	}
	s.events = append(s.events, incident.Event{
		Incident: 1, Seq: int64(len(s.events)) + 1, Moment: incident.ExactMoment(at("15:50")), RecordedAt: at("15:50"), Kind: incident.MadePrivate,
	})
	for range 2 {
		path, err := writer(dir, s).Draft(t.Context(), s.incident())
		if err != nil || path != filepath.Join(dir, "inc-12.md") {
			t.Errorf("it is written to %q (%v)", path, err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "inc-12.md" {
		t.Errorf("got %v (%v) in the directory, want the draft without the title alone", left, err)
	}
}
