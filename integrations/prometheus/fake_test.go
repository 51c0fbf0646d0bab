package prometheus

import (
	"io"
	"log"
	"net/http"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// quiet keeps a server's complaint about a refused handshake out of the test's
// output.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
