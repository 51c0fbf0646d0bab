package commands

import (
	"context"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// nextDoor finds INC-13, which is open on search, where a text names search.
func nextDoor(_ context.Context, _ incident.Viewer, _ incident.Incident, text string) (incident.Incident, bool) {
	return incident.Incident{ID: 4, Number: 13, Service: "search"}, strings.Contains(text, "search")
}

// shelved stands for the runbooks.
type shelved struct{}

func (shelved) Runbooks(_ Request, title, _ string) []say.Runbook {
	return []say.Runbook{
		{ID: "added-capacity", Title: "Do the added members work?", Checks: []say.Question{{Name: "added-capacity/idle", Alias: "idle", Ask: "Are the added members idle?"}}},
		{
			ID: "backend-pool", Title: "Is the pool whole?", Owner: "@infra", Fits: strings.Contains(title, "slow"),
			Checks: []say.Question{{Name: "backend-pool/healthy-share", Alias: "pool", Ask: "Is the API pool whole?"}, {Name: "backend-pool/running", Ask: "Are the API servers running?"}},
		},
	}
}

func TestRunbook(t *testing.T) {
	t.Parallel()
	const tail = "\nTo see one: runbook and its name. To ask one, or one question: check and its name."
	const shown = "backend-pool · Is the pool whole? · fits · kept by @infra\n✗ FAIL · Is the API pool whole? 2 of 20 · `check pool`\n☐ not asked · Are the API servers running?\n[Ask all](check backend-pool) [All runbooks](runbook list)"
	play(t, []line{
		{name: "the list", text: "runbook list", reads: "2 runbooks, 1 of them fits\nbackend-pool · Is the pool whole? · 2 questions: pool · fits\nadded-capacity · Do the added members work? · 1 question: idle" + tail},
		{name: "the list elsewhere", text: "runbooks", channel: outside, reads: "2 runbooks\nadded-capacity · Do the added members work? · 1 question: idle\nbackend-pool · Is the pool whole? · 2 questions: pool" + tail},
		{name: "one of them", text: "runbook backend pool", reads: shown},
		{name: "as it was called before", text: "runbook use backend", reads: shown},
		{name: "by one of its questions", text: "runbook pool", reads: shown},
		{name: "one elsewhere", text: "runbook backend-pool", channel: outside, reads: "backend-pool · Is the pool whole? · kept by @infra\n· Is the API pool whole? · `check pool`\n· Are the API servers running?"},
		{name: "none", text: "runbook moon", reads: "I have no runbook called “moon”.\n[All runbooks](runbook list)"},
	})
}

func TestALineThatNamesAnotherIncidentsServiceIsOfferedToBeMoved(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "a note", text: "note search is slow", told: "note|search is slow", reads: "Noted: search is slow\nINC-13 is open on search.\n[Move to INC-13](edit 14 INC-13) [Undo](undo 14)"},
		{name: "a note of ours", text: "note api is slow", told: "note|api is slow", reads: "Noted: api is slow\n[Undo](undo 14)"},
		{name: "an action", text: "did restarted search", with: wasDone(func(a *incident.Action) { a.Text = "restarted search" }), told: "did|restarted search|", reads: "Logged here: restarted search\nINC-13 is open on search.\n[Move to INC-13](edit 2 INC-13) [Undo](undo 2)"},
		{name: "an action of ours", text: "did restarted api", with: wasDone(func(a *incident.Action) { a.Text = "restarted api" }), told: "did|restarted api|", reads: ""},
	})
}

// several lists incidents of a service.
type several []incident.Incident

func (s several) Incidents(_ context.Context, f incident.Filter) ([]incident.Incident, error) {
	var all []incident.Incident
	for _, i := range s {
		if incident.CanSee(f.Viewer, i) && (!f.Open || i.Open()) && (f.Service == "" || i.Service == f.Service) && (f.Limit == 0 || len(all) < f.Limit) {
			all = append(all, i)
		}
	}
	return all, nil
}

func TestNeighboursAreOpenOnTheOtherService(t *testing.T) {
	t.Parallel()
	here := incident.Incident{ID: 1, Number: 12, Service: "api", Status: incident.Investigating}
	list := several{
		here,
		{ID: 2, Number: 13, Service: "web", Status: incident.Investigating},
		{ID: 3, Number: 14, Service: "billing", Status: incident.Investigating, Private: true},
		{ID: 4, Number: 15, Service: "search", Status: incident.Investigating},
		{ID: 5, Number: 16, Service: "search", Status: incident.IsMitigated},
		{ID: 6, Number: 17, Service: "mail", Status: incident.IsResolved},
	}
	find := NeighboursIn(list, catalog{"api", "web", "billing", "search", "mail"})
	for text, want := range map[string]int64{
		"restarted web": 13, "restarted api": 0, "restarted it": 0, "restarted billing": 0, "restarted search": 0, "restarted mail": 0,
	} {
		if got, ok := find(t.Context(), incident.Viewer{Actor: ana}, here, text); got.Number != want || ok != (want != 0) {
			t.Errorf("%q belongs to INC-%d, %v", text, got.Number, ok)
		}
	}
}

func TestSimilarNamesWhatFixedIt(t *testing.T) {
	t.Parallel()
	d := open()
	d.i.Checks[0].FailedAt = now
	failed := []incident.Check{{Verdict: incident.Verdict{Check: "backend-pool/healthy-share", Name: "pool"}, FailedAt: now}}
	earlier := func(n int64, change func(*incident.Incident)) incident.Incident {
		i := incident.Incident{
			ID: incident.ID(n), Number: n, Title: "Something", Severity: incident.Sev2, Status: incident.IsResolved, Lead: ben,
			DeclaredAt: now.AddDate(0, 0, -7), ResolvedAt: now.AddDate(0, 0, -7).Add(90 * 60e9), Resolution: "put them back",
		}
		change(&i)
		return i
	}
	list := several{
		d.i,
		earlier(11, func(i *incident.Incident) { i.Service = "api" }), // The service alone is no likeness.
		earlier(10, func(i *incident.Incident) { i.Title, i.Service = "Slow API", "api" }),
		earlier(9, func(i *incident.Incident) {
			i.Title, i.Service, i.Checks, i.Draft = "API is slow again", "api", failed, "postmortems/inc-9.md"
			i.Channel, i.ChannelName = "C9", "inc-9-api-is-slow-again"
		}),
		earlier(8, func(i *incident.Incident) { i.Checks, i.Private, i.Lead = failed, true, ben }),
		earlier(7, func(i *incident.Incident) {
			i.Checks, i.Status, i.ResolvedAt = failed, incident.Investigating, d.i.ResolvedAt
		}),
		earlier(6, func(i *incident.Incident) { i.Checks = failed }),
	}
	reply, err := Similar(d, list).Run(t.Context(), typed(""))
	if err != nil {
		t.Fatal(err)
	}
	got := read(reply.Message)
	for _, want := range []string{
		"Same failing check: pool; same service; same words: slow.\nWhat fixed it: Put them back.\nDraft: `postmortems/inc-9.md`",
		"INC-7 · investigating", "Same failing check: pool.\nIt is open now. It may be the same.",
		"Looked at the newest 5 incidents that you may see.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Index(got, "INC-9") > strings.Index(got, "INC-7") || strings.Contains(got, "INC-8") || strings.Contains(got, "INC-11") || strings.Contains(got, "INC-6") {
		t.Errorf("they are\n%s", got)
	}
	if reply, err = Similar(d, several{d.i}).Run(t.Context(), typed("")); err != nil || reply.Text != "There is no other incident that you may see, so nothing is like INC-12." {
		t.Errorf("alone it is %q, %v", reply.Text, err)
	}
}
