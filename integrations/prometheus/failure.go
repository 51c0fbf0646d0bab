package prometheus

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	v1 "github.com/prometheus/client_golang/api/prometheus/v1"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/reach"
)

// kind is what should be at the address.
const kind reach.Kind = "a Prometheus API"

// errSkewed is the cause of an answer that is good and not counted.
var errSkewed = errors.New("the answer was made at another time than it came")

// failure is a failed question in words. Neither its clause nor its cause holds
// the answer's body, an address with a password, or a credential.
func (s *Source) failure(err error, seen reach.Reply) *incident.SourceError {
	fault, detail := s.diagnose(err, seen)
	cause := errors.New(s.secrets.Clean(err.Error()))
	for _, known := range []error{context.DeadlineExceeded, context.Canceled} {
		if errors.Is(err, known) {
			cause = known
		}
	}
	return &incident.SourceError{Source: s.name, Fault: fault, Detail: s.secrets.Clean(detail), Err: cause, Answered: errors.As(err, new(*v1.Error))}
}

func (s *Source) diagnose(err error, seen reach.Reply) (incident.SourceFault, string) {
	var answered *v1.Error
	switch {
	case errors.Is(err, errHistogram):
		return incident.SourceQuery, err.Error()
	case errors.Is(err, errNoResult):
		return kind.Foreign("its answer holds no result")
	case errors.As(err, &answered):
		return refused(answered, seen)
	default:
		return kind.Why(err, s.timeout)
	}
}

// refused is an answer that is an error: by its status first, because anything
// may stand between us and the source, then by its own words.
func refused(e *v1.Error, seen reach.Reply) (incident.SourceFault, string) {
	switch seen.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusTooManyRequests:
		return kind.Refused(seen)
	}
	class, message := e.Type, e.Msg
	var own struct{ ErrorType, Error string }
	if json.Unmarshal([]byte(e.Detail), &own) == nil && own.ErrorType != "" {
		class, message = v1.ErrorType(own.ErrorType), own.Error // Outside 400 and 422 the client leaves it there.
	}
	switch class {
	case v1.ErrBadData, v1.ErrExec:
		return incident.SourceQuery, message
	case v1.ErrTimeout:
		return incident.SourceTimeout, "it gave up: " + message
	case v1.ErrCanceled:
		return incident.SourceTimeout, "it broke off: " + message
	default: // The rest is told apart by what came back.
	}
	if class == v1.ErrBadResponse && strings.HasPrefix(message, "unexpected value type") {
		return incident.SourceQuery, "the query gives text, not numbers"
	}
	seen.Page = seen.Page || strings.Contains(message, "invalid character '<'")
	return kind.Refused(seen)
}
