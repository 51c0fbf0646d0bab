package watch

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// together does n things side by side and waits for all. A panic in one of
// them would end the process; it is carried over to the caller, where it ends
// a job.
func together(n int, do func(n int)) {
	broken := make([]string, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					broken[i] = fmt.Sprintf("%v\n%s", r, debug.Stack())
				}
			}()
			do(i)
		})
	}
	all.Wait()
	for _, b := range broken {
		if b != "" {
			panic(b)
		}
	}
}
