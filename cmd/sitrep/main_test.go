package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain lets the tests run this very binary as sitrep, in a process of its
// own that may be killed, and looks for goroutines that were left behind.
func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){
		"sitrep": func() { os.Exit(runToSignal(os.Args[1:])) },
	})
}

func TestTheCommandLineTellsItsStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// tidy fails a run that leaves goroutines behind.
type tidy struct{ m *testing.M }

func (t tidy) Run() int {
	code := t.m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}
