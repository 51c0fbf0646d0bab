package prometheus

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	v1 "github.com/prometheus/client_golang/api/prometheus/v1"

	"github.com/sitrephq/sitrep/bot/incident"
)

// errLimit is our own limit for one question.
var errLimit = fmt.Errorf("the limit for one question: %w", context.DeadlineExceeded)

// failure is a failed question in words. Neither its clause nor its cause holds
// the answer's body, an address with a password, or a credential.
func (s *Source) failure(err error, seen reply) *incident.SourceError {
	fault, detail := s.diagnose(err, seen)
	cause := errors.New(s.secrets.clean(err.Error()))
	for _, known := range []error{context.DeadlineExceeded, context.Canceled} {
		if errors.Is(err, known) {
			cause = known
		}
	}
	return &incident.SourceError{Source: s.name, Fault: fault, Detail: s.secrets.clean(detail), Err: cause, Answered: errors.As(err, new(*v1.Error))}
}

func (s *Source) diagnose(err error, seen reply) (incident.SourceFault, string) {
	var answered *v1.Error
	switch {
	case errors.Is(err, errLimit):
		return incident.SourceTimeout, "no reply in " + words(s.timeout)
	case errors.Is(err, context.DeadlineExceeded):
		return incident.SourceTimeout, "no reply in time"
	case errors.Is(err, context.Canceled):
		return incident.SourceTimeout, "the question was withdrawn before it was answered"
	case errors.Is(err, errHuge):
		return incident.SourceHuge, "its answer is larger than 8 MB"
	case errors.Is(err, errRedirect):
		return foreign("it redirects elsewhere")
	case errors.Is(err, errHistogram):
		return incident.SourceQuery, err.Error()
	case errors.Is(err, errNoResult):
		return foreign("its answer holds no result")
	case errors.As(err, &answered):
		return refused(answered, seen)
	default:
		return unreached(err)
	}
}

func foreign(why string) (incident.SourceFault, string) {
	return incident.SourceForeign, "this URL is not a Prometheus API (" + why + ")"
}

// refused is an answer that is an error: by its status first, because anything
// may stand between us and the source, then by its own words.
func refused(e *v1.Error, seen reply) (incident.SourceFault, string) {
	switch seen.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return incident.SourceDenied, "it refused our credentials"
	case http.StatusTooManyRequests:
		return incident.SourceBusy, "it asks us to slow down"
	}
	kind, message := e.Type, e.Msg
	var own struct{ ErrorType, Error string }
	if json.Unmarshal([]byte(e.Detail), &own) == nil && own.ErrorType != "" {
		kind, message = v1.ErrorType(own.ErrorType), own.Error // Outside 400 and 422 the client leaves it there.
	}
	switch kind {
	case v1.ErrBadData, v1.ErrExec:
		return incident.SourceQuery, message
	case v1.ErrTimeout:
		return incident.SourceTimeout, "it gave up: " + message
	case v1.ErrCanceled:
		return incident.SourceTimeout, "it broke off: " + message
	default: // The rest is told apart by what came back.
	}
	page := seen.page || strings.Contains(message, "invalid character '<'")
	switch {
	case kind == v1.ErrBadResponse && strings.HasPrefix(message, "unexpected value type"):
		return incident.SourceQuery, "the query gives text, not numbers"
	case page && seen.status < http.StatusInternalServerError:
		return foreign("it answered with a web page")
	case seen.status/100 == 2:
		return foreign("it answered with something else")
	case seen.status == http.StatusBadGateway, seen.status == http.StatusServiceUnavailable:
		return incident.SourceDown, "something in between says " + strconv.Itoa(seen.status)
	case seen.status == http.StatusGatewayTimeout:
		return incident.SourceTimeout, "something in between says 504"
	case seen.status >= http.StatusInternalServerError:
		return incident.SourceDown, "it failed with " + strconv.Itoa(seen.status)
	default:
		return foreign("it answered " + strconv.Itoa(seen.status))
	}
}

// unreached is why no answer came at all.
func unreached(err error) (incident.SourceFault, string) {
	var name *net.DNSError
	var plain tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	var file *fs.PathError
	switch {
	case errors.As(err, &file):
		return incident.SourceDenied, "a file with our credentials cannot be read"
	case errors.As(err, &name):
		return incident.SourceDown, "its host name is not known"
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &plain):
		return foreign("it does not speak TLS")
	case errors.As(err, &cert):
		return incident.SourceForeign, "its certificate is not one that we trust"
	case errors.Is(err, syscall.ECONNREFUSED):
		return incident.SourceDown, "nothing answers at its address"
	default:
		return incident.SourceDown, "the connection to it failed"
	}
}

// words is a duration as people write it: 5 s, 500 ms.
func words(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}
