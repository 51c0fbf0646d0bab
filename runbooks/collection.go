package runbooks

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Collection is a file or a folder of runbooks as its author keeps it, with
// the fixtures beside: what lint and test look at.
type Collection struct {
	Library  *Library // Together with the embedded runbooks, which it may refer to.
	IDs      []string // The runbooks that were named.
	Fixtures []Fixture
	files    []file
}

// Collect reads what path names: a runbook's file or its fixture's, a folder,
// or, where it is empty, the embedded library. The error joins every fault as
// "file:line: what"; see Findings. Where the runbooks can be read and only a
// fixture cannot, the collection comes with the error.
func Collect(path string) (Collection, error) {
	from, only, err := collected(path)
	if err != nil {
		return Collection{}, err
	}
	var c Collection
	names, err := from.names()
	if err != nil {
		return c, err
	}
	for _, name := range names {
		id := strings.TrimSuffix(name, ".yaml")
		if only != "" && id != only {
			continue
		}
		body, err := fs.ReadFile(from.files, name)
		if err != nil {
			return c, fmt.Errorf("read the runbook %s: %w", from.told(name), err)
		}
		c.IDs = append(c.IDs, id)
		c.files = append(c.files, file{name: name, path: from.told(name), body: body})
	}
	if len(c.IDs) == 0 {
		return c, fmt.Errorf("%s holds no runbook: a runbook is a file such as backend-pool.yaml", path)
	}
	own := []folder{from}
	if path != "" {
		ours, err := embedded()
		if err != nil {
			return c, err
		}
		own = []folder{ours, from}
	}
	if c.Library, err = load(own...); err != nil {
		return c, err
	}
	c.Fixtures, err = from.fixtures()
	if only != "" {
		c.Fixtures = slices.DeleteFunc(c.Fixtures, func(f Fixture) bool { return f.Runbook != only })
	}
	for _, f := range c.Fixtures {
		if !slices.Contains(c.IDs, f.Runbook) {
			err = errors.Join(err, fmt.Errorf("%s:1: there is no runbook %s.yaml beside it", f.File, f.Runbook))
		}
	}
	return c, err
}

// collected is the folder that a path names and, where it names a file, the id
// of the only runbook that is meant.
func collected(path string) (from folder, only string, err error) {
	if path == "" {
		from, err = embedded()
		return from, "", err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return from, "", fmt.Errorf("there is no file or folder %s", path)
	case err != nil:
		return from, "", fmt.Errorf("look at the runbooks: %w", err)
	case info.IsDir():
		return folder{files: os.DirFS(path), path: path}, "", nil
	}
	dir, name := filepath.Split(path)
	only, ok := strings.CutSuffix(name, fixtureEnding)
	if !ok {
		only, ok = strings.CutSuffix(name, ".yaml")
	}
	if !ok {
		return from, "", fmt.Errorf("%s is not a runbook: its name ends in .yaml", path)
	}
	dir = filepath.Clean(dir)
	return folder{files: os.DirFS(dir), path: dir}, only, nil
}
