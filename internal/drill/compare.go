package drill

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Said is a message of the bot's that others can see, as it stood after one of
// its edits.
type Said struct {
	Channel string
	TS      string    // The message's id: the same for all its edits.
	Thread  string    // The message that it replies to; empty if to none.
	Alone   string    // The one person who is spoken to in a direct message; empty where others read along.
	At      time.Time // When it was posted, story time.
	Text    string    // Everything a reader sees.
}

// FirstTenMinutes counts the bot's messages from declaring on: the budget that
// keeps a phone readable.
func FirstTenMinutes(i incident.Incident, said []Said) int {
	early := map[string]bool{}
	for _, m := range said {
		if m.Channel == string(i.Channel) && m.At.Before(i.DeclaredAt.Add(10*time.Minute)) {
			early[m.TS] = true
		}
	}
	return len(early)
}

// Compare holds what came against what the scenario expects, and returns what
// is missing, a sentence each. None means that the drill has passed.
func Compare(s *Scenario, r Report, i incident.Incident, events []incident.Event, said []Said) []string {
	var missing []string
	miss := func(format string, args ...any) { missing = append(missing, fmt.Sprintf(format, args...)) }

	for _, want := range s.Expect.Checks {
		compareCheck(want, r, events, miss)
	}
	for _, want := range s.Expect.Messages {
		if !hasMessage(want, i, said) {
			miss("no message about %q says %q", want.Subject+want.Action, want.Says)
		}
	}
	if kind, ok := inOrder(s.Expect.Timeline, events); !ok {
		miss("the timeline has no %q where it was expected", kind)
	}
	if want := s.Expect.BlindMinutes; want != nil && (r.BlindHere == nil || *r.BlindHere != *want) {
		miss("blind minutes are %s, expected %d", shown(r.BlindHere), *want)
	}
	if b := s.Expect.Budget; b > 0 && r.BudgetUsed > b {
		miss("the bot posted %d messages in the first ten minutes, at most %d are allowed", r.BudgetUsed, b)
	}
	if r.Postmortem == "" {
		miss("no postmortem was drafted")
	}
	return missing
}

func compareCheck(want ExpectedCheck, r Report, events []incident.Event, miss func(string, ...any)) {
	for _, got := range r.Checks {
		if got.Check != want.Check {
			continue
		}
		first := firstVerdict(events, got.Check)
		for _, f := range []struct {
			name, got, want string
			holds           func(got, want string) bool
		}{
			{"verdict", got.Verdict, want.Verdict, same},
			{"have", first.Have, want.Have, same},
			{"want", first.Want, want.Want, same},
			{"signal_at", clock(got.SignalAt), want.SignalAt, strings.HasPrefix},
			{"told_at", clock(got.ToldAt), want.ToldAt, strings.HasPrefix},
			{"owned_at", clock(got.OwnedAt), want.OwnedAt, strings.HasPrefix},
		} {
			if f.want != "" && !f.holds(f.got, f.want) {
				miss("%s: %s is %q, expected %q", want.Check, f.name, f.got, f.want)
			}
		}
		return
	}
	miss("%s was never answered", want.Check)
}

func same(got, want string) bool { return got == want }

// hasMessage reports whether one of the bot's messages about the subject says
// the words.
func hasMessage(want ExpectedMessage, i incident.Incident, said []Said) bool {
	subjects := []string{want.Subject}
	if want.Action != "" {
		subjects = nil
		for _, a := range i.Actions {
			if a.Text == want.Action {
				subjects = append(subjects, incident.ActionSubject(a.Seq), incident.EffectSubject(a.Seq))
			}
		}
	}
	for _, subject := range subjects {
		for _, m := range said {
			if m.TS == i.Posts[subject].TS && strings.Contains(m.Text, want.Says) {
				return true
			}
		}
	}
	return false
}

// inOrder reports whether the kinds stand on the timeline in this order; if
// not, which one is the first that does not.
func inOrder(kinds []string, events []incident.Event) (string, bool) {
	for _, e := range events {
		if len(kinds) > 0 && string(e.Kind) == kinds[0] {
			kinds = kinds[1:]
		}
	}
	if len(kinds) > 0 {
		return kinds[0], false
	}
	return "", true
}

func clock(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.TimeOnly)
}

func shown(n *int) string {
	if n == nil {
		return "not known"
	}
	return fmt.Sprint(*n)
}
