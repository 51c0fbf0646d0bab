package incident

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Incident is the state that its timeline adds up to. It is a value: rules and
// Apply return new ones and never change the one they are called on.
type Incident struct {
	ID     ID
	Number int64  // The number people say: INC-12.
	UID    string // Random; marks what is ours in the outside world.
	Seq    int64  // Of the newest event.

	Title    string
	Service  string // Empty until it is known.
	Severity Severity
	Status   Status
	Declarer Actor
	Lead     Actor
	Roles    map[Role]Actor // Beside the lead.
	// Handovers are all offers of the lead, in their order.
	Handovers []Handover

	DeclaredAt  time.Time
	MitigatedAt time.Time // Zero while users are not fine.
	ResolvedAt  time.Time // Zero while it is not resolved.
	ResolvedBy  Actor
	Resolution  string    // What fixed it, in the words of ResolvedBy.
	Excuses     []Excuse  // Why what failed at the end is fine.
	ClosedAt    time.Time // Zero while it is not closed.
	ClosedSeq   int64     // Of the event that closed it.
	Ending                // How it ended where it was not resolved; else zero.
	Reopenings  []Reopening
	SameAs      *Other    // The incident that it is a duplicate of; nil where it is none.
	Duplicates  []Other   // Incidents that turned out to be this one.
	Neighbours  []Other   // Incidents that are open on the same service.
	ReadAt      time.Time // Of the newest look at the metrics on record.

	Channel     ChannelID // Empty until it exists.
	ChannelName string
	// ChannelPrivate says that the chat shows the channel to those inside only.
	ChannelPrivate bool
	Absences       []Absence         // When nothing could be posted in the channel, in their order.
	Private        bool              // It is for those whom CanSee lets see it.
	Members        map[string]bool   // Who is in the channel, by the chat's id; ourselves left out.
	Steps          map[string]bool   // Set-up steps of the channel that are done.
	GaveUp         map[string]string // Steps that were refused for good, with the reason.

	Surveyed *Survey     // How all services stood, where nobody named one; nil before.
	Checks   []Check     // In the order in which they were first asked.
	Silences []time.Time // When a metrics source fell silent, for whatever checks.
	Actions  []Action
	Theories []Theory // What people think or thought is wrong, by number.
	// LastTheory is the number of the newest theory, taken back or not.
	LastTheory int
	Metrics    []MetricView // That people asked for.
	Decisions  []DecisionMade
	Tasks      []Task // What is to be done later, by number.
	LastTask   int    // The number of the newest task, taken back or not.
	Impact     []Window
	Updates    []Update        // What people outside were told, withdrawn ones included.
	Posts      map[string]Post // By subject.
	Markings   []Marking       // What people marked in the channel, by message and kind.
	Retracted  map[int64]bool  // Sequence numbers of lines that were taken back.
	Redacted   map[int64]bool  // And of those whose words were blanked for good.
	Vars       Vars            // What people said that the runbooks need to know, by variable.
	Reports    []Report        // Who declared the same again.
	Helpers    []Helper        // Who said that they can help.
	SharedAt   time.Time       // When somebody last showed the channel where it stands.
	Hindsight  *Hindsight      // What the metrics said after the end; nil while it is open, and until it is known.
	Draft      string          // The path of the newest draft; empty while there is none.

	wordings map[int64]wording // Of the lines that were edited.
}

// Check is a runbook's question within one incident.
type Check struct {
	Verdict // The newest confirmed one.

	At      time.Time // When the bot judged so.
	Seq     int64     // Of the event that says so.
	Pending *Verdict  // One look that disagrees; a second one makes the flip.

	SignalAt time.Time // When the metrics first showed the failure; zero when not known.
	// SignalEarlier says that it was failing already at the beginning of the
	// look back: SignalAt is the latest that it can have begun.
	SignalEarlier bool
	FailedAt      time.Time   // When the bot first judged that it fails.
	FailSeq       int64       // Of that event.
	LastGood      time.Time   // The end of the last good stretch before it failed; zero when not known.
	ToldAt        time.Time   // When a message of the bot's first said so.
	Owner         Actor       // Who is on it; nobody when zero.
	Acts          []Act       // What people did about it.
	Flips         []time.Time // Confirmed changes of outcome.
	Evidence      string      // The hash behind the newest verdict.
	Answers       []Answer    // All that people said and did not take back, the newest last.
	Overrules     []Overrule  // All that people overruled and did not take back, the newest last.
	// Contradiction is the newest one between people and metrics, settled ones
	// included; nil while there was none.
	Contradiction *Contradiction

	// Known is the newest outcome that was a pass or a failure: what stands
	// behind an unknown. Empty while there was none.
	Known     Outcome
	BackAt    time.Time // Of the first pass since it last failed; zero where it fails or never did.
	Confirmed Look      // The numbers of the newest confirmed look, as they were then.
	// Before are those of the confirmed look before it, and Rerun says that a
	// person asked for the newest one again.
	Before Look
	Rerun  bool
}

// Look is what one confirmed look at a check found, in numbers.
type Look struct {
	Outcome    Outcome // Empty where there was no look.
	Reason     Reason  // Of an unknown.
	Have, Want string
	Short      string
	At         time.Time
	Seq        int64
	Evidence   string // The hash of what it stands on.
}

// Act is something a person did about a check: taking it, answering it, logging
// an action that names it.
type Act struct {
	By    Actor
	At    time.Time
	Seq   int64
	Takes bool // [I'm on it].
	// Early says that the check had not failed by then: it is no answer to the
	// failure, and ends no blind time.
	Early bool
}

// OwnedAt is when a person first acted on the failing check: blind time ends
// there. It is zero while nobody has. An act that was logged late counts from
// when it was done.
func (c Check) OwnedAt() time.Time {
	var first time.Time
	for _, a := range c.Acts {
		if !a.Early && (first.IsZero() || a.At.Before(first)) {
			first = a.At
		}
	}
	return first
}

// Flapping reports whether the check changed for the third time in ten
// minutes: then each further flip is noise, and the board is the place to look.
func (c Check) Flapping(at time.Time) bool {
	n := 0
	for _, f := range c.Flips {
		if at.Sub(f) <= 10*time.Minute {
			n++
		}
	}
	return n >= 3
}

// Action is something that was done to production.
type Action struct {
	Seq      int64 // Of its event; its number for people.
	Moment         // When it was done.
	By       Actor
	Text     string
	Running  bool      // Somebody said that it goes on.
	DoneAt   time.Time // When it was finished; zero while it is still running or nobody said.
	Capacity *Capacity // What became of the members it added.
	Effect   *Effect   // The newest judgement.
	Looks    []Effect  // The looks since it was finished, the newest of each.
}

// Began is when an action's effect is counted from: when it was finished, or
// when it was done if nobody said that it went on.
func (a Action) Began() time.Time {
	if !a.DoneAt.IsZero() {
		return a.DoneAt
	}
	return a.At
}

// Lasted reports whether what an action moved was whole at the last look and,
// for all that is known, ever since it moved.
func (a Action) Lasted() bool {
	all := EffectLooks()
	whole, since := false, false
	for _, e := range a.Looks {
		_, _, lapsed := e.Lapsed()
		switch {
		case lapsed || since && e.Outcome != Moved && e.Outcome != CantTell:
			return false
		case e.Outcome == Moved:
			since, whole = true, e.Look == all[len(all)-1]
		}
	}
	return whole
}

// looked takes in a look. One that cannot tell does not blank what is known.
func (a *Action) looked(e Effect) {
	if a.Effect == nil || len(a.Looks) == 0 || e.Outcome != CantTell || a.Effect.Outcome == CantTell {
		a.Effect = &e
	}
	// Incidents share what Apply does not clone.
	a.Looks = append(slices.DeleteFunc(slices.Clone(a.Looks), func(l Effect) bool { return l.Look == e.Look }), e)
}

// Window is one stretch of impact, as people confirmed it. Either end may be
// unknown.
type Window struct {
	Start, End       Moment
	StartSeq, EndSeq int64
}

// Post is a message of ours in the incident's channel.
type Post struct {
	Channel ChannelID
	TS      string // The chat's id of the message.
	Seen    int64  // The last sequence number that it shows.
}

// Vars are values of runbooks' variables, by name. Said once, a value holds for
// the incident until another is said.
type Vars map[string]string

// Name is what people call the incident: INC-12.
func (i Incident) Name() string { return fmt.Sprintf("INC-%d", i.Number) }

// Check is one of the incident's checks by its name.
func (i Incident) Check(name string) (Check, bool) {
	if n := slices.IndexFunc(i.Checks, func(c Check) bool { return c.Verdict.Check == name }); n >= 0 {
		return i.Checks[n], true
	}
	return Check{}, false
}

// Action is one of the incident's actions by its number.
func (i Incident) Action(seq int64) (Action, bool) {
	if n := slices.IndexFunc(i.Actions, func(a Action) bool { return a.Seq == seq }); n >= 0 {
		return i.Actions[n], true
	}
	return Action{}, false
}

// Failing are the checks that fail now, by the metrics or by a person's word
// where that decides, in the order in which they were asked.
func (i Incident) Failing() []Check {
	var failing []Check
	for _, c := range i.Checks {
		if c.Stands() == Fail {
			failing = append(failing, c)
		}
	}
	return failing
}

// Fold is the incident that a timeline adds up to, oldest event first.
func Fold(id ID, number int64, events []Event) Incident {
	i := Incident{ID: id, Number: number}
	for _, e := range events {
		i.apply(e)
	}
	return i
}

// Apply is the incident after further events.
func (i Incident) Apply(events ...Event) Incident {
	i.Steps, i.GaveUp, i.Posts = maps.Clone(i.Steps), maps.Clone(i.GaveUp), maps.Clone(i.Posts)
	i.Retracted, i.Vars, i.Members = maps.Clone(i.Retracted), maps.Clone(i.Vars), maps.Clone(i.Members)
	i.wordings, i.Redacted = maps.Clone(i.wordings), maps.Clone(i.Redacted)
	i.Excuses = slices.Clone(i.Excuses)
	i.Roles, i.Handovers = maps.Clone(i.Roles), slices.Clone(i.Handovers)
	i.Checks, i.Actions, i.Impact = slices.Clone(i.Checks), slices.Clone(i.Actions), slices.Clone(i.Impact)
	i.Metrics, i.Theories, i.Markings = slices.Clone(i.Metrics), slices.Clone(i.Theories), slices.Clone(i.Markings)
	i.Decisions, i.Tasks = slices.Clone(i.Decisions), slices.Clone(i.Tasks)
	i.Absences = slices.Clone(i.Absences)
	i.Reports, i.Neighbours, i.Helpers = slices.Clone(i.Reports), slices.Clone(i.Neighbours), slices.Clone(i.Helpers)
	i.Updates, i.Reopenings, i.Duplicates = slices.Clone(i.Updates), slices.Clone(i.Reopenings), slices.Clone(i.Duplicates)
	for n := range i.Checks {
		c := &i.Checks[n]
		c.Flips, c.Acts, c.Answers = slices.Clip(c.Flips), slices.Clone(c.Acts), slices.Clone(c.Answers)
		c.Overrules = slices.Clone(c.Overrules)
	}
	for _, e := range events {
		i.apply(e)
	}
	return i
}
