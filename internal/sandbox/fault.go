package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// Fault is what goes wrong with one call. The zero Fault is none.
type Fault struct {
	Kind       FaultKind
	RetryAfter time.Duration // Of RateLimited; whole seconds, at least one.
	Code       string        // Of Refused: the error code that is answered.
}

// FaultKind says how a call fails.
type FaultKind int

// The ways in which a call can fail.
const (
	NoFault     FaultKind = iota
	FailBefore            // HTTP 500, nothing was done.
	FailAfter             // HTTP 500, but the work was done.
	CutAfter              // The work was done and the connection is cut without an answer.
	RateLimited           // HTTP 429 with Retry-After, nothing was done.
	Refused               // An answer with an error code, nothing was done.
)

func (k FaultKind) String() string {
	switch k {
	case FailBefore:
		return "500 before the work"
	case FailAfter:
		return "500 after the work"
	case CutAfter:
		return "cut after the work"
	case RateLimited:
		return "429"
	case Refused:
		return "refused"
	default:
		return ""
	}
}

// works reports whether the call's work is done in spite of the fault.
func (k FaultKind) works() bool { return k == NoFault || k == FailAfter || k == CutAfter }

// refusal is what a fault answers in place of the work; nil when it works.
func (f Fault) refusal() *refusal {
	switch f.Kind {
	case FailBefore:
		return &refusal{code: "http_500"}
	case RateLimited:
		return &refusal{code: "ratelimited"}
	case Refused:
		return &refusal{code: f.Code}
	default:
		return nil
	}
}

// spoil answers as the fault says, and reports whether it did.
func (f Fault) spoil(rw http.ResponseWriter) bool {
	switch f.Kind {
	case FailBefore, FailAfter:
		http.Error(rw, "practice fault", http.StatusInternalServerError)
	case CutAfter:
		panic(http.ErrAbortHandler) // Closes the connection and is not logged.
	case RateLimited:
		seconds := max(1, int((f.RetryAfter+time.Second-1)/time.Second))
		rw.Header().Set("Retry-After", strconv.Itoa(seconds))
		writeJSON(rw, http.StatusTooManyRequests, answer{"ok": false, "error": "ratelimited"})
	default:
		return false
	}
	return true
}

// fault counts a call of a method and asks what goes wrong with it.
func (w *Workspace) fault(method string) Fault {
	w.mu.Lock()
	w.calls[method]++
	n := w.calls[method]
	w.mu.Unlock()
	if w.cfg.Fault == nil {
		return Fault{}
	}
	return w.cfg.Fault(method, n)
}
