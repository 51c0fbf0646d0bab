package incident

import (
	"slices"
	"strings"
	"unicode"
)

// small are words that name nothing.
const small = " the and for are was were has have had not its been they them that this there too very because due some our you can with from into onto out off over than then who why how all any but it is be to of in on at by we or no an as so my do did "

// Telling are the words of a text that can name something, in small letters and
// without their plural, each once.
func Telling(text string) []string {
	var words []string
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) {
		w = strings.Trim(w, "-")
		if len(w) < 2 || strings.Contains(small, " "+w+" ") {
			continue
		}
		if len(w) > 3 && !strings.HasSuffix(w, "ss") {
			w = strings.TrimSuffix(w, "s")
		}
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// Shares are the telling words that a theory has in common with a text.
func (t Theory) Shares(text string) []string {
	own := Telling(t.Text)
	return slices.DeleteFunc(Telling(text), func(w string) bool { return !slices.Contains(own, w) })
}

// named reports whether an action's words name the theory: by its number, or by
// a word that is not the whole incident's.
func (i Incident) named(t Theory, text string) bool {
	if slices.Contains(Telling(text), strings.ToLower(t.Name())) {
		return true
	}
	common := Telling(i.Title + " " + i.Service)
	return slices.ContainsFunc(t.Shares(text), func(w string) bool { return !slices.Contains(common, w) })
}
