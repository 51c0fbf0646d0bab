package incident

import (
	"errors"
	"fmt"
)

// Code says what kind of refusal an Error is, so that each edge can translate
// it once: into an ephemeral answer, an HTTP status, an exit code.
type Code string

// The codes are few on purpose. A new one is needed only when some edge has to
// act differently on it.
const (
	Invalid     Code = "invalid"     // What was typed cannot be understood.
	NotFound    Code = "not_found"   // What was named does not exist, or not here.
	Conflict    Code = "conflict"    // It does not apply to the incident as it is.
	Unavailable Code = "unavailable" // It could not be stored now; nothing was done.
	Internal    Code = "internal"    // A fault of ours.
)

// Error is a refusal: a code for the program and a whole sentence for people.
// The sentence is safe for a channel and says what to do next.
type Error struct {
	Code    Code
	Message string
}

func (e *Error) Error() string { return e.Message }

// Errorf makes an Error from a sentence.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf is the code of err, Internal where it carries none, and empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
