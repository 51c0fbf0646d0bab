package runbooks

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Human reports whether the check has no query: only a person can answer it.
func (c Check) Human() bool { return len(c.variants) == 0 }

// TakesText reports whether its answer is free text, which has no verdict: a
// person's question that is not answered by yes or no.
func (c Check) TakesText() bool { return c.Human() && !c.judged }

// Answers are the two answers in content, as a person would say them: "The
// added members are working", "The added members are idle". Both are empty
// where the check gives no words. They fit on a button.
func (c Check) Answers() (ok, bad string) { return c.ok, c.bad }

// Next is what to do next when the check fails, filled for a service; empty
// where the check does not say. The numbers of a verdict are not known here:
// those that the text names stay visible as ${have}.
func (c Check) Next(s Scope) string { return plain(c.next, c.values(s)) }

// askPerson is the answer to a question that no metric answers.
func (c Check) askPerson(v incident.Verdict, s Scope) (incident.Verdict, incident.Evidence) {
	v.Source = "" // None was asked.
	v = (&trouble{reason: incident.AskPerson, short: "please answer", detail: "No metric answers this: a person has to."}).unknown(v)
	e := incident.Evidence{Check: c.Name, At: s.At.UTC(), Outcome: v.Outcome, Reason: v.Reason}
	if sealed, err := e.Sealed(); err == nil {
		e = sealed
	}
	return v, e
}

// humanFaults are what a check without a query may not have.
func humanFaults(f checkForm) []error {
	var faults []error
	for _, has := range []struct {
		key   string
		given bool
	}{
		{"expect", f.Expect != ""},
		{"base", f.Base},
		{"listed", len(f.Listed) > 0},
		{"guard", len(f.Guard.Query) > 0 || f.Guard.Say != ""},
		{"who", len(f.Who) > 0},
		{"because", len(f.Because) > 0},
		{"unit", f.Unit != ""},
		{"say", f.Say != sayForm{}},
		{"short", f.Short != ""},
		{"max_age", f.MaxAge != 0},
		{"late", len(f.Late) > 0},
	} {
		if has.given {
			faults = append(faults, fmt.Errorf("a check without a query is answered by a person: it has no %s", has.key))
		}
	}
	if f.Unknown == "skip" {
		faults = append(faults, fmt.Errorf("a check without a query is answered by a person: if_unknown cannot skip it"))
	}
	if f.Good == "" && f.IfFail != (failForm{}) {
		faults = append(faults, fmt.Errorf("a question without good takes text, which cannot fail: give good, or no if_fail"))
	}
	return faults
}
