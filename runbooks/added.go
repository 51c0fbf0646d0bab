package runbooks

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// addition is what an action's words say was added.
type addition struct {
	kind  string   // "postgres" or "haproxy".
	count int      // How many; 0 where the words do not say.
	from  int      // "scaled from 20 to 24": the 20; 0 where not said.
	total int      // "scaled to 24": the 24; 0 where not said.
	names []string // Members that are named.
}

var (
	memberName = regexp.MustCompile(`^[a-z][a-z0-9_.]*(-[a-z0-9_.]+)*-?[0-9]+$`)
	numeral    = regexp.MustCompile(`^\+?([0-9]{1,4})x?$`)
)

// parseAdded reads an action's words. ok is false where they add no members:
// a restart, an index, memory, a smaller number than before. also are the
// service's own names, which are words for its servers.
func parseAdded(text string, also []string) (a addition, ok bool) {
	words := tokens(strings.NewReplacer("+", " +", "→", " to ", "->", " to ").Replace(text))
	for i, w := range words {
		rest := words[i+1:]
		switch w {
		case "added", "add", "adding", "launched", "provisioned", "deployed", "booted", "attached", "started":
			a, ok = readAdded(rest, also)
		case "spun", "brought", "stood":
			if len(rest) > 0 && rest[0] == "up" {
				a, ok = readAdded(rest[1:], also)
			}
		case "scaled", "scale", "scaling", "grew", "increased", "raised", "upscaled":
			a, ok = readScaled(rest, also)
		default:
			continue
		}
		if negated(words[:i]) {
			return addition{}, false
		}
		if ok {
			return a, true
		}
	}
	return addition{}, false
}

// negated reports whether the words before a verb say that it did not happen.
func negated(before []string) bool {
	return len(before) > 0 && slices.Contains([]string{"not", "never", "will", "would", "should", "could", "to", "didn", "didn't"}, before[len(before)-1])
}

// readAdded reads "4 database replicas", "another api server", "db-5 and db-6".
func readAdded(words, also []string) (addition, bool) {
	var a addition
	for i := 0; i < len(words); i++ {
		w := words[i]
		n, isNumber := counted(w)
		kind := kindOf([]string{w}, also)
		switch {
		case len(a.names) == 0 && a.count == 0 && isNumber:
			a.count = n
		case memberName.MatchString(w) && (len(a.names) > 0 || i == 0 || kindOf(words[:i], also) != "" || isFiller(words[i-1])):
			a.names = append(a.names, w)
		case len(a.names) > 0 && (w == "and" || w == "&"):
		case len(a.names) > 0 && kind == "":
			i = len(words)
		case isFiller(w), adjective(w):
		case kind != "" && a.kind == "":
			a.kind = kindOf(phrase(words[i:], also), also)
		case kind != "":
		default:
			if a.kind == "" {
				return addition{}, false
			}
			i = len(words)
		}
	}
	if len(a.names) > 0 {
		if a.kind == "" {
			a.kind = kindOfMember(a.names[0])
		}
		if a.count < len(a.names) {
			a.count = len(a.names)
		}
	}
	return a, a.kind != ""
}

// readScaled reads "api to 24", "up api by 4", "the database from 4 to 8".
func readScaled(words, also []string) (addition, bool) {
	var a addition
	subject := words
	for i, w := range words {
		if w == "down" {
			return addition{}, false
		}
		if i+1 == len(words) {
			break
		}
		n, isNumber := counted(words[i+1])
		if !isNumber {
			continue
		}
		switch w {
		case "to":
			a.total = n
		case "from":
			a.from = n
		case "by":
			a.count = n
		default:
			continue
		}
		if len(subject) > i {
			subject = words[:i]
		}
	}
	if a.from > 0 && a.total > 0 {
		a.count = a.total - a.from
	}
	if a.total == 0 && a.count == 0 || a.count < 0 || a.from > 0 && a.count == 0 {
		return addition{}, false
	}
	// "scaled to 24 replicas" names its subject only after the number.
	if kindOf(subject, also) == "" {
		subject = words
	}
	a.kind = kindOf(subject, also)
	return a, a.kind != ""
}

// phrase is the noun phrase that begins here: up to the first word that is
// neither a noun of ours nor an adjective.
func phrase(words, also []string) []string {
	for i, w := range words {
		if kindOf([]string{w}, also) == "" && !adjective(w) && !isFiller(w) {
			return words[:i]
		}
	}
	return words
}

// kindOf is what kind of member a noun phrase speaks of. "api replicas" are
// servers of the API: replica decides only where nothing else does.
func kindOf(words, also []string) string {
	kind := ""
	for _, w := range words {
		one := strings.TrimSuffix(w, "s")
		switch {
		case slices.Contains([]string{"postgre", "postgres", "postgresql", "database", "db", "pg", "standby", "standbie"}, one):
			return "postgres"
		case slices.Contains([]string{"server", "backend", "api", "host", "instance", "node", "pod", "machine", "box", "boxe", "vm", "worker", "member"}, one):
			kind = "haproxy"
		case slices.ContainsFunc(also, func(n string) bool { return n != "" && (strings.EqualFold(n, w) || strings.EqualFold(n, one)) }):
			kind = "haproxy"
		case one == "replica" && kind == "":
			kind = "replica"
		}
	}
	if kind == "replica" {
		return "postgres"
	}
	return kind
}

// kindOfMember guesses from a member's own name: "db-5" is a database.
func kindOfMember(name string) string {
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' }) {
		if kindOf([]string{part}, nil) == "postgres" {
			return "postgres"
		}
	}
	return "haproxy"
}

func counted(w string) (int, bool) {
	small := []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if i := slices.Index(small, w); i > 0 {
		return i, true
	}
	if w == "another" || w == "a" || w == "an" {
		return 1, true
	}
	m := numeral.FindStringSubmatch(w)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil && n > 0
}

func isFiller(w string) bool {
	return slices.Contains([]string{"the", "of", "and", "up", "out"}, w)
}

func adjective(w string) bool {
	return slices.Contains([]string{"new", "more", "extra", "additional", "further", "read", "fresh", "spare", "big", "bigger", "large", "larger", "read-only", "hot"}, w)
}
