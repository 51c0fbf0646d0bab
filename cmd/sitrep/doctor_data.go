package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sitrephq/sitrep/internal/doctor"
	"github.com/sitrephq/sitrep/internal/store"
)

// Room on the disk of the database, in bytes. An incident takes less than one
// megabyte; what is little is little for everybody on that disk.
const (
	littleRoom = 1 << 30
	noRoom     = 64 << 20
)

// examineData looks at the folder of the database: whether it can be written,
// how much room there is, and whether a process has the file already.
func examineData(dir string) []doctor.Finding {
	all := []doctor.Finding{examineFolder("data", dir)}
	if all[0].Level == doctor.Failed {
		return all
	}
	if free, ok := freeSpace(standing(dir)); ok {
		said := fmt.Sprintf("%.1f GB are free", float64(free)/1e9)
		switch {
		case free < noRoom:
			all = append(all, doctor.Fail("room", said, "make room: what cannot be stored is refused"))
		case free < littleRoom:
			all = append(all, doctor.Warn("room", said, "make room before it is needed"))
		default:
			all = append(all, doctor.Fine("room", said))
		}
	}
	path := filepath.Join(dir, databaseName)
	switch holder, held, err := store.Held(path); {
	case err != nil:
		all = append(all, doctor.Fail("one process", err.Error(), "look at the rights of the data folder"))
	case held:
		all = append(all, doctor.Warn("one process", fmt.Sprintf("process %s has the database", holder), "nothing, if it is your running sitrep serve: a second one would be refused"))
	default:
		all = append(all, doctor.Fine("one process", "nobody has the database"))
	}
	return all
}

// examineFolder looks whether files can be made in a folder, or the folder where
// it is not there yet. It leaves nothing behind.
func examineFolder(check, dir string) doctor.Finding {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	there := standing(abs)
	f, err := os.CreateTemp(there, ".sitrep-doctor-*")
	if err != nil {
		why := err
		if cause := errors.Unwrap(err); cause != nil {
			why = cause
		}
		return doctor.Fail(check, fmt.Sprintf("%s cannot be written: %v", abs, why), "give the user of the bot the right to write there, or name another folder")
	}
	_ = f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return doctor.Fail(check, fmt.Sprintf("%s: a file can be made, and not removed", abs), "look at the rights of the folder")
	}
	if there != abs {
		return doctor.Fine(check, abs+" will be made")
	}
	return doctor.Fine(check, abs+" can be written")
}

// standing is the nearest folder above that exists, or the folder itself.
func standing(dir string) string {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
