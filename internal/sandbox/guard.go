package sandbox

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// guard lets only this machine in. A name that is made to point here (DNS
// rebinding) shows in the Host; another site's page shows in the Origin. The
// Web API and the sockets take any origin, because they take a token.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case !loopback(hostname(r.Host)):
			http.Error(rw, "The practice workspace is for this machine only: open it as http://127.0.0.1.", http.StatusForbidden)
		case forPeople(r.URL.Path) && foreign(r):
			http.Error(rw, "The practice workspace takes nothing from other sites.", http.StatusForbidden)
		default:
			next.ServeHTTP(rw, r)
		}
	})
}

func forPeople(path string) bool {
	return strings.HasPrefix(path, "/page/") || strings.HasPrefix(path, "/files/")
}

// foreign reports whether another site's page has sent the request.
func foreign(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || !strings.EqualFold(u.Host, r.Host)
}

func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
