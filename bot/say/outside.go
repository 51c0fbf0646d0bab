package say

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// mostKnown is how many failures the words for people outside name.
const mostKnown = 2

// Outside proposes the words for people outside, in plain sentences: what
// users feel, what is known, what is done about it, and what is not known.
// Every clause stands on a row of the timeline; what no row tells is said to be
// unknown. It names nobody and blames nobody. A person reads and mends it
// before anyone else does.
func Outside(i incident.Incident, at time.Time) string {
	said := []string{sentence(brief(i.Title, headLength))}
	if i.Open() {
		said = append(said, felt(i, at), known(i), doing(i), notKnown(i))
	} else {
		said = append(said, sentence(overOutside(i)), stillFailing(i))
	}
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), " ")
}

// overOutside says how the incident ended, and by what.
func overOutside(i incident.Incident) string {
	switch i.Status {
	case incident.IsCalledOff:
		return fmt.Sprintf("Called off %s, a false alarm: %s", clock(i.EndedAt, i.DeclaredAt), clause(i.EndWhy))
	case incident.IsDuplicate:
		return fmt.Sprintf("The same as INC-%d: words to others come from there", i.SameAs.Number)
	case incident.Investigating, incident.IsMitigated, incident.IsResolved, incident.IsClosed:
	}
	return fmt.Sprintf("Resolved %s, after %s: %s", clock(i.ResolvedAt, i.DeclaredAt), open(i.OpenFor(i.ResolvedAt)), clause(i.Resolution))
}

// stillFailing is written beside the end where something still fails.
func stillFailing(i incident.Incident) string {
	n := len(i.Failing())
	if n == 0 || i.Status != incident.IsResolved {
		return ""
	}
	verb := "fails"
	if n > 1 {
		verb = "fail"
	}
	return fmt.Sprintf("%s still %s, and I watch until %s.", count(n, "check", "checks"), verb, clock(i.ResolvedAt.Add(incident.WatchFor), i.DeclaredAt))
}

// felt is what users feel and since when: as people confirmed it, else as the
// check at the end of the path measures it.
func felt(i incident.Incident, at time.Time) string {
	if i.Status == incident.IsMitigated {
		return fmt.Sprintf("Customers are fine again since %s; the work on the cause goes on.", clock(i.MitigatedAt, i.DeclaredAt))
	}
	for _, w := range slices.Backward(i.Impact) {
		switch {
		case w.Start.Known() && !w.End.Known():
			return fmt.Sprintf("Customers have felt it since %s.", clock(w.Start.At, i.DeclaredAt))
		case w.Start.Known():
			return fmt.Sprintf("Customers felt it from %s to %s.", clock(w.Start.At, i.DeclaredAt), clock(w.End.At, i.DeclaredAt))
		case w.End.Known():
			return fmt.Sprintf("Customers felt it until %s; since when is not known.", clock(w.End.At, i.DeclaredAt))
		}
	}
	reported := "Reported " + clock(i.DeclaredAt, at)
	c, ok := worstOf(i, "working")
	switch {
	case !ok || c.SetAside():
		return reported + "; what customers feel is not measured."
	case c.Stands() != incident.Fail:
		return reported + "; what customers feel measures as it should: " + sentence(lower(clause(c.Say)))
	case c.ByPerson():
		return reported + "; customers feel it, by what people see."
	default:
		return fmt.Sprintf("%s; customers feel it: %s%s.", reported, clause(c.Say), sinceWhen(c, i))
	}
}

// sinceWhen is since when a check fails, as far as the metrics tell.
func sinceWhen(c incident.Check, i incident.Incident) string {
	if c.Since.IsZero() || c.SinceAtLeast {
		return ""
	}
	return " since " + clock(c.Since, i.DeclaredAt)
}

// known is what fails on the way to the users, in the checks' own words.
func known(i incident.Incident) string {
	var facts []string
	for _, c := range byPath(i.Failing()) {
		if len(facts) == mostKnown {
			break
		}
		switch {
		case c.Stage == "working" || long(c):
		case c.ByPerson():
			facts = append(facts, "by what people see, "+Claim(c.Verdict, incident.Fail))
		default:
			facts = append(facts, fact(c)+sinceWhen(c, i))
		}
	}
	if len(facts) > 0 {
		return "We know: " + strings.Join(facts, "; ") + "."
	}
	t := tallyOf(i)
	switch {
	case t.fail > 0: // What users feel was said.
		return ""
	case t.source > 0 && t.source == t.asked():
		return "Our measurements give no answer at the moment."
	case t.pass > 0 && t.unknown == 0 && t.source == 0:
		return "Nothing that we measure fails."
	case t.pass > 0:
		return "Nothing that answers fails, and not everything answers."
	}
	return "Nothing is measured yet."
}

// fact is a failing check for somebody who does not know what it looks at.
func fact(c incident.Check) string {
	what := Content(c.Verdict, incident.Fail)
	if what == "" {
		what = theThing(c.Verdict)
	}
	if say := clause(c.Say); say != "" {
		return what + ", " + say
	}
	return what + ", " + c.Short
}

// doing is the newest thing that was done, and what came of it.
func doing(i incident.Incident) string {
	if len(i.Actions) == 0 {
		if failing := byPath(i.Failing()); len(failing) > 0 && !failing[0].Owner.IsZero() {
			return "It is being worked on."
		}
		return ""
	}
	a := i.Actions[len(i.Actions)-1]
	what := clause(brief(a.Text, headLength))
	if a.Running {
		return fmt.Sprintf("Under way since %s: %s.", clock(a.At, i.DeclaredAt), what)
	}
	return fmt.Sprintf("Done at %s: %s; %s.", clock(a.Began(), i.DeclaredAt), what, cameOf(a))
}

// cameOf is what came of an action, in plain words.
func cameOf(a incident.Action) string {
	if a.Effect == nil {
		return "whether it helps is not known yet"
	}
	switch a.Effect.Outcome {
	case incident.Moved:
		return "what failed passes again"
	case incident.MostOfIt:
		return "it helped, and not all the way"
	case incident.DidNotLast:
		return "it helped, and did not last"
	case incident.NothingYet:
		return "nothing measured has moved since"
	case incident.Worse:
		return "it has become worse since"
	case incident.NoMeasure, incident.CantTell:
	}
	return "whether it helped cannot be told"
}

// notKnown is what nobody has found out yet, and the cause where somebody has.
// What people only think is no word for others.
func notKnown(i incident.Incident) string {
	var causes []string
	for _, t := range i.TheoriesThat(incident.TheoryFound) {
		causes = append(causes, clause(brief(t.Text, nameLength)))
	}
	if len(causes) > 0 {
		return "The cause is found: " + list(causes) + "."
	}
	for _, c := range i.Failing() {
		if !long(c) {
			return "We do not know yet why."
		}
	}
	return "We do not know the cause yet."
}
