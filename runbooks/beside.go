package runbooks

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/sitrephq/sitrep/bot/incident"
)

// beside asks n things of one source side by side, each with an asker of its
// own. What they asked is kept in the order of the things, not of the answers,
// so that evidence is the same each time.
func (a *asker) beside(n int, ask func(n int, a *asker)) {
	parts := make([]asker, n)
	broken := make([]string, n)
	var all sync.WaitGroup
	for i := range parts {
		parts[i].m = a.m
		all.Go(func() {
			// A panic here would end the process; in the caller it ends a job.
			defer func() {
				if r := recover(); r != nil {
					broken[i] = fmt.Sprintf("%v\n%s", r, debug.Stack())
				}
			}()
			ask(i, &parts[i])
		})
	}
	all.Wait()
	for i, p := range parts {
		if broken[i] != "" {
			panic(broken[i])
		}
		a.asked = append(a.asked, p.asked...)
	}
}

// both asks for what is there and, where there is a second question, for what
// should be. The error is the first one's, if it has one.
func (a *asker) both(two bool, ask func(n int, a *asker) (incident.Measured, error)) (first, second incident.Measured, err error) {
	n := 1
	if two {
		n = 2
	}
	got, errs := make([]incident.Measured, 2), make([]error, 2)
	a.beside(n, func(n int, a *asker) { got[n], errs[n] = ask(n, a) })
	return got[0], got[1], cmp.Or(errs[0], errs[1])
}
