package runbooks

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// IsQuery reports whether a text can be read as PromQL at all.
func IsQuery(text string) bool {
	_, err := parse(text)
	return err == nil
}

// CheckQuery says what keeps a person's own PromQL from being drawn: nil, or an
// *incident.Error that says where it cannot be read or what it lacks.
func CheckQuery(text string) error {
	e, err := parse(text)
	if err != nil {
		return unread(text, err)
	}
	switch {
	case e.Type() == parser.ValueTypeString:
		return incident.Errorf(incident.Invalid, "That is a text in quotes, and no query. Leave the quotes around it out.")
	case e.Type() == parser.ValueTypeMatrix:
		return incident.Errorf(incident.Invalid, "%s is a stretch of samples and no number that can be drawn. Put a function around it, as in rate(%s).", shortly(text), shortly(text))
	case len(selectors(e)) == 0:
		return incident.Errorf(incident.Invalid, "%s reads no metric, so it says nothing about production. Name one, as in up{job=\"api\"}.", shortly(text))
	}
	return nil
}

// unread is a parse error as a sentence that says where.
func unread(text string, err error) error {
	var all parser.ParseErrors
	if !errors.As(err, &all) || len(all) == 0 {
		return incident.Errorf(incident.Invalid, "I cannot read that as PromQL. Ask for a metric by its name, or look the query up in Prometheus.")
	}
	at := min(max(int(all[0].PositionRange.Start), 0), len(text))
	for at > 0 && !utf8.RuneStart(text[min(at, len(text)-1)]) {
		at--
	}
	where := "at its beginning"
	if at >= len(text) {
		where = "at its end"
	} else if before := text[:at]; before != "" {
		where = fmt.Sprintf("at character %d, after %s", utf8.RuneCountInString(before)+1, lastOf(before))
	}
	return incident.Errorf(incident.Invalid, "I cannot read that PromQL %s: %s.", where, all[0].Err)
}

// shortly is a query in the middle of a sentence.
func shortly(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

// lastOf is the end of what could be read, enough to find the place.
func lastOf(text string) string {
	if r := []rune(text); len(r) > 20 {
		return "…" + string(r[len(r)-20:])
	}
	return text
}
