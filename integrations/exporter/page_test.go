package exporter

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/reach"
)

func TestEveryPageThatIsNoneHasItsWords(t *testing.T) {
	t.Parallel()
	answers := func(status int, media, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", media)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, strings.ReplaceAll(text, "$auth", r.Header.Get("Authorization")))
		}
	}
	const text, none = "text/plain; version=0.0.4", "this URL is not an exporter's page "
	tests := []struct {
		name string
		page http.HandlerFunc
		want incident.SourceFault
		says string
	}{
		{"401", answers(401, text, "$auth"), incident.SourceDenied, "it refused our credentials"},
		{"404", answers(404, text, "404 page not found"), incident.SourceForeign, none + "(it answered 404)"},
		{"429", answers(429, text, ""), incident.SourceBusy, "it asks us to slow down"},
		{"500", answers(500, text, "$auth"), incident.SourceDown, "it failed with 500"},
		{"503", answers(503, "text/html", "<h1>no server"), incident.SourceDown, "something in between says 503"},
		{"204", answers(204, text, ""), incident.SourceForeign, none + "(it answered with something else)"},
		{"a login page", answers(200, "text/html; charset=utf-8", "<html>$auth</html>"), incident.SourceForeign, none + "(it answered with a web page)"},
		{"a login page that is called text", answers(200, text, "\n <!doctype html>\n"), incident.SourceForeign, none + "(it answered with a web page)"},
		{"a redirect to a login page", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://login.example/", http.StatusFound)
		}, incident.SourceForeign, none + "(it redirects elsewhere)"},
		{"nothing", answers(200, text, "\n\n"), incident.SourceForeign, none + "(it is empty)"},
		{"JSON", answers(200, "application/json", `{"status":"$auth"}`), incident.SourceForeign, none + "(line 1 of it is not the text format)"},
		{"a value that is none", answers(200, text, "up 1\nload s3cret\n"), incident.SourceForeign, none + "(line 2 of it is not the text format)"},
		{"OpenMetrics", answers(200, "application/openmetrics-text; version=1.0.0", "up 1\n# EOF\n"), incident.SourceForeign, none + "(it answers in application/openmetrics-text, and only the text format is read)"},
		{"one series with two values", answers(200, text, "load{a=\"1\"} 1\nload{a=\"1\"} 2\n"), incident.SourceForeign, "its page has two values for one series of load"},
		{"a gigabyte", func(w http.ResponseWriter, _ *http.Request) {
			for range 1 << 10 {
				if _, err := io.WriteString(w, strings.Repeat("# ", 512<<10)+"\n"); err != nil {
					return
				}
			}
		}, incident.SourceHuge, "its answer is larger than 8 MB"},
		{"a page that says it is larger", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(reach.MaxBody+1))
		}, incident.SourceHuge, "its answer is larger than 8 MB"},
		{"half a page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "load 1\n")
		}, incident.SourceDown, "the connection to it failed"},
		{"a page that drips", func(w http.ResponseWriter, r *http.Request) {
			for n := 0; r.Context().Err() == nil; n++ {
				_, _ = fmt.Fprintf(w, "load{n=\"%d\"} 1\n", n)
				_ = http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		}, incident.SourceTimeout, "no reply in 500 ms"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := source(t, Config{Timeout: 500 * time.Millisecond, AuthYAML: []byte("authorization: {credentials: s3cret}")}, serves(t, tt.page))
			if tt.want == incident.SourceHuge {
				s.timeout = time.Minute
			}
			_, err := s.Query(t.Context(), "up", noon)
			wantFault(t, tt.name, err, tt.want, tt.says)
			if all := fmt.Sprintf("%v %+v", err, err); strings.Contains(all, "s3cret") {
				t.Errorf("a secret is told: %s", all)
			}
		})
	}
}

func TestWhatExportersDoWithoutHarmIsRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no newline at the end": "up 1\nload 12",
		"the same line twice":   "load 12\nload 12\n",
		"an empty line":         "\n\nload 12\n\n",
		"a help without a type": "# HELP load of the host\nload 12\n",
	} {
		got, err := source(t, Config{}, shows(t, text)).Query(t.Context(), "load", noon)
		if err != nil || len(got.Warnings) > 0 || len(got.Series) != 1 || got.Series[0].Samples[0].Value != 12 {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// A server of HTTP/1.0 that says no length ends its page by hanging up. Cut off
// within a line, 12 would read as 1.
func TestAPageThatMayBeCutIsNotRead(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	page := make(chan string, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n"+<-page)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	ask := func(text string) error {
		page <- text
		_, err := source(t, Config{}, "http://"+l.Addr().String()).Query(t.Context(), "load", noon)
		return err
	}
	if err := ask("load 12\n"); err != nil {
		t.Errorf("whole: %v", err)
	}
	wantFault(t, "cut", ask("load 1"), incident.SourceForeign, "its page ends in the middle of a line")
}
