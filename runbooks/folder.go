package runbooks

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed library/*.yaml
var library embed.FS

// folder is where runbooks lie, and what stands before a file's name when
// people are told of it.
type folder struct {
	files fs.FS
	path  string
}

// file is one runbook's source.
type file struct {
	name string // As in "backend-pool.yaml".
	path string // As people are told, as in "runbooks/backend-pool.yaml".
	body []byte
}

func embedded() (folder, error) {
	sub, err := fs.Sub(library, "library")
	if err != nil {
		return folder{}, fmt.Errorf("open the library: %w", err)
	}
	return folder{files: sub}, nil
}

// Embedded is the library that the binary carries.
func Embedded() (*Library, error) { return With("") }

// With is the embedded library and the runbooks of a folder on disk, as Load
// puts them together. An empty dir means the embedded library only. The error
// names every fault as "file:line: what".
func With(dir string) (*Library, error) {
	own, err := embedded()
	if err != nil {
		return nil, err
	}
	if dir == "" {
		return load(own)
	}
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s: name the one that holds your runbooks", dir)
	case err != nil:
		return nil, fmt.Errorf("look into the folder of runbooks: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file: name the folder that it lies in", dir)
	}
	theirs := folder{files: os.DirFS(dir), path: dir}
	names, err := theirs.names()
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("the folder %s holds no runbook: a runbook is a file such as backend-pool.yaml at its top", dir)
	}
	return load(own, theirs)
}

// Load reads every *.yaml at the top of each folder, one runbook each. A file
// of the same name in a later folder replaces the earlier one, so that a team's
// own runbook stands in for ours. Fixtures (*.test.yaml) are left alone. It
// refuses the whole when anything is wrong, and names every fault as
// "file:line: what".
func Load(files ...fs.FS) (*Library, error) {
	var folders []folder
	for _, f := range files {
		folders = append(folders, folder{files: f})
	}
	return load(folders...)
}

func load(folders ...folder) (*Library, error) {
	files, err := collect(folders...)
	return assemble(files, err)
}

// collect reads the runbooks of the folders; of one name the last counts.
func collect(folders ...folder) (map[string]file, error) {
	files := map[string]file{}
	var faults []error
	for _, from := range folders {
		names, err := from.names()
		faults = append(faults, err)
		for _, name := range names {
			body, err := fs.ReadFile(from.files, name)
			if err != nil {
				return nil, fmt.Errorf("read the runbook %s: %w", from.told(name), err)
			}
			files[name] = file{name: name, path: from.told(name), body: body}
		}
	}
	return files, errors.Join(faults...)
}

// assemble makes a library of files, or says all that is wrong with them,
// after what is wrong already.
func assemble(files map[string]file, wrong error) (*Library, error) {
	l := &Library{}
	faults := []error{wrong}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		faults = append(faults, l.add(files[name]))
	}
	if err := errors.Join(faults...); err != nil {
		// A file that was refused is missing for the others: what they say of
		// it is told only when each is whole.
		return nil, err
	}
	if err := errors.Join(l.faults()...); err != nil {
		return nil, err
	}
	return l, nil
}

// names are the runbooks of a folder. A runbook under another ending would be
// left out without a word, so it is refused.
func (f folder) names() ([]string, error) {
	entries, err := fs.ReadDir(f.files, ".")
	if err != nil {
		return nil, fmt.Errorf("list the runbooks: %w", err)
	}
	var names []string
	var faults []error
	for _, e := range entries {
		name := e.Name()
		switch base, ending := splitEnding(name); {
		case e.IsDir():
		case ending != ".yaml" && (strings.EqualFold(ending, ".yml") || strings.EqualFold(ending, ".yaml")):
			faults = append(faults, fmt.Errorf("%s: a runbook's file ends in .yaml: rename it to %s.yaml", f.told(name), base))
		case ending == ".yaml" && !strings.HasSuffix(base, ".test"):
			names = append(names, name)
		}
	}
	return names, errors.Join(faults...)
}

func splitEnding(name string) (base, ending string) {
	ending = filepath.Ext(name)
	return strings.TrimSuffix(name, ending), ending
}

func (f folder) told(name string) string {
	if f.path == "" {
		return name
	}
	return filepath.Join(f.path, name)
}
