package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Held reports whether a process has the database now, and which: its id, or
// "unknown". It makes no file.
func Held(path string) (holder string, held bool, err error) {
	if path, err = onlyName(path); errors.Is(err, fs.ErrNotExist) {
		return "", false, nil // Without its folder there is no database.
	} else if err != nil {
		return "", false, err
	}
	if _, err := os.Stat(path + ".lock"); errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	f, err := openLocked(path + ".lock")
	switch {
	case errors.Is(err, errLocked):
		return holderIn(path + ".lock"), true, nil
	case err != nil:
		return "", false, fmt.Errorf("lock %s: %w", path, err)
	}
	return "", false, f.Close()
}
