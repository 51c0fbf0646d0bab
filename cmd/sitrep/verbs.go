package main

import (
	"cmp"
	"context"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/postmortem"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/integrations/slack"
	"github.com/sitrephq/sitrep/internal/store"
	"github.com/sitrephq/sitrep/runbooks"
)

// known is what the verbs may ask of the rest.
type known struct {
	incidents *incident.Service
	store     *store.Store
	library   *runbooks.Library
	services  services
	drafts    postmortem.Writer
	measures  *runbooks.Measures
	may       permits
	address   func(context.Context, incident.Post) string // Where a message of ours is to be read.
	announce  string                                      // The channel for announcements; empty is none.
}

// permits are what only some may do, and what is asked of the chat for it.
type permits struct {
	query, redact, hide commands.Permit
	closed              func(ctx context.Context, ch incident.ChannelID) (bool, error)
}

// newTable is the table of all verbs: a verb is added here, in one line.
func newTable(command string, k known) (*commands.Table, error) {
	var table *commands.Table
	all := func() []commands.Command { return table.Commands() }
	table, err := commands.NewTable(command, verbs(k, all)...)
	return table, err
}

// verbs are what people type and press, in the order of help.
func verbs(k known, all func() []commands.Command) []commands.Command {
	incidents, checks, services := k.incidents, checkWords{k.library}, serviceWords{k.services}
	neighbours := commands.NeighboursIn(k.store, services)
	return []commands.Command{
		commands.Declare(incidents, openings{k.incidents, k.store}, services, services, k.may.hide),
		commands.Status(incidents, k.store),
		commands.Share(incidents),
		commands.Follow(incidents, k.address),
		commands.CanHelp(incidents),
		commands.Check(incidents, checks),
		commands.Metric(incidents, k.measures, k.may.query),
		commands.Did(incidents, k.library, neighbours),
		commands.Answer(incidents, checks),
		commands.Overrule(incidents, checks),
		commands.Note(incidents, neighbours),
		commands.Think(incidents, k.library, checks),
		commands.Ruleout(incidents),
		commands.FoundCause(incidents, k.library),
		commands.Update(incidents, k.announce),
		commands.Decide(incidents),
		commands.Task(incidents),
		commands.Impact(incidents),
		commands.Lead(incidents),
		commands.Comms(incidents),
		commands.Scribe(incidents),
		commands.Handover(incidents),
		commands.Sev(incidents),
		commands.Mitigate(incidents),
		commands.Resolve(incidents),
		commands.Close(incidents, k.drafts),
		commands.Reopen(incidents),
		commands.CallOff(incidents),
		commands.Same(incidents),
		commands.RunbookList(incidents, shelf{k.library}, checks),
		commands.Similar(incidents, k.store),
		commands.Timeline(incidents, k.store),
		commands.Edit(incidents, k.store),
		commands.Undo(incidents),
		commands.Redact(incidents, k.may.redact),
		commands.Private(incidents, k.may.hide, k.may.closed),
		commands.Postmortem(incidents, k.drafts),
		commands.List(k.store),
		commands.Help(incidents, all),

		commands.Take(incidents, checks),
		commands.Running(incidents),
		commands.Finish(incidents),
		commands.Still(incidents),
		commands.Fine(incidents),
		commands.Service(incidents, incidents, services, services),
		commands.Unsay(incidents, checks),
		commands.Unmark(incidents),
		commands.Evidence(incidents, k.store, checks),
	}
}

// checkWords finds checks by the words people use for them.
type checkWords struct{ library *runbooks.Library }

// Find is the checks that a word means or is near to.
func (w checkWords) Find(word string) []commands.Found {
	var all []commands.Found
	for _, c := range w.library.Find(word) {
		ok, bad := c.Answers()
		all = append(all, commands.Found{
			Name: c.Name, Word: c.MeasureName(), Ask: c.Asked(runbooks.Scope{}), GoodIsNo: !c.GoodYes,
			OK: ok, Bad: bad, Human: c.Human(), Text: c.TakesText(), Vars: c.Takes(),
		})
	}
	return all
}

// serviceWords finds services by the words people use for them.
type serviceWords struct{ services services }

// In is the service that a text names.
func (w serviceWords) In(text string) (name, label string, ok bool) {
	s, ok := w.services.In(text)
	if !ok {
		return "", "", false
	}
	return s.Name, cmp.Or(s.Label, s.Name), true
}

// Names are all services, those that are written down first.
func (w serviceWords) Names() []string { return w.services.Names() }

// openings are the channels that wait to be opened.
type openings struct {
	incidents *incident.Service
	store     *store.Store
}

// ChannelsWaiting is how many there are.
func (o openings) ChannelsWaiting(ctx context.Context) (int, error) {
	return o.store.Unfinished(ctx, slack.ChannelJob, o.incidents.Now())
}

// shelf shows the runbooks to people.
type shelf struct{ library *runbooks.Library }

// Runbooks are all of them, those that fit marked.
func (s shelf) Runbooks(req commands.Request, title, service string) []say.Runbook {
	fits := s.fitting(title, service)
	var all []say.Runbook
	for _, b := range s.library.Runbooks() {
		shown := shownRunbook(b)
		shown.Due = b.ReviewDue(req.Now)
		shown.Fits = slices.ContainsFunc(fits, func(f say.Runbook) bool { return f.ID == b.ID })
		all = append(all, shown)
	}
	return all
}

// fitting are the runbooks that a title and a service bring to mind.
func (s shelf) fitting(title, service string) []say.Runbook {
	var fits []say.Runbook
	for _, b := range s.library.Fits(title, service) {
		fits = append(fits, shownRunbook(b))
	}
	return fits
}

func shownRunbook(b runbooks.Runbook) say.Runbook {
	shown := say.Runbook{ID: b.ID, Title: b.Title, Owner: b.Owner}
	for _, c := range b.Checks {
		shown.Checks = append(shown.Checks, say.Question{Name: c.Name, Alias: c.Alias, Ask: c.Asked(runbooks.Scope{})})
	}
	return shown
}
