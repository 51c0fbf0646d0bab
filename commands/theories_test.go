package commands

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// rule applies a rule of the domain, as the Service does, and writes down what
// it was told.
func (d *domain) rule(call incident.Call, events []incident.Event, err error, words ...string) (incident.Incident, error) {
	if err != nil {
		return incident.Incident{}, err
	}
	for _, e := range events {
		e.Seq = d.i.Seq + 1
		d.i = d.i.Apply(e)
	}
	return d.say(call, words...)
}

func (d *domain) Think(_ context.Context, call incident.Call, text string, when incident.Moment, check string) (incident.Incident, error) {
	events, err := d.i.Think(call.By, text, when, check, now)
	return d.rule(call, events, err, "think", text, check)
}

func (d *domain) Rethink(_ context.Context, call incident.Call, theory int, why string) (incident.Incident, error) {
	events, err := d.i.Rethink(call.By, theory, why, now)
	return d.rule(call, events, err, "rethink", fmt.Sprint(theory), why)
}

func (d *domain) RuleOut(_ context.Context, call incident.Call, theory int, why string) (incident.Incident, error) {
	events, err := d.i.RuleOut(call.By, theory, why, now)
	return d.rule(call, events, err, "ruleout", fmt.Sprint(theory), why)
}

func (d *domain) Confirm(_ context.Context, call incident.Call, theory int, how string) (incident.Incident, error) {
	events, err := d.i.Confirm(call.By, theory, how, now)
	return d.rule(call, events, err, "confirm", fmt.Sprint(theory), how)
}

func (d *domain) FindCause(_ context.Context, call incident.Call, cause, check string) (incident.Incident, error) {
	events, err := d.i.FindCause(call.By, cause, check, now)
	return d.rule(call, events, err, "cause", cause, check)
}

func (d *domain) KeepTheory(_ context.Context, call incident.Call, theory int) (incident.Incident, error) {
	events, err := d.i.Keep(call.By, theory, now)
	return d.rule(call, events, err, "still", fmt.Sprint(theory))
}

// thinks puts theories on the board, a minute ago; one that begins with a dash
// was ruled out, one with a plus was found.
func thinks(texts ...string) func(*domain) {
	return func(d *domain) {
		for _, text := range texts {
			bare := strings.TrimLeft(text, "-+")
			events, _ := d.i.Think(ben, bare, incident.Moment{}, "", now.Add(-time.Minute))
			n := events[0].Data.Theory
			_, _ = d.rule(incident.Call{}, events, nil)
			switch text[0] {
			case '-':
				events, _ = d.i.RuleOut(ben, n, "no sign of it", now)
			case '+':
				events, _ = d.i.Confirm(ben, n, "", now)
			default:
				continue
			}
			_, _ = d.rule(incident.Call{}, events, nil)
		}
		d.told = ""
	}
}

func TestThink(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "gives a number", text: "think database overloaded", told: "think|database overloaded|", reads: "T1 is on the board: database overloaded\n[Undo](undo 15)"},
		{name: "by another word", text: "Hypothesis: database overloaded", told: "think|database overloaded|", reads: "T1 is on the board: database overloaded\n[Undo](undo 15)"},
		{
			name: "offers the check that it names", text: "suspect the pool lost its servers", told: "think|the pool lost its servers|backend-pool/healthy-share",
			reads: "T1 is on the board: the pool lost its servers. Measured for it: 2 of 20 in the pool (FAIL); Ana says the pool is not fine\n[Ask pool](check backend-pool/healthy-share) [Undo](undo 15)",
		},
		{name: "echoes a time", text: "think 15:50 DNS", told: "think|DNS|", reads: "T1 is on the board, since 15:50 CET = 14:50 UTC: DNS\n[Undo](undo 15)"},
		{name: "again by its number", text: "think T1: one resolver is slow", with: thinks("-DNS"), told: "rethink|1|one resolver is slow", reads: "T1 is open again: DNS\n[Undo](undo 17)"},
		{name: "again in its words", text: "think dns.", with: thinks("-DNS"), reads: "T1 was ruled out at 15:06 UTC: no sign of it. If yours is another one, say in what.\n[Open T1 again](think T1)"},
		{name: "what was found", text: "think dns", with: thinks("+DNS"), reads: "T1 is on record as a cause since 15:06 UTC. If yours is another one, say in what.\n[Open T1 again](think T1)"},
		{name: "what somebody thinks already", text: "think dns", with: thinks("DNS"), code: incident.Conflict},
		{name: "what is open", text: "think T1", with: thinks("DNS"), code: incident.Conflict},
		{name: "a number that is none", text: "think T7", code: incident.NotFound},
		{name: "a word that only looks like one", text: "think T7 leased line is down", told: "think|T7 leased line is down|", reads: "T1 is on the board: T7 leased line is down\n[Undo](undo 15)"},
		{name: "nothing", text: "think", asks: "What do you think is wrong? A few words are enough."},
		{name: "elsewhere", text: "think DNS", channel: outside, code: incident.NotFound},
	})
}

func TestRuleout(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "the only one", text: "ruleout", with: thinks("DNS"), told: "ruleout|1|", reads: "Ruled out: T1 DNS, 1 min, no reason given\n[Undo](undo 16)"},
		{name: "the only one, and why", text: "ruleout because resolvers answer", with: thinks("-database", "DNS"), told: "ruleout|2|resolvers answer", reads: "Ruled out: T2 DNS, 1 min, resolvers answer\n[Undo](undo 18)"},
		{name: "by its number", text: "ruleout t2: resolvers answer", with: thinks("database overloaded", "DNS"), told: "ruleout|2|resolvers answer", reads: "Ruled out: T2 DNS, 1 min, resolvers answer\n[Undo](undo 17)"},
		{name: "in two words", text: "Rule out T2", with: thinks("database overloaded", "DNS"), told: "ruleout|2|", reads: "Ruled out: T2 DNS, 1 min, no reason given\n[Undo](undo 17)"},
		{name: "by a word of it", text: "ruleout dns resolvers answer in 2 ms", with: thinks("database overloaded", "DNS"), told: "ruleout|2|resolvers answer in 2 ms", reads: "Ruled out: T2 DNS, 1 min, resolvers answer in 2 ms\n[Undo](undo 17)"},
		{name: "by a word of it in a sentence", text: "ruleout the databases are idle", with: thinks("database overloaded", "DNS"), told: "ruleout|1|the databases are idle", reads: "Ruled out: T1 database overloaded, 1 min, the databases are idle\n[Undo](undo 17)"},
		{name: "by the word that only one has", text: "ruleout database overloaded, cpu is at 10 %", with: thinks("database overloaded", "database locks"), told: "ruleout|1|cpu is at 10 %", reads: "Ruled out: T1 database overloaded, 1 min, cpu is at 10 %\n[Undo](undo 17)"},
		{
			name: "one of several", text: "ruleout database, cpu is at 10 %", with: thinks("database overloaded", "database locks"),
			reads: "Which theory is not it?\n[T2 database locks](ruleout T2 database, cpu is at 10 %) [T1 database overloaded](ruleout T1 database, cpu is at 10 %)",
		},
		{
			name: "none of several", text: "ruleout the network", with: thinks("DNS", "disk", "locks", "noisy client"),
			reads: "Which theory is not it?\n[T4 noisy client](ruleout T4 the network) [T3 locks](ruleout T3 the network) [T2 disk](ruleout T2 the network)",
		},
		{name: "what had been found", text: "ruleout dns it came back without", with: thinks("+DNS"), told: "ruleout|1|it came back without", reads: "Ruled out: T1 DNS, 1 min, it came back without\n[Undo](undo 17)"},
		{name: "what is out", text: "ruleout dns", with: thinks("-DNS"), code: incident.Conflict},
		{name: "where nobody thinks anything", text: "ruleout dns", code: incident.NotFound},
		{name: "a number that is none", text: "ruleout T3", with: thinks("DNS"), code: incident.NotFound},
		{name: "elsewhere", text: "ruleout", channel: outside, code: incident.NotFound},
	})
}

func TestFoundCause(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "the only one", text: "found it", with: thinks("DNS"), told: "confirm|1|", reads: "A cause is found: T1 DNS\n[Undo](undo 16)"},
		{name: "by its number", text: "confirm T2, the zone was old", with: thinks("database", "DNS"), told: "confirm|2|the zone was old", reads: "A cause is found: T2 DNS: the zone was old\n[Undo](undo 17)"},
		{name: "by its words", text: "found DNS", with: thinks("database", "DNS lookups fail"), told: "confirm|2|", reads: "A cause is found: T2 DNS lookups fail\n[Undo](undo 17)"},
		{name: "by its words, and how", text: "found dns: the zone was old", with: thinks("database", "DNS lookups fail"), told: "confirm|2|the zone was old", reads: "A cause is found: T2 DNS lookups fail: the zone was old\n[Undo](undo 17)"},
		{name: "by its words, and why", text: "confirm dns because the zone was old", with: thinks("DNS"), told: "confirm|1|the zone was old", reads: "A cause is found: T1 DNS: the zone was old\n[Undo](undo 16)"},
		{name: "it, where nobody thinks anything", text: "found it", asks: "What is the cause? Say it as you would to a colleague."},
		{name: "after all", text: "found dns", with: thinks("database", "-DNS"), told: "confirm|2|", reads: "A cause is found: T2 DNS\n[Undo](undo 18)"},
		{name: "what nobody had thought of", text: "found deploy v42 emptied the pool", with: thinks("DNS"), told: "cause|deploy v42 emptied the pool|backend-pool/healthy-share", reads: "A cause is found: T2 deploy v42 emptied the pool\n[Undo](undo 16)"},
		{
			name: "what shares a word", text: "found the database ran out of connections", with: thinks("database overloaded"),
			reads: "Is that one of these, or a cause of its own?\n[T1 database overloaded](found T1 the database ran out of connections) [A cause of its own](found new: the database ran out of connections)",
		},
		{name: "which is its own", text: "found new: the database ran out of connections", with: thinks("database overloaded"), told: "cause|the database ran out of connections|", reads: "A cause is found: T2 the database ran out of connections\n[Undo](undo 16)"},
		{
			name: "one of several", text: "found", with: thinks("database", "DNS"),
			reads: "Which theory is the cause?\n[T2 DNS](found T2) [T1 database](found T1)",
		},
		{name: "nothing", text: "found", asks: "What is the cause? Say it as you would to a colleague."},
		{name: "what is on record", text: "found dns", with: thinks("+DNS"), code: incident.Conflict},
		{name: "elsewhere", text: "found dns", channel: outside, code: incident.NotFound},
	})
}

func TestStill(t *testing.T) {
	t.Parallel()
	press(t, []line{
		{name: "stays with it", text: "still T1", with: thinks("DNS"), told: "still|1"},
		{name: "with what is out", text: "still T1", with: thinks("-DNS"), code: incident.Conflict},
		{name: "with none", text: "still dns", asks: "Which theory? Say its number from the board, such as T2."},
	})
}

func TestALineTooLongForAButtonIsNotLost(t *testing.T) {
	t.Parallel()
	long := "the network " + strings.Repeat("is slow and ", 200) + "gone"
	d := open()
	thinks("DNS", "disk")(d)
	reply, err := table(t, d).Run(t.Context(), typed("ruleout "+long))
	if err != nil {
		t.Fatal(err)
	}
	if got := read(reply.Message); !strings.Contains(got, "`"+long+"`") || !strings.Contains(got, "[T2 disk](ruleout T2)") {
		t.Errorf("it is answered with %s", got)
	}
}
