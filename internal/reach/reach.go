package reach

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/prometheus/common/config"
	"go.yaml.in/yaml/v3"
)

// maxRedirects is how often a source may send us on within itself.
const maxRedirects = 5

// ErrRedirect says that a source wanted to send us elsewhere.
var ErrRedirect = errors.New("the source redirects elsewhere")

// Config is how to reach a source.
type Config struct {
	// AuthYAML is how to connect, in the words of Prometheus' own
	// configuration: basic_auth, authorization, oauth2, tls_config, proxy_url,
	// http_headers. A key that it does not know is refused. May be empty.
	AuthYAML []byte
	// Transport takes the place of the network, for tests. It cannot be
	// combined with AuthYAML.
	Transport http.RoundTripper
	// Addresses are the source's, which may hold passwords.
	Addresses []*url.URL
}

// New makes the HTTP client of a source, and lists what must never be seen in a
// message. Files with credentials are read anew at each request; a CA that
// cannot be read is an error here that names it.
func New(cfg Config) (*http.Client, Secrets, error) {
	if cfg.Transport != nil && len(cfg.AuthYAML) > 0 {
		return nil, nil, errors.New("a transport of the caller's cannot carry the configured credentials")
	}
	auth, err := parseAuth(cfg.AuthYAML)
	if err != nil {
		return nil, nil, err
	}
	hidden := hide(cfg.Addresses, auth)
	transport := cfg.Transport
	if transport == nil {
		if transport, err = config.NewRoundTripperFromConfig(auth, "sitrep", config.WithUserAgent("sitrep")); err != nil {
			return nil, nil, fmt.Errorf("the way to connect: %s", hidden.Clean(err.Error()))
		}
	}
	client := &http.Client{Transport: limiter{next: transport}, CheckRedirect: refuseElsewhere}
	if !auth.FollowRedirects {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return ErrRedirect }
	}
	return client, hidden, nil
}

// refuseElsewhere keeps our credentials, which the transport adds to every
// request, from another host and from an unencrypted line. A redirect that
// drops the question (a POST that becomes a GET) leads to a login page, or to
// an address that should have been configured.
func refuseElsewhere(next *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > maxRedirects || next.Method != first.Method || next.URL.Host != first.URL.Host || next.URL.Scheme != first.URL.Scheme {
		return ErrRedirect
	}
	return nil
}

// quoted is a piece of the configuration inside an error of the YAML reader,
// which may be a password in the wrong place.
var quoted = regexp.MustCompile("(?s)`.*?`|'.*?'|\".*?\"")

// parseAuth reads Prometheus' own block strictly. It starts from Prometheus'
// defaults, because the zero value follows no redirect.
func parseAuth(block []byte) (config.HTTPClientConfig, error) {
	auth := config.DefaultHTTPClientConfig
	d := yaml.NewDecoder(bytes.NewReader(block))
	d.KnownFields(true)
	err := d.Decode(&auth)
	if err == nil || errors.Is(err, io.EOF) {
		return auth, nil
	}
	if malformed, ok := errors.AsType[*url.Error](err); ok {
		err = fmt.Errorf("proxy_url or another URL: %w", malformed.Err)
	}
	text := strings.Join(strings.Fields(quoted.ReplaceAllString(err.Error(), "(hidden)")), " ")
	return auth, fmt.Errorf("the way to connect: %s", text)
}
