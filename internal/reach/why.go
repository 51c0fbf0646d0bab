package reach

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/oauth2"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Kind is what should be at an address, for sentences: "a Prometheus API".
type Kind string

// errLimit is our own limit for one question.
var errLimit = fmt.Errorf("the limit for one question: %w", context.DeadlineExceeded)

// WithLimit bounds one question in machine time.
func WithLimit(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, errLimit)
}

// OverLimit is the error of a question that our limit ended, whatever broke
// first: it broke because of that. Otherwise it is err. Asker is the context
// without the limit.
func OverLimit(err error, asker, limited context.Context) error {
	if err != nil && asker.Err() == nil && errors.Is(context.Cause(limited), errLimit) {
		return errLimit
	}
	return err
}

// Why is the reason that no whole answer came, as a clause that is safe for a
// channel. Limit is how long the question might take.
func (k Kind) Why(err error, limit time.Duration) (incident.SourceFault, string) {
	var name *net.DNSError
	var plain tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	var file *fs.PathError
	var token *oauth2.RetrieveError
	switch {
	case errors.Is(err, errLimit):
		return incident.SourceTimeout, "no reply in " + words(limit)
	case errors.Is(err, context.DeadlineExceeded):
		return incident.SourceTimeout, "no reply in time"
	case errors.Is(err, context.Canceled):
		return incident.SourceTimeout, "the question was withdrawn before it was answered"
	case errors.Is(err, ErrHuge):
		return incident.SourceHuge, "its answer is larger than 8 MB"
	case errors.Is(err, ErrRedirect):
		return k.Foreign("it redirects elsewhere")
	case errors.As(err, &token) && token.Response != nil && token.Response.StatusCode < http.StatusInternalServerError:
		return incident.SourceDenied, "it refused our credentials"
	case errors.As(err, &token):
		return incident.SourceDenied, "what issues our credentials for it failed"
	case errors.As(err, &file):
		return incident.SourceDenied, "a file with our credentials cannot be read"
	case errors.As(err, &name):
		return incident.SourceDown, "its host name is not known"
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &plain):
		return k.Foreign("it does not speak TLS")
	case errors.As(err, &cert):
		return incident.SourceForeign, "its certificate is not one that we trust"
	case errors.Is(err, syscall.ECONNREFUSED):
		return incident.SourceDown, "nothing answers at its address"
	default:
		return incident.SourceDown, "the connection to it failed"
	}
}

// Refused is the reason behind an answer that is no use, by what was seen of it.
// Anything may stand between us and the source.
func (k Kind) Refused(seen Reply) (incident.SourceFault, string) {
	switch {
	case seen.Status == http.StatusUnauthorized, seen.Status == http.StatusForbidden, seen.Status == http.StatusProxyAuthRequired:
		return incident.SourceDenied, "it refused our credentials"
	case seen.Status == http.StatusTooManyRequests:
		return incident.SourceBusy, "it asks us to slow down"
	case seen.Page && seen.Status < http.StatusInternalServerError:
		return k.Foreign("it answered with a web page")
	case seen.Status/100 == 2:
		return k.Foreign("it answered with something else")
	case seen.Status == http.StatusBadGateway, seen.Status == http.StatusServiceUnavailable:
		return incident.SourceDown, "something in between says " + strconv.Itoa(seen.Status)
	case seen.Status == http.StatusGatewayTimeout:
		return incident.SourceTimeout, "something in between says 504"
	case seen.Status >= http.StatusInternalServerError:
		return incident.SourceDown, "it failed with " + strconv.Itoa(seen.Status)
	default:
		return k.Foreign("it answered " + strconv.Itoa(seen.Status))
	}
}

// maxSkew is how far two clocks may differ: half of what the samples of a check
// may be old, unless it says otherwise.
const maxSkew = time.Minute

// Skewed is the reason not to count a good answer whose maker lives in another
// time: what it calls now is not now, so no sample's age is known. It is false
// where the clocks agree.
func Skewed(seen Reply) (incident.SourceFault, string, bool) {
	by := seen.Ahead.Abs().Round(time.Minute)
	switch {
	case seen.Ahead > maxSkew:
		return incident.SourceSkewed, fmt.Sprintf("its clock is %d min ahead of ours, so no sample's age is known", int(by.Minutes())), true
	case seen.Ahead < -maxSkew:
		return incident.SourceSkewed, fmt.Sprintf("its answer is from %d min ago by our clock, so no sample's age is known", int(by.Minutes())), true
	}
	return "", "", false
}

// Foreign says that something else is at the address.
func (k Kind) Foreign(why string) (incident.SourceFault, string) {
	return incident.SourceForeign, fmt.Sprintf("this URL is not %s (%s)", k, why)
}

// words is a duration as people write it: 5 s, 500 ms.
func words(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}
