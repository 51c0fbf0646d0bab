package promlab

import (
	"context"
	"io"
	"net/http"
	"time"
)

// FaultKind is a way in which a Prometheus fails to answer.
type FaultKind int

// The faults that a lab can be given.
const (
	// None answers as usual.
	None FaultKind = iota
	// Hang never answers. The request ends when the client leaves.
	Hang
	// ServerError answers 500.
	ServerError
	// LoginPage answers 200 with a web page, as a proxy before sign-in does.
	LoginPage
	// Partial answers as usual and warns that a store did not answer, as Thanos
	// does. The data are whole: the warning alone must be enough.
	Partial
	// Slow answers as usual after the fault's delay.
	Slow
)

// Fault is how a lab fails. The zero Fault is none.
type Fault struct {
	Kind FaultKind
	// Delay is for Slow, in machine time.
	Delay time.Duration
}

// partialWarning is in the words of Thanos.
const partialWarning = "fetch series: store 10.0.0.7:10901 did not answer: partial response"

const loginPage = `<!DOCTYPE html>
<html><head><title>Sign in</title></head><body><form method="post" action="/login"><input name="user"></form></body></html>
`

// SetFault gives the handler a fault, for drills and tests, until the next
// call. Requests that hang already go on hanging.
func (l *Lab) SetFault(f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = f
}

func (l *Lab) currentFault() Fault {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.fault
}

// failing puts the lab's fault before a handler.
func (l *Lab) failing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch f := l.currentFault(); f.Kind {
		case Hang:
			// The server notices that a client has left only after it has read
			// the whole request.
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			return
		case ServerError:
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
			return
		case LoginPage:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, loginPage)
			return
		case Slow:
			_ = r.ParseForm() // As above; the form is kept for the handler.
			if !waited(r.Context(), f.Delay) {
				return
			}
		case None, Partial:
		}
		next.ServeHTTP(w, r)
	})
}

func waited(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
