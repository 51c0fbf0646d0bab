package postmortem

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// source is what a draft is made from.
type source interface {
	Incident(ctx context.Context, id incident.ID) (incident.Incident, error)
	Events(ctx context.Context, id incident.ID) ([]incident.Event, error)
	Evidence(ctx context.Context, hash string) (incident.Evidence, error)
}

// Writer writes drafts to a directory. A file appears whole or not at all, so
// whoever reads it while it is being replaced has the draft before.
type Writer struct {
	Dir   string // Made if it is missing.
	Store source
	Now   func() time.Time // Story time.
	Zone  *time.Location   // In which times are printed; UTC when nil.
}

// Handle writes the draft of the job's incident as it is now. Done twice, it
// writes the same file again.
func (w Writer) Handle(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, doc, err := w.draft(ctx, l.Incident)
	if err != nil || !i.Counted() {
		return nil, err // It was none after all.
	}
	name := FileName(i)
	if (i.Open() || !i.Counted()) && !w.lies(name) && !w.lies(openly(i)) {
		return nil, nil // Nobody asked for one yet, so there is none to bring up to date.
	}
	if err := w.write(name, fmt.Sprintf(".%s.%d-%d.tmp", name, l.ID, l.Attempt), Markdown(doc), openly(i)); err != nil {
		return nil, w.refusal(err)
	}
	path := filepath.Join(w.Dir, name)
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.RecordDraft(path, at)}, nil
	}, nil
}

// lies reports whether a file of the name is in the directory.
func (w Writer) lies(name string) bool {
	if name == "" {
		return false
	}
	_, err := os.Lstat(filepath.Join(w.Dir, name))
	return err == nil
}

// Draft writes the incident's draft now and returns its path: for a person who
// asks, where Handle is for a job.
func (w Writer) Draft(ctx context.Context, i incident.Incident) (path string, err error) {
	name, body, err := w.File(ctx, i)
	if err != nil {
		return "", err
	}
	if err := w.write(name, "."+name+".asked.tmp", body, openly(i)); err != nil {
		return "", w.refusal(err)
	}
	return filepath.Join(w.Dir, name), nil
}

// File is the incident's draft as it would be written now: its name and its
// Markdown.
func (w Writer) File(ctx context.Context, i incident.Incident) (name string, body []byte, err error) {
	i, doc, err := w.draft(ctx, i.ID)
	if err != nil {
		return "", nil, err
	}
	return FileName(i), Markdown(doc), nil
}

// Unrecorded are the gaps of the incident's draft that the timeline can still
// fill, in a few words each. What people write into the file is not known here.
func (w Writer) Unrecorded(ctx context.Context, i incident.Incident) ([]string, error) {
	_, doc, err := w.draft(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, g := range doc.Gaps {
		if g.Under == headImpact {
			open = append(open, g.Title)
		}
	}
	return open, nil
}

// draft reads what the document needs. Evidence that is gone is flagged in the
// document and is no reason to have none.
func (w Writer) draft(ctx context.Context, id incident.ID) (incident.Incident, Document, error) {
	i, err := w.Store.Incident(ctx, id)
	if err != nil {
		return i, Document{}, fmt.Errorf("read the incident to draft: %w", err)
	}
	events, err := w.Store.Events(ctx, id)
	if err != nil {
		return i, Document{}, fmt.Errorf("read the timeline to draft: %w", err)
	}
	evidence := map[string]incident.Evidence{}
	for _, e := range events {
		if _, known := evidence[e.Evidence]; known || e.Evidence == "" || !e.Kind.Shown() {
			continue
		}
		p, err := w.Store.Evidence(ctx, e.Evidence)
		if incident.CodeOf(err) == incident.NotFound {
			continue
		}
		if err != nil {
			return i, Document{}, fmt.Errorf("read the evidence to draft: %w", err)
		}
		evidence[e.Evidence] = p
	}
	return i, Build(i, events, evidence, Options{At: w.Now(), Zone: w.Zone}), nil
}

// write puts the body in place of the file in one step: a crash leaves the
// file before or the file after. Everything goes through a root, so that no
// name and no link can lead out of the directory. Instead is a file whose place
// it takes; empty is none.
func (w Writer) write(name, temp string, body []byte, instead string) (err error) {
	if err := os.MkdirAll(w.Dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(w.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	if err := sweep(root, name, temp); err != nil {
		return err
	}
	if err := fill(root, temp, body); err != nil {
		return errors.Join(err, ignoreMissing(root.Remove(temp)))
	}
	if err := root.Rename(temp, name); err != nil {
		return errors.Join(err, ignoreMissing(root.Remove(temp)))
	}
	if instead != "" {
		if err := ignoreMissing(root.Remove(instead)); err != nil {
			return err
		}
	}
	return syncDir(root)
}

// openly is the file in which a private incident's draft may lie from when it
// was public: that one has the title in its name.
func openly(i incident.Incident) string {
	public := i
	public.Private = false
	if FileName(public) == FileName(i) {
		return ""
	}
	return FileName(public)
}

// fill writes a new file and waits until the disk has it.
func fill(root *os.Root, name string, body []byte) (err error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(body); err != nil {
		return err
	}
	return f.Sync()
}

// sweep removes what crashed attempts at the same file left behind. One that
// lost its lease and still writes loses its file with it, as it should.
func sweep(root *os.Root, name, temp string) error {
	left, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return err
	}
	for _, f := range left {
		if strings.HasPrefix(f.Name(), "."+name+".") && strings.HasSuffix(f.Name(), ".tmp") || f.Name() == temp {
			if err := ignoreMissing(root.Remove(f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// syncDir waits until the disk knows the file by its name.
func syncDir(root *os.Root) (err error) {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	return dir.Sync()
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// refusal says what to do about a directory that cannot be written. Where the
// place itself is wrong no repeat helps; a full disk may have room again.
func (w Writer) refusal(err error) error {
	const step = "write the draft"
	for _, known := range []struct {
		is   error
		what string
	}{
		{fs.ErrPermission, "I may not write to"},
		{syscall.EROFS, "it is on a read-only file system:"},
		{syscall.ENOTDIR, "a file is in the way of"},
		{syscall.EISDIR, "a directory has the draft's name in"},
		{fs.ErrExist, "a directory has the draft's name in"}, // A root says so of a directory.
		{syscall.ENAMETOOLONG, "the path is too long:"},
	} {
		if errors.Is(err, known.is) {
			return &incident.RefusedError{Step: step, Err: err, Reason: fmt.Sprintf(
				"I could not write the draft; %s the folder for postmortems, %q. Make that folder writable for Sitrep or set another one, then type postmortem.", known.what, w.Dir)}
		}
	}
	return &incident.RetryError{Counts: true, Err: fmt.Errorf(
		"the draft could not be written to %q; make room there or set another folder for postmortems: %w", w.Dir, err)}
}
