package slack

import (
	"net/http"
	"slices"
	"strings"
)

// Scope is a permission that the bot asks of the workspace. The list is made
// elsewhere, once, for the manifest too.
type Scope struct {
	Name      string
	Essential bool   // The bot does not start without it.
	Optional  bool   // The rest works without it.
	Without   string // What stops without it.
}

// grantedScopes are those that an answer says the token has; none where it says
// nothing.
func grantedScopes(h http.Header) []string {
	return strings.FieldsFunc(h.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
}

// missingScopes are those that were not granted.
func missingScopes(all []Scope, granted []string) []Scope {
	return slices.DeleteFunc(slices.Clone(all), func(s Scope) bool { return slices.Contains(granted, s.Name) })
}
