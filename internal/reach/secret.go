package reach

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"github.com/prometheus/common/config"
)

// maxClause is how many characters of a source's own words are shown.
const maxClause = 300

// Secrets are configured texts that must not come back in a message: a proxy
// may repeat the request that it refuses.
type Secrets []string

// hide lists the credentials that stand in the configuration itself. Those
// in files are read anew at each request and are not known here.
func hide(addresses []*url.URL, auth config.HTTPClientConfig) Secrets {
	var all Secrets
	add := func(texts ...string) {
		for _, s := range texts {
			if len(s) >= 3 { // Shorter ones would blank ordinary words.
				all = append(all, s)
			}
		}
	}
	basic := func(user, password string) {
		add(password, base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
	}
	for _, a := range addresses {
		if password, ok := a.User.Password(); ok {
			basic(a.User.Username(), password)
			add(url.QueryEscape(password), url.PathEscape(password))
		} else {
			add(a.User.Username()) // A token may stand alone.
		}
	}
	if proxy := auth.ProxyURL.URL; proxy != nil {
		if password, ok := proxy.User.Password(); ok {
			basic(proxy.User.Username(), password)
		}
	}
	if b := auth.BasicAuth; b != nil {
		basic(b.Username, string(b.Password))
	}
	if a := auth.Authorization; a != nil {
		add(string(a.Credentials))
	}
	if o := auth.OAuth2; o != nil {
		add(string(o.ClientSecret))
	}
	add(string(auth.BearerToken))
	if auth.HTTPHeaders != nil {
		for _, h := range auth.HTTPHeaders.Headers {
			for _, s := range h.Secrets {
				add(string(s))
			}
		}
	}
	// The longest first, so that none leaves the end of another.
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// Clean makes a text from outside fit for a line: no secret, no second line, not
// too long.
func (s Secrets) Clean(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret, "<secret>")
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(text); len(r) > maxClause {
		text = string(r[:maxClause]) + "…"
	}
	return strings.TrimSpace(text)
}

// CleanAll cleans several texts.
func (s Secrets) CleanAll(texts []string) []string {
	var all []string
	for _, t := range texts {
		all = append(all, s.Clean(t))
	}
	return all
}
