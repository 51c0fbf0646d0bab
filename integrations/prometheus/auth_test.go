package prometheus

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

const nothing = `{"status":"success","data":{"resultType":"vector","result":[]}}`

// guarded answers whom it lets in, and 401 to the rest.
func guarded(admit func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !admit(r) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "no entry for "+r.Header.Get("Authorization"))
			return
		}
		_, _ = io.WriteString(w, nothing)
	})
}

func served(t *testing.T, h http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Each way to prove who we are opens a server that wants it, and the same way
// with something wrong is told in words.
func TestEveryWayToConnectOpensItsServer(t *testing.T) {
	t.Parallel()
	bearer := func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer s3cret" }
	basic := func(r *http.Request) bool {
		user, password, ok := r.BasicAuth()
		return ok && user == "ana" && password == "s3cret"
	}
	tenant := func(r *http.Request) bool { return r.Header.Get("X-Scope-OrgID") == "toggl" }
	issuer := served(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if r.FormValue("grant_type") != "client_credentials" || user != "sitrep" || password != "s3cret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"s3cret","token_type":"Bearer","expires_in":3600}`)
	}))
	secret, wrong := file(t, "secret", "s3cret\n"), file(t, "wrong", "old\n")
	tests := []struct {
		name        string
		admit       func(*http.Request) bool
		right, bad  string
		wantBad     incident.SourceFault
		wantBadSays string
	}{
		{
			"a password", basic, `basic_auth: {username: ana, password: s3cret}`,
			`basic_auth: {username: ana, password: old}`, incident.SourceDenied, "it refused our credentials",
		},
		{
			"a password in a file", basic, `basic_auth: {username: ana, password_file: ` + secret + `}`,
			`basic_auth: {username: ana, password_file: ` + wrong + `}`, incident.SourceDenied, "it refused our credentials",
		},
		{
			"a bearer", bearer, `authorization: {credentials: s3cret}`,
			`authorization: {credentials: old}`, incident.SourceDenied, "it refused our credentials",
		},
		{
			"a bearer in a file", bearer, `authorization: {credentials_file: ` + secret + `}`,
			`authorization: {credentials_file: ` + secret + `.gone}`, incident.SourceDenied, "a file with our credentials cannot be read",
		},
		{
			"a header", tenant, `http_headers: {X-Scope-OrgID: {values: [toggl]}}`,
			`http_headers: {X-Scope-OrgID: {secrets: [s3cret]}}`, incident.SourceDenied, "it refused our credentials",
		},
		{
			"OAuth 2", bearer, `oauth2: {client_id: sitrep, client_secret: s3cret, token_url: "` + issuer + `"}`,
			`oauth2: {client_id: sitrep, client_secret: older, token_url: "` + issuer + `"}`, incident.SourceDenied, "it refused our credentials",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url := served(t, guarded(tt.admit))
			if _, err := source(t, Config{URL: url, AuthYAML: []byte(tt.right)}).Query(t.Context(), `up`, noon); err != nil {
				t.Errorf("the right one: %v", err)
			}
			_, err := source(t, Config{URL: url, AuthYAML: []byte(tt.bad)}).Query(t.Context(), `up`, noon)
			expect(t, "a wrong one", err, tt.wantBad, tt.wantBadSays)
			_, err = source(t, Config{URL: url}).Query(t.Context(), `up`, noon)
			expect(t, "none", err, incident.SourceDenied, "it refused our credentials")
		})
	}
}

// pems writes a test server's certificate and key to files.
func pems(t *testing.T, srv *httptest.Server) (certificate, key string) {
	t.Helper()
	cert := srv.TLS.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, b []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}))
	}
	return file(t, "cert.pem", block("CERTIFICATE", cert.Certificate[0])), file(t, "key.pem", block("PRIVATE KEY", der))
}

func TestTLSWithACAAndACertificateOfOurOwn(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(guarded(func(*http.Request) bool { return true }))
	srv.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	srv.Config.ErrorLog = quiet()
	srv.StartTLS()
	t.Cleanup(srv.Close)
	cert, key := pems(t, srv)
	tests := []struct {
		name, auth string
		fault      incident.SourceFault
		says       string
	}{
		{"both", fmt.Sprintf("tls_config: {ca_file: %s, cert_file: %s, key_file: %s}", cert, cert, key), "", ""},
		{"none", "", incident.SourceForeign, "its certificate is not one that we trust"},
		{"no certificate of ours", fmt.Sprintf("tls_config: {ca_file: %s}", cert), incident.SourceDown, "the connection to it failed"},
		{"another name", fmt.Sprintf("tls_config: {ca_file: %s, cert_file: %s, key_file: %s, server_name: other}", cert, cert, key), incident.SourceForeign, "its certificate is not one that we trust"},
	}
	for _, tt := range tests {
		_, err := source(t, Config{URL: srv.URL, AuthYAML: []byte(tt.auth)}).Query(t.Context(), `up`, noon)
		if tt.fault != "" {
			expect(t, tt.name, err, tt.fault, tt.says)
		} else if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestAFileThatIsMissingAtTheStartIsNamed(t *testing.T) {
	t.Parallel()
	cert := file(t, "cert.pem", "no certificate")
	for name, tt := range map[string]struct{ auth, says string }{
		"a CA":              {`tls_config: {ca_file: /etc/none/ca.pem}`, "/etc/none/ca.pem"},
		"a CA that is none": {`tls_config: {ca_file: ` + cert + `}`, cert},
		"a certificate":     {`tls_config: {cert_file: /etc/none/cert.pem, key_file: /etc/none/key.pem}`, "/etc/none/cert.pem"},
	} {
		_, err := New(Config{Name: "eu", URL: "https://prometheus", AuthYAML: []byte(tt.auth)})
		if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "the metrics source eu") {
			t.Errorf("%s: %v, want the source and %s", name, err, tt.says)
		}
	}
}

// Credentials change while we run: their files are read at each request.
func TestFilesWithCredentialsAreReadAnew(t *testing.T) {
	t.Parallel()
	var want atomic.Value
	want.Store("Bearer first")
	url := served(t, guarded(func(r *http.Request) bool { return r.Header.Get("Authorization") == want.Load() }))
	path := file(t, "token", "first\n")
	s := source(t, Config{URL: url, AuthYAML: []byte("authorization: {credentials_file: " + path + "}")})
	ask := func() error {
		_, err := s.Query(t.Context(), `up`, noon)
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	want.Store("Bearer second")
	expect(t, "the old token", ask(), incident.SourceDenied, "it refused our credentials")
	if err := os.WriteFile(path, []byte("second\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err != nil {
		t.Errorf("the new token: %v", err)
	}
}
