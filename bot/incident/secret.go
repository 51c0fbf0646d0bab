package incident

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// secret is one shape of what opens doors. People paste such things while they
// look for a fault, and what a timeline keeps is read by many and for long.
//
// The shapes of the tokens are those of gitleaks v8.30.1 (MIT), a little wider:
// there a false alarm stops a build, here it costs a few characters, and half a
// token that was pasted is masked too. The library itself brings some sixty
// modules and a runtime for WebAssembly, so it is not used.
type secret struct {
	name  string   // As people call it: "GitHub token".
	hints []string // One of them stands in every text that may hold it, in lower case.
	// shape has one group, which is masked; what stands around it is kept.
	shape *regexp.Regexp
	// real tells what only looks like one; nil takes all.
	real func(whole, value string) bool
}

// secrets are the shapes, those that say most first: what is masked already is
// no longer found by those that follow.
var secrets = []secret{
	{
		name: "private key", hints: []string{"private key"},
		// Without its end the rest of the text is masked. Phones make long dashes.
		shape: regexp.MustCompile(`(?is)([-–—]{2,}BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?[-–—]{2,}.*?(?:[-–—]{2,}END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?[-–—]{2,}|$))`),
	},
	{
		name: "Slack token", hints: []string{"xox", "xapp-"},
		shape: regexp.MustCompile(`(?i)((?:xox[abceoprs](?:\.xox[bp])?|xapp)-[a-z0-9-]{10,})`),
		real:  func(_, value string) bool { return hasDigit(value) }, // Not "xoxb-your-token".
	},
	{
		name: "Slack webhook", hints: []string{"hooks.slack.com/"},
		shape: regexp.MustCompile(`(?i)\bhooks\.slack\.com/(?:services|workflows|triggers|commands|actions|app)/([\w/+-]{10,})`),
	},
	{
		name: "GitHub token", hints: []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"},
		shape: regexp.MustCompile(`((?:gh[pousr]|github_pat)_[A-Za-z0-9_]{20,})`),
	},
	{
		name: "GitLab token", hints: []string{"glpat-"},
		shape: regexp.MustCompile(`(glpat-[\w.-]{20,})`),
	},
	{
		name: "AWS access key", hints: []string{"akia", "asia", "abia", "acca"},
		shape: regexp.MustCompile(`\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b`),
	},
	{
		name: "Google API key", hints: []string{"aiza"},
		shape: regexp.MustCompile(`(AIza[\w-]{35})`),
	},
	{
		name: "Stripe key", hints: []string{"k_live_", "k_test_", "k_prod_"},
		shape: regexp.MustCompile(`\b([sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,})`),
	},
	{
		name: "Grafana token", hints: []string{"glsa_", "glc_"},
		shape: regexp.MustCompile(`((?:glsa|glc)_[A-Za-z0-9+/=_]{20,})`),
	},
	{
		name: "sign-in token (JWT)", hints: []string{"eyj"},
		shape: regexp.MustCompile(`\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*(?:\.[\w-]+){0,2})`),
	},
	{
		name: "password", hints: []string{"://"},
		shape: regexp.MustCompile(`://[^\s/:@<>|"']*:([^\s/@<>|"']+)@`),
		real:  func(_, value string) bool { return !placeholder(value) },
	},
	{
		name: "token", hints: []string{"authorization", "bearer"},
		shape: regexp.MustCompile(`(?i)\b(?:authorization["'”’]?\s*[:=]\s*["'“‘]?(?:(?:bearer|basic|token|digest|apikey)\s+)?|bearer\s+)([\w.~+/=-]{8,})`),
		real:  func(_, value string) bool { return !placeholder(value) && (mixed(value) || len(value) >= 24) },
	},
	{
		name: "password", hints: []string{"pass", "pwd"},
		shape: assigned(`passwor[dt]|passwd|passphrase|pwd`, 4),
		real: func(whole, value string) bool {
			return !placeholder(value) && (tight(whole, value) || len(value) >= 6 && mixed(value))
		},
	},
	{
		name: "secret", hints: []string{"secret", "token", "key", "credential"},
		shape: assigned(`secret|token|(?:api|access|private|account|shared)[_-]?key|credentials?`, 8),
		real:  func(_, value string) bool { return !placeholder(value) && random(value) },
	},
}

// assigned is a value of at least so many characters that is given to a name:
// by a sign, as in password=…, or as a flag, as in --password ….
func assigned(names string, least int) *regexp.Regexp {
	return regexp.MustCompile(fmt.Sprintf(
		"(?i)(?:(?:%[1]s)[\"'”’]?\\s*(?::=|=>|=|:)\\s*|--(?:[a-z-]*-)?(?:%[1]s)\\s+)[\"'“‘]?([^\\s\"'”’“‘`,;&|<>(){}\\[\\]]{%[2]d,})", names, least))
}

// tight reports whether the value follows its sign at once, as machines write
// it. In prose a word follows a colon and a space.
func tight(whole, value string) bool {
	before := strings.TrimRight(strings.TrimSuffix(whole, value), "\"'“‘")
	return strings.HasSuffix(before, "=") && !strings.HasSuffix(before, " =")
}

// Mask is the text with what looks like a secret blanked, and what that was, as
// people call it, each once: "GitHub token". Words around it are kept, so that
// the line still says what it was about.
func Mask(text string) (masked string, found []string) {
	may := hinted(text)
	for n, s := range secrets {
		if may&(1<<n) == 0 {
			continue
		}
		less, hit := s.mask(text)
		if hit && !slices.Contains(found, s.name) {
			found = append(found, s.name)
		}
		text = less
	}
	return text, found
}

// hints are the hints of all shapes by their first letter, each with the bit of
// its shape.
var hints = func() (by [256][]hint) {
	for n, s := range secrets {
		for _, h := range s.hints {
			by[h[0]] = append(by[h[0]], hint{h, 1 << n})
		}
	}
	return by
}()

type hint struct {
	text  string
	shape uint32
}

// hinted are the shapes that a text may hold, a bit for each. Nearly all texts
// hold none, and everything that is said or measured comes by here: so each is
// read once, and the shapes themselves are looked for where there is a hint.
func hinted(text string) (may uint32) {
	for n := range len(text) {
		for _, h := range hints[lower(text[n])] {
			if len(text)-n >= len(h.text) && lower(text[n+1]) == h.text[1] && strings.EqualFold(text[n:n+len(h.text)], h.text) {
				may |= h.shape
			}
		}
	}
	return may
}

// lower is a letter of ASCII in lower case.
func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// mask blanks one shape.
func (s secret) mask(text string) (string, bool) {
	var b strings.Builder
	done, hit := 0, false
	for _, m := range s.shape.FindAllStringSubmatchIndex(text, -1) {
		if s.real != nil && !s.real(text[m[0]:m[3]], text[m[2]:m[3]]) {
			continue
		}
		b.WriteString(text[done:m[2]])
		b.WriteString("[masked: " + s.name + "]")
		done, hit = m[3], true
	}
	b.WriteString(text[done:])
	return b.String(), hit
}

// placeholder reports whether a value is none, or a word about one.
func placeholder(value string) bool {
	value = strings.ToLower(strings.Trim(value, ".!?…"))
	if value == "" || strings.Trim(value, "*x•.…-_") == "" || strings.ContainsAny(value[:1], "$%") {
		return true
	}
	return slices.Contains([]string{
		"null", "none", "nil", "true", "false", "empty", "missing", "unset", "hidden", "masked", "redacted", "removed",
		"reset", "expired", "changed", "rotated", "required", "invalid", "wrong", "incorrect", "unknown", "failed", "failure",
		"password", "passwd", "secret", "token",
	}, value)
}

// mixed reports whether letters and digits, or large and small letters, stand
// in one value as they do in few words.
func mixed(value string) bool {
	letter := strings.ContainsFunc(value, unicode.IsLetter)
	return letter && (hasDigit(value) || strings.ContainsAny(value, "!@#$%^*") || cased(value))
}

// random reports whether a value looks drawn by lot, and not like a name: db-1,
// grafana-admin-v2 and api.example.com are names.
func random(value string) bool {
	drawn := 0
	for _, piece := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("-._/:", r) }) {
		core := strings.TrimRight(piece, "0123456789=")
		if strings.ContainsFunc(core, unicode.IsLetter) && hasDigit(core) || strings.ContainsFunc(piece, unicode.IsLetter) && len(piece)-len(core) >= 4 {
			drawn += len(piece)
		}
	}
	return drawn >= 6 || len(value) >= 16 && cased(value)
}

// cased reports whether large letters stand among small ones as they do by
// chance, and not only where words begin.
func cased(value string) bool {
	large, small := 0, 0
	for _, r := range value {
		switch {
		case unicode.IsUpper(r):
			large++
		case unicode.IsLower(r):
			small++
		}
	}
	return large*4 >= len(value) && small*4 >= len(value)
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
