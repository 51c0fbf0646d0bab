package commands

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// The Service and the Store are what the verbs are given in the end.
var (
	_ declarer       = (*incident.Service)(nil)
	_ here           = (*incident.Service)(nil)
	_ checkAsker     = (*incident.Service)(nil)
	_ metricAsker    = (*incident.Service)(nil)
	_ answerer       = (*incident.Service)(nil)
	_ overruler      = (*incident.Service)(nil)
	_ unsayer        = (*incident.Service)(nil)
	_ actor          = (*incident.Service)(nil)
	_ noter          = (*incident.Service)(nil)
	_ impactMarker   = (*incident.Service)(nil)
	_ leadSetter     = (*incident.Service)(nil)
	_ severitySetter = (*incident.Service)(nil)
	_ mitigator      = (*incident.Service)(nil)
	_ resolver       = (*incident.Service)(nil)
	_ reopener       = (*incident.Service)(nil)
	_ callerOff      = (*incident.Service)(nil)
	_ merger         = (*incident.Service)(nil)
	_ closer         = (*incident.Service)(nil)
	_ roleSetter     = (*incident.Service)(nil)
	_ handing        = (*incident.Service)(nil)
	_ excuser        = (*incident.Service)(nil)
	_ undoer         = (*incident.Service)(nil)
	_ thinker        = (*incident.Service)(nil)
	_ excluder       = (*incident.Service)(nil)
	_ finder         = (*incident.Service)(nil)
	_ keeper         = (*incident.Service)(nil)
	_ taker          = (*incident.Service)(nil)
	_ finisher       = (*incident.Service)(nil)
	_ runner         = (*incident.Service)(nil)
	_ serviceSetter  = (*incident.Service)(nil)
	_ offerer        = (*incident.Service)(nil)
	_ follower       = (*incident.Service)(nil)
	_ sharer         = (*incident.Service)(nil)
	_ updater        = (*incident.Service)(nil)
	_ decider        = (*incident.Service)(nil)
	_ editor         = (*incident.Service)(nil)
	_ tasker         = (*incident.Service)(nil)
	_ standings      = incident.Store(nil)
	_ eventReader    = incident.Store(nil)
	_ evidenceReader = incident.Store(nil)
)

var (
	ana = incident.Actor{ID: "U0ANA", Name: "Ana"}
	ben = incident.Actor{ID: "U0BEN", Name: "Ben"}
	now = time.Date(2018, 1, 16, 15, 6, 20, 0, time.UTC)
	cet = time.FixedZone("CET", 3600)
)

const (
	inside  = incident.ChannelID("C12")
	outside = incident.ChannelID("C1")
)

// typed is a line after its verb, as Ana types it in the incident's channel.
func typed(text string) Request {
	return Request{
		Call: incident.Call{Source: "src", Channel: inside, By: ana},
		Text: text, Now: now, Command: "/incident",
		Zone: func(context.Context) *time.Location { return cet },
	}
}

// domain is an incident and the last thing that was said to it. It stands for
// the Service: one method per verb, each writing down what it was told.
type domain struct {
	i    incident.Incident
	err  error
	told string
	call incident.Call
	when incident.Moment

	waiting  int  // Channels that are to be opened.
	declared bool // Whatever is declared was declared a moment ago.

	refused  string        // What was kept as a refusal.
	left     incident.Data // Of a line that was redacted.
	isClosed bool          // The chat shows the channel to those inside only.
}

func (d *domain) say(call incident.Call, words ...string) (incident.Incident, error) {
	d.call, d.told = call, strings.Join(words, "|")
	return d.i, d.err
}

func (d *domain) Here(_ context.Context, ch incident.ChannelID) (incident.Incident, error) {
	if ch != inside {
		return incident.Incident{}, incident.Errorf(incident.NotFound, "This is not an incident's channel.")
	}
	return d.i, d.err
}

func (d *domain) ChannelsWaiting(context.Context) (int, error) { return d.waiting, nil }

func (d *domain) Offer(_ context.Context, call incident.Call, with string) (incident.Incident, error) {
	return d.say(call, "offer", with)
}

// addressed is where every message is to be read.
func addressed(_ context.Context, p incident.Post) string { return "https://x.slack.com/" + p.TS }

func (d *domain) Share(_ context.Context, call incident.Call) (incident.Incident, error) {
	return d.say(call, "share")
}

func (d *domain) IncidentByNumber(_ context.Context, v incident.Viewer, number int64) (incident.Incident, error) {
	if number != d.i.Number || !incident.CanSee(v, d.i) {
		return incident.Incident{}, incident.Errorf(incident.NotFound, "There is no INC-%d.", number)
	}
	return d.i, d.err
}

func (d *domain) There(ctx context.Context, _ incident.Viewer, ch incident.ChannelID) (incident.Incident, error) {
	return d.Here(ctx, ch)
}

func (d *domain) Refuse(_ context.Context, call incident.Call, what string) error {
	d.call, d.refused = call, what
	return nil
}

func (d *domain) Redact(_ context.Context, call incident.Call, seq int64, why string) (incident.Incident, incident.Event, error) {
	i, err := d.say(call, "redact", strconv.FormatInt(seq, 10), why)
	return i, incident.Event{Seq: seq, Kind: incident.Noted, Redacted: true, Data: d.left}, err
}

func (d *domain) Hide(_ context.Context, call incident.Call, why string) (incident.Incident, error) {
	d.i.Private = true
	return d.say(call, "private", why)
}

func (d *domain) CloseChannel(_ context.Context, call incident.Call) (incident.Incident, error) {
	d.i.ChannelPrivate = true
	return d.say(call, "closed")
}

func (d *domain) closed(context.Context, incident.ChannelID) (bool, error) { return d.isClosed, nil }

func (d *domain) DeclareOnce(_ context.Context, call incident.Call, n incident.Declaration) (incident.Incident, bool, error) {
	if d.declared && !n.Another {
		i, err := d.say(call, "report", string(n.Severity), n.Service, n.Title)
		return i, true, err
	}
	d.i.Title, d.i.Service, d.i.Severity = n.Title, n.Service, n.Severity
	told := []string{"declare", string(n.Severity), n.Service, n.Title}
	if d.i.Private = n.Private; n.Private {
		told = append(told, "private")
	}
	if n.From != "" {
		told = append(told, n.From)
	}
	i, err := d.say(call, told...)
	return i, false, err
}

func (d *domain) AskCheck(_ context.Context, call incident.Call, check string, vars incident.Vars) (incident.Incident, error) {
	before := d.told
	words := []string{"check", check, call.Source}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		words = append(words, name+"="+vars[name])
	}
	i, err := d.say(call, words...)
	if before != "" {
		d.told = before + " & " + d.told
	}
	return i, err
}

func (d *domain) Answer(_ context.Context, call incident.Call, check string, o incident.Outcome, why string) (incident.Incident, error) {
	return d.say(call, "answer", check, string(o), why)
}

func (d *domain) AnswerUnasked(_ context.Context, call incident.Call, q incident.Verdict, o incident.Outcome, why string) (incident.Incident, error) {
	return d.say(call, "put", q.Check, q.Ask, string(o), why)
}

func (d *domain) Overrule(_ context.Context, call incident.Call, check string, o incident.Outcome, why string) (incident.Incident, error) {
	d.i.Checks[0].Overrules = []incident.Overrule{{By: call.By, At: now, Outcome: o, Over: incident.Fail, Measured: "2 of 20", Why: why, Seq: 15}}
	return d.say(call, "overrule", check, string(o), why)
}

func (d *domain) Unsay(_ context.Context, call incident.Call, check, note string) (incident.Incident, error) {
	return d.say(call, "unsay", check, note)
}

func (d *domain) Act(_ context.Context, call incident.Call, text string, when incident.Moment, check string) (incident.Incident, error) {
	d.when = when
	return d.say(call, "did", text, check)
}

func (d *domain) Note(_ context.Context, call incident.Call, text string, when incident.Moment) (incident.Incident, error) {
	d.when = when
	return d.say(call, "note", text)
}

func (d *domain) BeginImpact(_ context.Context, call incident.Call, when incident.Moment, why string) (incident.Incident, error) {
	d.when = when
	return d.say(call, "began", why)
}

func (d *domain) EndImpact(_ context.Context, call incident.Call, when incident.Moment, why string) (incident.Incident, error) {
	d.when = when
	return d.say(call, "ended", why)
}

func (d *domain) SetLead(_ context.Context, call incident.Call, lead incident.Actor) (incident.Incident, error) {
	return d.say(call, "lead", lead.ID, lead.Name)
}

func (d *domain) SetSeverity(_ context.Context, call incident.Call, sev incident.Severity) (incident.Incident, error) {
	return d.say(call, "sev", string(sev))
}

func (d *domain) Mitigate(_ context.Context, call incident.Call, how string) (incident.Incident, error) {
	return d.say(call, "mitigate", how)
}

func (d *domain) Resolve(_ context.Context, call incident.Call, how string) (incident.Incident, error) {
	return d.say(call, "resolve", how)
}

func (d *domain) Reopen(_ context.Context, call incident.Call, number int64, to incident.Status, why string) (incident.Incident, error) {
	return d.say(call, "reopen", incName(number), string(to), why)
}

func (d *domain) CallOff(_ context.Context, call incident.Call, number int64, why string) (incident.Incident, error) {
	return d.say(call, "calloff", incName(number), why)
}

func (d *domain) Close(_ context.Context, call incident.Call) (incident.Incident, error) {
	return d.say(call, "close")
}

// Unrecorded are the gaps of an incident that nobody said the impact of.
func (d *domain) Unrecorded(context.Context, incident.Incident) ([]string, error) {
	if len(d.i.Impact) > 0 {
		return nil, nil
	}
	return []string{"confirm when it began", "confirm when it ended"}, nil
}

func (d *domain) OfferLead(_ context.Context, call incident.Call, to incident.Actor, summary string) (incident.Incident, error) {
	return d.say(call, "offer", to.ID, to.Name, summary)
}

func (d *domain) AcceptLead(_ context.Context, call incident.Call, offered int64) (incident.Incident, error) {
	return d.say(call, "accept", strconv.FormatInt(offered, 10))
}

func (d *domain) DropOffer(_ context.Context, call incident.Call, offered int64) (incident.Incident, error) {
	return d.say(call, "drop", strconv.FormatInt(offered, 10))
}

func (d *domain) SetRole(_ context.Context, call incident.Call, role incident.Role, who incident.Actor) (incident.Incident, error) {
	return d.say(call, string(role), who.ID, who.Name)
}

func (d *domain) Excuse(_ context.Context, call incident.Call, why string) (incident.Incident, error) {
	return d.say(call, "excuse", why)
}

func (d *domain) Merge(_ context.Context, call incident.Call, number int64) (incident.Incident, error) {
	return d.say(call, "merge", incName(number))
}

func (d *domain) Named(ctx context.Context, call incident.Call, number int64) (incident.Incident, error) {
	if number == 0 {
		return d.Here(ctx, call.Channel)
	}
	return d.i, nil
}

// incName is an incident's number as the domain was told it.
func incName(n int64) string {
	if n == 0 {
		return "here"
	}
	return fmt.Sprintf("INC-%d", n)
}

func (d *domain) Tell(_ context.Context, call incident.Call, text string, next time.Time) (incident.Incident, error) {
	said := incident.Update{Seq: 15, At: now, By: call.By, Text: text, Next: next}
	d.i.Updates = append(d.i.Updates, said)
	when := "nothing promised"
	if !next.IsZero() {
		when = next.Format("15:04:05")
	}
	return d.say(call, "tell", string(call.Channel), text, when)
}

func (d *domain) Undo(_ context.Context, call incident.Call, seq int64) (incident.Incident, incident.Event, error) {
	i, err := d.say(call, "undo", digits(seq))
	return i, incident.Event{Seq: 14, Actor: ana, Kind: incident.Acted, Text: "added 4 database replicas"}, err
}

func (d *domain) Take(_ context.Context, call incident.Call, check string) (incident.Incident, error) {
	return d.say(call, "take", check)
}

func (d *domain) KeepRunning(_ context.Context, call incident.Call, action int64) (incident.Incident, error) {
	return d.say(call, "running", digits(action))
}

func (d *domain) FinishAction(_ context.Context, call incident.Call, action int64) (incident.Incident, error) {
	return d.say(call, "finish", digits(action))
}

func (d *domain) SetService(_ context.Context, call incident.Call, id incident.ID, service string) (incident.Incident, error) {
	return d.say(call, "service", digits(int64(id)), service)
}

func (d *domain) Incidents(_ context.Context, f incident.Filter) ([]incident.Incident, error) {
	d.told = "list"
	if f.Open {
		d.told = "list open"
	}
	if d.i.ID == 0 {
		return nil, d.err
	}
	return []incident.Incident{d.i}, d.err
}

func (d *domain) Events(context.Context, incident.ID) ([]incident.Event, error) {
	at := incident.ExactMoment(now)
	return []incident.Event{
		{Seq: 1, Moment: at, Actor: ana, Kind: incident.Declared, Text: "API is slow"},
		{Seq: 2, Moment: at, Actor: ana, Kind: incident.Acted, Text: "added 4 replicas"},
		{Seq: 12, Moment: at, Actor: ben, Kind: incident.Noted, Text: "a customer called"},
	}, d.err
}

func (d *domain) Evidence(_ context.Context, hash string) (incident.Evidence, error) {
	d.told = "evidence|" + hash
	return incident.Evidence{Hash: hash, Check: "backend-pool/healthy-share", At: now}, d.err
}

func (d *domain) Draft(context.Context, incident.Incident) (string, error) {
	d.told = "draft"
	return "postmortems/inc-12.md", d.err
}

// open is INC-12, open for two minutes.
func open() *domain {
	return &domain{i: incident.Incident{
		ID: 3, Number: 12, Seq: 14, Title: "API is slow", Service: "api", Severity: incident.Sev1, Status: incident.Investigating,
		Lead: ana, DeclaredAt: now.Add(-2 * time.Minute), Channel: inside, ChannelName: "inc-12-api-is-slow",
		Checks: []incident.Check{{
			Verdict: incident.Verdict{Check: "backend-pool/healthy-share", Name: "pool", Ask: "Is the API pool whole?", Outcome: incident.Fail, Stage: "registered", Short: "2 of 20", Say: "2 of 20 take traffic"},
			Answers: []incident.Answer{{By: ana, Outcome: incident.Fail, Seq: 14}}, Evidence: "hash",
		}},
	}}
}

// library stands for the runbooks.
type library struct{}

func (library) Find(word string) []Found {
	all := []Found{
		{Name: "backend-pool/healthy-share", Word: "pool", Ask: "Is the API pool whole?"},
		{Name: "backend-pool/running", Ask: "Are the API servers running?"},
		{Name: "added-capacity/idle", Ask: "Are the added members idle?", GoodIsNo: true, OK: "The added members work", Bad: "The added members are idle", Vars: []string{"added", "asked"}},
	}
	all = append(all,
		Found{Name: "changes/hosts", Word: "hosts", Ask: "Did anyone touch these hosts?", GoodIsNo: true, OK: "Nobody did", Bad: "Somebody did", Human: true},
		Found{Name: "changes/when", Word: "when", Ask: "When was the last deploy by hand?", Human: true, Text: true},
	)
	switch word {
	case "hosts", "changes/hosts":
		return all[len(all)-2 : len(all)-1]
	case "when", "changes/when":
		return all[len(all)-1:]
	case "pool", "backend-pool/healthy-share":
		return all[:1]
	case "idle":
		return all[len(all)-3 : len(all)-2]
	case "backend-pool":
		return all[:2]
	case "po":
		return all[1 : len(all)-2]
	}
	return nil
}

func (library) Named(text string) (string, bool) {
	return "backend-pool/healthy-share", strings.Contains(text, "pool")
}

// catalog stands for the services.
type catalog []string

func (c catalog) In(text string) (name, label string, ok bool) {
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		for _, name := range c {
			if word == name {
				return name, strings.ToUpper(name), true
			}
		}
	}
	return "", "", false
}

func (c catalog) Names() []string { return c }

// verbs are all of them, on one domain.
func verbs(d *domain, table **Table) []Command {
	services := catalog{"api", "web", "billing"}
	return []Command{
		Declare(d, d, services, services, anyone), Status(d, d), Share(d), CanHelp(d), Follow(d, addressed), Check(d, library{}), Answer(d, library{}), Did(d, library{}, nextDoor), Note(d, nextDoor),
		Impact(d), Lead(d), Sev(d), Mitigate(d), Resolve(d), Reopen(d), CallOff(d), Same(d), Close(d, d), Comms(d), Scribe(d), Handover(d), Fine(d), Timeline(d, d), Undo(d), Redact(d, anyone), Private(d, anyone, d.closed), Postmortem(d, d), List(d),
		Help(d, func() []Command { return (*table).Commands() }),
		Overrule(d, library{}), Unsay(d, library{}), Update(d, "#incidents"),
		Think(d, library{}, library{}), Ruleout(d), FoundCause(d, library{}), Still(d),
		Decide(d), Task(d), Edit(d, d), Similar(d, d), RunbookList(d, shelved{}, library{}), Take(d, library{}), Running(d), Finish(d), Service(d, d, services, services), Evidence(d, d, library{}),
	}
}

// table is the whole grammar on one domain.
func table(t *testing.T, d *domain) *Table {
	t.Helper()
	var table *Table
	table, err := NewTable("/incident", verbs(d, &table)...)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// read is a message as plain text with its buttons.
func read(m chat.Message) string {
	var b strings.Builder
	for n, p := range m.Parts {
		if n > 0 {
			b.WriteString("\n")
		}
		for _, s := range append(p.Text, p.Small...) {
			if s.Code {
				b.WriteString("`" + s.Text + "`")
				continue
			}
			b.WriteString(s.Text)
		}
		for n, button := range p.Buttons {
			if n > 0 {
				b.WriteString(" ")
			}
			b.WriteString("[" + button.Label + "](" + strings.TrimSpace(button.Verb+" "+button.Value) + ")")
		}
	}
	return b.String()
}

// readForm is a form as plain text: what it is called, what it runs, and what
// it asks. A field that may be empty is in parentheses.
func readForm(f *chat.Form) string {
	if f == nil {
		return ""
	}
	lines := []string{f.Title + " [" + f.Submit + "](" + strings.TrimSpace(f.Verb+" "+f.Value) + ")"}
	for _, x := range f.Fields {
		line := x.Name + ": " + x.Label
		for _, o := range x.Options {
			line += " [" + o.Label + "](" + o.Value + ")"
		}
		if x.Initial != "" {
			line += " = " + x.Initial
		}
		if x.Optional {
			line = "(" + line + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

// anyone may do it.
func anyone(context.Context, incident.Actor) error { return nil }

// nobody may do it.
func nobody(context.Context, incident.Actor) error {
	return incident.Errorf(incident.Conflict, "Ask U0DANA.")
}
