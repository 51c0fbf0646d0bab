//go:build unix

package live

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// stopLimit is how long a server may take to end by itself.
const stopLimit = 10 * time.Second

// logShown is how much of a server's log a failed test shows, in bytes.
const logShown = 4 << 10

// Process is a server that a test started. Its methods may be called in any
// order and more than once.
type Process struct {
	name string
	cmd  *exec.Cmd
	stop syscall.Signal // What asks it to end.
	log  string         // The path of what it printed.
	done chan struct{}  // Closed when it has ended.
}

// command is how a server is started.
type command struct {
	path string
	args []string
	env  []string            // Added to the test's own.
	user *syscall.Credential // Whom it runs as; nil is whoever runs the test.
	stop syscall.Signal      // What asks it to end; zero is SIGTERM.
}

// start starts a server and promises that it is gone when the test ends.
func start(t testing.TB, name string, c command) *Process {
	t.Helper()
	if c.stop == 0 {
		c.stop = syscall.SIGTERM
	}
	p := &Process{name: name, stop: c.stop, log: filepath.Join(t.TempDir(), name+".log"), done: make(chan struct{})}
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }() // The server has its own by then.
	// The test's context ends before its cleanups, and would kill out of order.
	p.cmd = exec.CommandContext(context.Background(), c.path, c.args...)
	p.cmd.Env = append(os.Environ(), c.env...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = attributes(c.user, c.stop)
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		t.Fatalf("%s does not start: %v", name, err)
	}
	t.Cleanup(func() {
		p.Stop()
		if t.Failed() {
			t.Logf("%s printed:\n%s", name, p.printed())
		}
	})
	return p
}

// run starts the server and waits for its end, on one thread: the kernel ends
// the server with the thread that made it, and so with a test that was killed.
func (p *Process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait() // How it ended is in its log.
	}
	close(p.done)
}

// Stop asks the server to end, and kills it if it does not.
func (p *Process) Stop() {
	p.signal(syscall.SIGCONT) // One that is frozen hears nothing.
	p.signal(p.stop)
	select {
	case <-p.done:
	case <-time.After(stopLimit):
		p.Kill()
	}
}

// Kill ends the server as a crash does.
func (p *Process) Kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// Freeze stops the server without ending it: it keeps its port and its
// connections, and answers nothing.
func (p *Process) Freeze() { p.signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (p *Process) Thaw() { p.signal(syscall.SIGCONT) }

// signal reaches the server while it lives. Its number cannot have been given
// to another process before Wait has returned, and the handle knows that.
func (p *Process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// ended reports whether the server has ended.
func (p *Process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// printed is the end of the server's log.
func (p *Process) printed() string {
	all, err := os.ReadFile(p.log)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err.Error()
	}
	return string(all[max(0, len(all)-logShown):])
}
