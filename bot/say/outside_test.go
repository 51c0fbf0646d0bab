package say_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// impact is a stretch that people confirmed; an empty end is not known.
func impact(from, to string) []incident.Window {
	var w incident.Window
	if from != "" {
		w.Start, w.StartSeq = incident.ExactMoment(on(from)), 8
	}
	if to != "" {
		w.End, w.EndSeq = incident.ExactMoment(on(to)), 9
	}
	return []incident.Window{w}
}

func TestTheWordsForOthersStandOnRows(t *testing.T) {
	t.Parallel()
	worded := func(i *incident.Incident) {
		for n := range i.Checks {
			if i.Checks[n].Check == poolName {
				i.Checks[n].Bad = "Servers are out of the pool"
			}
		}
		i.Checks = slices.DeleteFunc(i.Checks, func(c incident.Check) bool { return c.Check == "backend-pool/receiving" })
	}
	m12 := with(answered(), func(i *incident.Incident) {
		worded(i)
		i.Impact = impact("15:00", "")
		i.Actions = []incident.Action{{Seq: 20, Moment: incident.ExactMoment(on("15:12")), By: cho, Text: "putting 18 API servers back", Running: true}}
	})
	effect := func(o incident.EffectOutcome) incident.Incident {
		return with(judgedEffect(incident.Effect{Outcome: o}), worded)
	}
	const reported, poolOut, why = "API is slow. Reported 15:04 UTC; ", "We know: servers are out of the pool, 2 of 20 take traffic since 15:00 UTC. ", "We do not know yet why."
	const unmeasured = reported + "what customers feel is not measured. "
	for _, tt := range []struct {
		name string
		i    incident.Incident
		want string
	}{
		{"as M12", m12, "API is slow. Customers have felt it since 15:00 UTC. " + poolOut + "Under way since 15:12 UTC: putting 18 API servers back. " + why},
		{"nothing is known", declared(), unmeasured + "Nothing is measured yet. We do not know the cause yet."},
		{"who is on it is nobody's business", with(answered(), func(i *incident.Incident) { worded(i); i.Checks[0].Owner = cho }), unmeasured + poolOut + "It is being worked on. " + why},
		{"users are measured", with(answered(), func(i *incident.Incident) { worded(i); i.Checks = append(i.Checks, judgedAt(slow(), "15:04:10")) }), reported + "customers feel it: 95 of 100 requests take up to 4.1 s since 15:01 UTC. " + poolOut + why},
		{"only users are measured", with(declared(), func(i *incident.Incident) { i.Checks = []incident.Check{judgedAt(slow(), "15:04:10")} }), reported + "customers feel it: 95 of 100 requests take up to 4.1 s since 15:01 UTC. " + why},
		{"users measure well", with(answered(), func(i *incident.Incident) {
			worded(i)
			fine := slow()
			fine.Outcome, fine.Say, fine.Have = incident.Pass, "95 of 100 requests take 0.3 s or less", "0.3"
			i.Checks = append(i.Checks, judgedAt(fine, "15:04:10"))
		}), reported + "what customers feel measures as it should: 95 of 100 requests take 0.3 s or less. " + poolOut + why},
		{"red for long is no news", with(answered(), func(i *incident.Incident) { worded(i); i.Checks[0].SinceAtLeast = true }), unmeasured + "We do not know the cause yet."},
		{"a person's word is one", with(answered(), func(i *incident.Incident) {
			worded(i)
			i.Checks[0].Outcome = incident.Pass
			i.Checks[0].Overrules = []incident.Overrule{{By: ana, At: on("15:10"), Outcome: incident.Fail, Over: incident.Pass, Why: "I see 2"}}
		}), unmeasured + "We know: by what people see, servers are out of the pool. " + why},
		{"nothing fails", with(answered(), func(i *incident.Incident) { i.Checks = i.Checks[2:4] }), unmeasured + "Nothing that we measure fails. We do not know the cause yet."},
		{"nothing that answers fails", with(answered(), func(i *incident.Incident) { i.Checks = i.Checks[2:] }), unmeasured + "Nothing that answers fails, and not everything answers. We do not know the cause yet."},
		{"the source is silent", with(declared(), func(i *incident.Incident) { i.Checks = []incident.Check{silentSource("a/b"), silentSource("a/c")} }), unmeasured + "Our measurements give no answer at the moment. We do not know the cause yet."},
		{"an action that is not judged", with(tried(), worded), unmeasured + poolOut + "Done at 15:06 UTC: added 4 database replicas; whether it helps is not known yet. " + why},
		{"nothing has moved", effect(incident.NothingYet), unmeasured + poolOut + "Done at 15:06 UTC: added 4 database replicas; nothing measured has moved since. " + why},
		{"it moved", effect(incident.Moved), unmeasured + poolOut + "Done at 15:06 UTC: added 4 database replicas; what failed passes again. " + why},
		{"it did not last", effect(incident.DidNotLast), unmeasured + poolOut + "Done at 15:06 UTC: added 4 database replicas; it helped, and did not last. " + why},
		{"it cannot be told", effect(incident.CantTell), unmeasured + poolOut + "Done at 15:06 UTC: added 4 database replicas; whether it helped cannot be told. " + why},
		{"impact is over", with(m12, func(i *incident.Incident) { i.Impact = impact("15:00", "15:40"); i.Actions = nil }), "API is slow. Customers felt it from 15:00 UTC to 15:40 UTC. " + poolOut + why},
		{"only its end is known", with(m12, func(i *incident.Incident) { i.Impact = impact("", "15:40"); i.Actions = nil }), "API is slow. Customers felt it until 15:40 UTC; since when is not known. " + poolOut + why},
		{"mitigated", with(m12, func(i *incident.Incident) {
			i.Status, i.MitigatedAt, i.Actions = incident.IsMitigated, on("15:40"), nil
		}), "API is slow. Customers are fine again since 15:40 UTC; the work on the cause goes on. " + poolOut + why},
		{"what people think is no word for others", with(m12, func(i *incident.Incident) {
			i.Actions, i.Theories = nil, []incident.Theory{{N: 1, Text: "database overloaded", Status: incident.TheoryOpen}}
		}), "API is slow. Customers have felt it since 15:00 UTC. " + poolOut + why},
		{"the cause is found", with(m12, func(i *incident.Incident) {
			i.Actions, i.Theories = nil, []incident.Theory{{N: 1, Text: "a script stopped the health checks.", Status: incident.TheoryFound}}
		}), "API is slow. Customers have felt it since 15:00 UTC. " + poolOut + "The cause is found: a script stopped the health checks."},
		{"resolved", whole(), "API is slow. Resolved 20:45 UTC, after 5 h 41 min: 18 API servers back in the pool."},
		{"resolved with a red check", with(whole(), func(i *incident.Incident) { i.Checks = append(i.Checks, judgedAt(slow(), "20:40")) }), "API is slow. Resolved 20:45 UTC, after 5 h 41 min: 18 API servers back in the pool. 1 check still fails, and I watch until 21:45 UTC."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := say.Outside(tt.i, on("15:13"))
			if got != tt.want {
				t.Errorf("it says\n%s\nwant\n%s", got, tt.want)
			}
			for _, name := range []string{"Ana", "Ben", "Cho", "T1", "!"} {
				if strings.Contains(got, name) {
					t.Errorf("%q is said to others: %s", name, got)
				}
			}
		})
	}
}

// heard is the incident after words to others.
func heard(i incident.Incident, all ...incident.Update) incident.Incident {
	i.Channel, i.ChannelName = "C12", "inc-12-api-is-slow"
	i.Updates = append(slices.Clone(i.Updates), all...)
	return i
}

func TestWordsForOthersReadAsWritten(t *testing.T) {
	t.Parallel()
	first := incident.Update{Seq: 21, At: on("15:14"), By: ana, Text: "The API is slow or down for all customers since 15:00 UTC. We know: 2 of 20 API servers take traffic; they are being put back. We do not know yet why they left.", Next: on("15:34")}
	withdrawn, over := first, first
	over.Over = true
	withdrawn.WithdrawnAt = on("15:20")
	posted := func(i incident.Incident) incident.Incident {
		i.Posts = map[string]incident.Post{incident.UpdateSubject(21): {Channel: "C9", TS: "1"}}
		return i
	}
	reopened := with(heard(whole(), first), func(i *incident.Incident) {
		i.Status, i.ResolvedAt, i.Resolution = incident.Investigating, time.Time{}, ""
		i.Updates[0].Over = true
	})
	mitigated := with(heard(answered(), first), func(i *incident.Incident) { i.Status, i.MitigatedAt = incident.IsMitigated, on("15:40") })
	for name, s := range map[string]struct {
		i           incident.Incident
		subject, at string
	}{
		"announcement_new":       {heard(answered()), incident.AnnouncementSubject, "15:05"},
		"announcement_told":      {heard(answered(), first), incident.AnnouncementSubject, "15:15"},
		"announcement_late":      {heard(answered(), first), incident.AnnouncementSubject, "15:39"},
		"announcement_mitigated": {mitigated, incident.AnnouncementSubject, "15:30"},
		"announcement_resolved":  {heard(whole(), over), incident.AnnouncementSubject, "20:46"},
		"update":                 {heard(answered(), first), incident.UpdateSubject(21), "15:15"},
		"update_withdrawn":       {posted(heard(answered(), withdrawn)), incident.UpdateSubject(21), "15:21"},
		"outcome_mitigated":      {mitigated, incident.OutcomeSubject(90), "15:30"},
		"outcome_resolved":       {heard(whole(), over), incident.OutcomeSubject(90), "20:46"},
		"outcome_reopened":       {reopened, incident.OutcomeSubject(91), "21:00"},
		"board_promised":         {heard(answered(), first), incident.BoardSubject, "15:16"},
		"board_promise_late":     {heard(answered(), first), incident.BoardSubject, "15:40"},
		"board_nobody_told":      {heard(answered()), incident.BoardSubject, "15:35"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := say.Subject(s.i, s.subject, on(s.at))
			if !ok {
				t.Fatal("it has nothing to say")
			}
			golden(t, name, m)
		})
	}
	if _, ok := say.Subject(heard(answered(), withdrawn), incident.UpdateSubject(21), on("15:21")); ok {
		t.Error("what was withdrawn before anyone read it is said")
	}
	if _, ok := say.Subject(heard(answered(), incident.Update{Seq: 22, At: on("15:14"), Next: on("15:34")}), incident.UpdateSubject(22), on("15:15")); ok {
		t.Error("a promise alone is a message")
	}
	for name, tt := range map[string]struct {
		late bool
		at   string
	}{"reminder": {at: "15:32"}, "reminder_now": {at: "15:34"}, "reminder_late": {late: true, at: "15:39"}} {
		m, ok := say.Reminder(heard(answered(), first), tt.late, on(tt.at))
		if !ok {
			t.Fatal("there is nothing to be reminded of")
		}
		golden(t, name, m)
	}
	if _, ok := say.Reminder(heard(whole(), over), true, on("20:46")); ok {
		t.Error("somebody is reminded after the end")
	}
}

// Whoever is told outside and whoever reads a shared board compare numbers.
func TestTheWordsForOthersSayNoNumberThatTheBoardDoesNot(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`\d+ of \d+|\d\d:\d\d`)
	for name, i := range map[string]incident.Incident{"failing": answered(), "tried": tried(), "resolved": whole()} {
		shared, ok := say.Subject(i, incident.SharedSubject(40), on("20:50"))
		if !ok {
			t.Fatal("nothing is shared")
		}
		board := render(shared)
		said := say.Outside(i, on("20:50"))
		found := number.FindAllString(said, -1)
		if len(found) == 0 {
			t.Errorf("%s: no number in %q", name, said)
		}
		for _, n := range found {
			// The board gives its age, where the words give the clock.
			if n != i.DeclaredAt.Format("15:04") && !strings.Contains(board, n) {
				t.Errorf("%s: others hear of %s, the board says\n%s\nand the words are %q", name, n, board, said)
			}
		}
	}
}
