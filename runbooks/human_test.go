package runbooks

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

const touched = "  - id: hosts\n    ask: Did anyone touch the ${label} hosts?\n    why: Because.\n"

func TestACheckWithoutAQueryIsForPeople(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, more, ok, bad, next string
		text, goodIsNo            bool
	}{
		{name: "it takes text", text: true},
		{name: "yes is good", more: "    good: yes\n"},
		{name: "no is good", more: "    good: no\n", goodIsNo: true},
		{
			name: "it has words for both, and says what next",
			more: "    good: no\n    answer: {ok: Nobody did, bad: Somebody did}\n    if_fail: {say: \"ask them what ${service} ran\", goto: t}\n",
			ok:   "Nobody did", bad: "Somebody did", next: "ask them what api ran", goodIsNo: true,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, touched+tt.more)
			s := Scope{Service: api(), At: broke()}
			v, e := c.Ask(t.Context(), newLab(t), s)
			want := incident.Verdict{
				Check: "t/hosts", Name: "hosts", Ask: "Did anyone touch the API hosts?", Outcome: incident.Unknown, Reason: incident.AskPerson,
				Human: true, Text: tt.text, GoodIsNo: tt.goodIsNo, OK: tt.ok, Bad: tt.bad,
				Short: "please answer", Say: "No metric answers this: a person has to.", Detail: "No metric answers this: a person has to.",
			}
			if got, same := diff(v, want); !same {
				t.Error(got)
			}
			if e.Hash == "" || e.Reason != incident.AskPerson || len(e.Queries) > 0 || e.Source != "" {
				t.Errorf("%+v", e)
			}
			if !c.Human() || c.TakesText() != tt.text || c.Next(s) != tt.next {
				t.Errorf("human %v, takes text %v, next %q", c.Human(), c.TakesText(), c.Next(s))
			}
			if ok, bad := c.Answers(); ok != tt.ok || bad != tt.bad {
				t.Errorf("answers %q and %q", ok, bad)
			}
		})
	}
}

// humanFaultsForTest are what only a metric has, and the error that each makes.
func humanFaultsForTest() map[string]string {
	return map[string]string{
		"    base: true\n":                          "it has no base",
		"    expect: \">= 1\"\n":                    "it has no expect",
		"    unit: s\n":                             "it has no unit",
		"    max_age: 5m\n":                         "it has no max_age",
		"    say: {pass: fine}\n":                   "it has no say",
		"    short: fine\n":                         "it has no short",
		"    who: {a: x}\n":                         "it has no who",
		"    because: {a: x}\n":                     "it has no because",
		"    guard: {query: {a: x}}\n":              "it has no guard",
		"    if_unknown: skip\n":                    "if_unknown cannot skip it",
		"    if_fail: {say: go on}\n":               "takes text, which cannot fail",
		"    answer: {ok: It is, bad: It is not}\n": "a check that is not judged has no ok and no bad",
		"    good: yes\n    answer: {ok: \"" + strings.Repeat("ä", 61) + "\", bad: B}\n": "has 61 characters, and a button has room for 60",
	}
}

func TestWhatOnlyAMetricHasIsRefusedOfAPerson(t *testing.T) {
	t.Parallel()
	for more, want := range humanFaultsForTest() {
		_, err := Load(fileOf("t.yaml", "schema: runbook/1\nid: t\ntitle: T\nchecks:\n"+touched+more))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", strings.TrimSpace(more), err, want)
		}
	}
	longest := "    good: yes\n    answer: {ok: \"" + strings.Repeat("ä", 60) + "\", bad: B}\n"
	if _, err := Load(fileOf("t.yaml", "schema: runbook/1\nid: t\ntitle: T\nchecks:\n"+touched+longest)); err != nil {
		t.Error(err)
	}
}

// A person may answer what a metric cannot tell at the time, so the words for
// it come with every verdict.
func TestTheAnswersOfAQueryComeWithItsVerdict(t *testing.T) {
	t.Parallel()
	for _, m := range []Metrics{toggl().lab(t), newLab(t)} {
		v, _ := check(t, "added-capacity/idle").Ask(t.Context(), m, Scope{Service: api(), At: broke()})
		if v.OK != "The added members are working" || v.Bad != "The added members are idle" || v.Human || v.Text {
			t.Errorf("%+v", v)
		}
	}
}

func TestIfUnknownSaysWhetherPeopleAreAsked(t *testing.T) {
	t.Parallel()
	for more, skip := range map[string]bool{"": false, "    if_unknown: ask\n": false, "    if_unknown: skip\n": true} {
		c := one(t, query("== 0", "x")+more)
		if v, _ := c.Ask(t.Context(), newLab(t), Scope{Service: api(), At: broke()}); v.Skip != skip || c.AskPeople == skip {
			t.Errorf("%q: skipped %v", more, v.Skip)
		}
	}
}

func TestEveryJudgedCheckOfTheLibraryHasAnswersInContent(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range l.Checks() {
		if ok, bad := c.Answers(); c.judged && (ok == "" || bad == "") {
			t.Errorf("%s has no words for its answers", c.Name)
		}
	}
}

// diff says how two verdicts differ.
func diff(got, want incident.Verdict) (string, bool) {
	return fmt.Sprintf("%+v\nwant\n%+v", got, want), reflect.DeepEqual(got, want)
}
