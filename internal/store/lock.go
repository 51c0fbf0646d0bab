package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// fileLock is one process's claim on the database. The system takes it back
// when the process ends, however it ends, so it is never stale. The file
// itself stays: removing it would let two processes lock two files of one name.
type fileLock struct{ file *os.File }

var errLocked = errors.New("locked")

func lockFile(path string) (*fileLock, error) {
	f, err := openLocked(path + ".lock")
	if errors.Is(err, errLocked) {
		return nil, incident.Errorf(incident.Conflict,
			"%s is in use by another Sitrep (process %s). Stop that one first, or give this one a file of its own.",
			path, holderIn(path+".lock"))
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	l := &fileLock{f}
	if err := l.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), l.release())
	}
	return l, nil
}

// sign leaves our process id for whoever is refused.
func (l *fileLock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func (l *fileLock) release() error {
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	return err
}

// holderIn is the process id in a lock file, "unknown" where there is none yet.
func holderIn(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer func() { _ = f.Close() }()
	body, _ := io.ReadAll(io.LimitReader(f, 32))
	if pid := strings.TrimSpace(string(body)); pid != "" {
		return pid
	}
	return "unknown"
}
