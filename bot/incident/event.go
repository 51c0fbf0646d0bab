package incident

import "time"

// Kind is what sort of thing an event says.
type Kind string

// The kinds. Those that people said can be taken back; the rest is corrected
// by the next event.
const (
	Declared        Kind = "declared"
	Reported        Kind = "reported" // Somebody declared the same again, a moment later.
	ServiceChanged  Kind = "service_changed"
	SeverityChanged Kind = "severity_changed"
	LeadChanged     Kind = "lead_changed"
	Offered         Kind = "lead_offered"  // The lead was offered to somebody, with what is handed over.
	HandedOver      Kind = "handed_over"   // They have it.
	OfferDropped    Kind = "offer_dropped" // They do not: declined, or withdrawn.
	RoleChanged     Kind = "role_changed"  // Somebody plays another part beside the lead.
	Noted           Kind = "note"
	Acted           Kind = "action"         // Something was done to production.
	ActionRunning   Kind = "action_running" // It is not finished: what it moves is not looked at yet.
	ActionDone      Kind = "action_done"    // It had been running and is finished.
	Answered        Kind = "answer"         // A person answered a check.
	Overruled       Kind = "overruled"      // A person says, with a reason, that the metrics are wrong about a check.
	Taken           Kind = "taken"          // A person is on a failing check.
	CheckAsked      Kind = "check_asked"    // A person asked for a look now.
	MetricAsked     Kind = "metric_asked"   // A person wants to see a measure.
	Theorised       Kind = "theory"         // Somebody thinks that this is wrong, for the first time or again.
	RuledOut        Kind = "ruled_out"      // A theory is not it.
	Found           Kind = "found"          // A cause was found: a theory, or something nobody had thought of.
	Kept            Kind = "theory_kept"    // Somebody stays with a theory for a while.
	HelpOffered     Kind = "help_offered"   // Somebody says that they can help.
	Decided         Kind = "decision"       // What people agreed to do, or not to do.
	Tasked          Kind = "task"           // Something is to be done later, or by somebody else or by another day than before.
	TaskDone        Kind = "task_done"      // It is done.
	ImpactBegan     Kind = "impact_began"
	ImpactEnded     Kind = "impact_ended"
	Told            Kind = "update" // People outside were told something, or promised the next word.
	Mitigated       Kind = "mitigated"
	Resolved        Kind = "resolved"
	Excused         Kind = "excused"    // What still fails at the end is fine, and why.
	CalledOff       Kind = "called_off" // It was none: a false alarm.
	Merged          Kind = "merged"     // It is the same as another incident, where the work goes on.
	Closed          Kind = "closed"     // Its postmortem is done.
	Reopened        Kind = "reopened"
	Retracted       Kind = "retracted" // An earlier line was taken back.
	Amended         Kind = "amended"   // An earlier line was given other words, or another time.
	Redacted        Kind = "redacted"  // The words of an earlier line were blanked for good.
	Refused         Kind = "refused"   // Somebody wanted what they may not; never with their words.
	MadePrivate     Kind = "private"   // From here on it is named to nobody outside.

	MetricShown     Kind = "metric_shown"   // What the measure showed.
	Judged          Kind = "verdict"        // The bot's verdict on a check, first or changed.
	EffectJudged    Kind = "effect"         // What an action moved.
	CapacityCounted Kind = "capacity"       // What became of added members.
	ChannelOpened   Kind = "channel_opened" // The incident's channel exists.
	ChannelClosed   Kind = "channel_closed" // A person made the channel private.
	Drafted         Kind = "drafted"        // The postmortem's draft was written.
	Surveyed        Kind = "survey"         // How all services stand, where nobody named one.
	Nudged          Kind = "theory_nudged"  // The bot asked about a theory while a failing check had nobody on it.
	LookedBack      Kind = "hindsight"      // What every check showed over the incident's time.
	DuplicateFound  Kind = "duplicate"      // Another incident turned out to be this one.
	DuplicateGone   Kind = "duplicate_gone" // And was none after all.

	// Bookkeeping: kept because the incident is its timeline, not shown on it.
	Read           Kind = "read"            // A look that changed nothing yet.
	Posted         Kind = "posted"          // A subject's message exists in the channel.
	StepDone       Kind = "step_done"       // A step of setting up the channel is done.
	GaveUp         Kind = "gave_up"         // A step was refused for good; the board says so.
	Marked         Kind = "marked"          // Somebody marked a message for the timeline: a reaction, a pin, a shortcut.
	Unmarked       Kind = "unmarked"        // That mark was taken away.
	Joined         Kind = "joined"          // Somebody, the actor, came into the channel.
	Left           Kind = "left"            // Somebody, the actor, is not in the channel any more.
	Shared         Kind = "shared"          // Somebody showed the channel where it stands.
	NeighbourFound Kind = "neighbour"       // Another incident is open on the same service.
	NeighbourGone  Kind = "neighbour_gone"  // And is not any more.
	ChannelRenamed Kind = "channel_renamed" // People call the channel something else.
	ChannelLost    Kind = "channel_lost"    // Nothing can be posted in the channel: the actor saw to that.
	ChannelBack    Kind = "channel_back"    // The channel can be posted in again.
)

// Shown reports whether the kind is for people. Bookkeeping is not.
func (k Kind) Shown() bool {
	switch k {
	case Read, Posted, StepDone, Marked, Unmarked, Joined, Left, Shared, NeighbourFound, NeighbourGone, ChannelRenamed, ChannelLost, ChannelBack:
		return false
	default:
		return true
	}
}

// Said reports whether events of the kind are what people said, and so can be
// taken back by undo. State is corrected by its next event instead.
func (k Kind) Said() bool {
	switch k {
	case Reported, HelpOffered, Noted, Acted, Answered, Overruled, Taken, ImpactBegan, ImpactEnded, Theorised, RuledOut, Found, Kept, Told,
		Decided, Tasked, TaskDone, Amended, Excused:
		return true
	default:
		return false
	}
}

// Event is one line of the timeline. It is never changed; a correction is
// another event.
type Event struct {
	Incident   ID
	Seq        int64     // From 1, without gaps, within the incident.
	Moment               // When it happened.
	RecordedAt time.Time // When we were told. UTC.
	Actor      Actor
	Kind       Kind
	Text       string // What was said, in the words of whoever said it.
	Data       Data   // What the kind needs beyond its text.
	Subject    string // What is spoken of: a check, a message, an action.
	Evidence   string // The hash of the evidence, where there is some.
	Redacted   bool   // The text was blanked for good; its digest stays.
}

// Data is what an event's kind needs beyond its text. A field is set only by
// the kinds named beside it.
type Data struct {
	UID      string    `json:"uid,omitempty"`      // Declared.
	Title    string    `json:"title,omitempty"`    // Declared.
	Service  string    `json:"service,omitempty"`  // Declared, ServiceChanged.
	Severity *Severity `json:"severity,omitempty"` // Declared, SeverityChanged. Reported: if one was said.
	Lead     *Actor    `json:"lead,omitempty"`     // LeadChanged.
	Private  bool      `json:"private,omitempty"`  // Declared: it is private. ChannelOpened: the channel is.
	Greet    bool      `json:"greet,omitempty"`    // Joined: they are to be told where it stands.

	Check     string     `json:"check,omitempty"`     // Answered, Overruled, Taken, CheckAsked; Acted, Theorised, Found: the one that the words name.
	Outcome   Outcome    `json:"outcome,omitempty"`   // Answered, Overruled: what the person says. Empty for an answer in text.
	Over      Outcome    `json:"over,omitempty"`      // Overruled: what the metrics said.
	Measured  string     `json:"measured,omitempty"`  // Overruled: their number, as in "2 of 20".
	Asked     bool       `json:"asked,omitempty"`     // Judged: a person wanted this look.
	Verdict   *Verdict   `json:"verdict,omitempty"`   // Judged, Read.
	Effect    *Effect    `json:"effect,omitempty"`    // EffectJudged.
	Capacity  *Capacity  `json:"capacity,omitempty"`  // CapacityCounted.
	Vars      Vars       `json:"vars,omitempty"`      // CheckAsked: what was said with the question.
	Survey    *Survey    `json:"survey,omitempty"`    // Surveyed.
	Hindsight *Hindsight `json:"hindsight,omitempty"` // LookedBack.
	Action    int64      `json:"action,omitempty"`    // ActionRunning, ActionDone, Retracted, Amended, Redacted: the event's sequence number.

	Other  *Other `json:"other,omitempty"`  // Merged: the one that it is. DuplicateFound, DuplicateGone: the one that is this. NeighbourFound, NeighbourGone: that one.
	Person *Actor `json:"person,omitempty"` // DuplicateFound: who declared the other one. Offered, HandedOver, OfferDropped: to whom. RoleChanged: who; the zero Actor is nobody.
	Role   Role   `json:"role,omitempty"`   // RoleChanged.
	Status Status `json:"status,omitempty"` // Reopened: where it stands again; empty is investigating.

	Theory int       `json:"theory,omitempty"` // Theorised, RuledOut, Found, Kept, Nudged: the theory's number.
	Next   time.Time `json:"next,omitzero"`    // Told: when the next word was promised.

	When  Moment   `json:"when,omitzero"`   // Amended: when it happened, where that was amended.
	Moved *LineRef `json:"moved,omitempty"` // Retracted: where the line stands now. Noted, Acted, Theorised, Decided, Tasked: where it was said.

	Task  int    `json:"task,omitempty"`  // Tasked, TaskDone: the task's number.
	Owner *Actor `json:"owner,omitempty"` // Tasked: who does it. The zero Actor is nobody any more; nil says nothing of it.
	Due   Moment `json:"due,omitzero"`    // Tasked: until when.

	MetricAsk *MetricAsk `json:"metric_ask,omitempty"` // MetricAsked.
	Metric    *Metric    `json:"metric,omitempty"`     // MetricShown.

	Mark    *Mark    `json:"mark,omitempty"`    // Marked, Unmarked.
	Message *Message `json:"message,omitempty"` // Noted, Acted, Theorised: the message that the line was taken from. Declared, Reported: the one that it began with, by its address.

	Channel ChannelID `json:"channel,omitempty"` // ChannelOpened, ChannelClosed, ChannelRenamed, ChannelLost, ChannelBack, Posted.
	Name    string    `json:"name,omitempty"`    // ChannelOpened, ChannelRenamed: the channel's name. Drafted: the file's path. StepDone, GaveUp: the step.
	Loss    Loss      `json:"loss,omitempty"`    // ChannelLost: why.
	TS      string    `json:"ts,omitempty"`      // Posted: the chat's id of the message.
	Seen    int64     `json:"seen,omitempty"`    // Posted: the last sequence number the message shows.
}
