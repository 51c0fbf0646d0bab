package slack

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The kinds of jobs that this package works.
const (
	ChannelJob  = "slack.channel"  // Create or adopt the incident's channel.
	InviteJob   = "slack.invite"   // Bring the declarer in.
	MarkJob     = "slack.mark"     // Write the incident's uid into the purpose.
	TrimJob     = "slack.trim"     // Set the topic, once.
	PinJob      = "slack.pin"      // Pin the board.
	PostJob     = "slack.post"     // Post or edit a subject's message.
	EvidenceJob = "slack.evidence" // What a verdict rests on, in its thread.
	ChartJob    = "slack.chart"    // What was measured as a picture, in its thread.
	UploadJob   = "slack.upload"   // The postmortem's draft as a file.
	AnnounceJob = "slack.announce" // What people outside the incident are told.
	RemindJob   = "slack.remind"   // Whoever promised them the next word.
	ClosedJob   = "slack.closed"   // Look whether a person has made the channel private.
	EraseJob    = "slack.erase"    // Take away what shows a redacted line and is not drawn again.
	CaptureJob  = "slack.capture"  // Put a marked message on the timeline, or take it off.
	CallLeadJob = "slack.calllead" // Tell the lead of a question about a theory.
	TaskJob     = "slack.task"     // Tell somebody alone that a task was given to them.
	SignJob     = "slack.sign"     // Show on a marked message that it was kept.
	SummonJob   = "slack.summon"   // Bring in whom the configuration names.
	BookmarkJob = "slack.bookmark" // Set a link above the channel.
	LostJob     = "slack.lost"     // Tell the lead that nothing can be posted in the channel.
	ComeBackJob = "slack.comeback" // Join a channel again that was archived.
	LookJob     = "slack.look"     // Look whether a lost channel is back.
	ArchiveJob  = "slack.archive"  // Put the channel away.
	GreetJob    = "slack.greet"    // Tell a joiner where it stands.
	HelpersJob  = "slack.helpers"  // Tell the lead who can help.
	BringJob    = "slack.bring"    // Bring somebody into the channel.
)

// lane is one of the lanes of an incident: its jobs run one after another.
type lane string

const (
	channelLane lane = "channel"
	postsLane   lane = "posts"
	boardLane   lane = "board"
	trimLane    lane = "trim"
	chartsLane  lane = "charts" // A picture that fails keeps nothing else waiting.

	// A channel for announcements that is not there delays nothing in the
	// incident's own.
	announceLane lane = "announce"
	remindLane   lane = "remind"
	closeLane    lane = "closed"
	eraseLane    lane = "erase"
	greetLane    lane = "greet" // Nothing waits for a greeting.
	marksLane    lane = "marks" // And nor does a message that cannot be read.
)

// payload is what a job's handler is told beyond the incident.
type payload struct {
	Subject string `json:"subject,omitempty"` // What is drawn, or pinned.
	// Anew is the sequence number of a turning point that gets a message of
	// its own although the subject has one: an edit notifies nobody. Of an
	// UploadJob it is the line that the draft is to show, of an EraseJob the line
	// that was redacted. Of an ArchiveJob it is the line that it follows.
	Anew   int64  `json:"anew,omitempty"`
	Check  string `json:"check,omitempty"`  // EvidenceJob: whose evidence.
	Parent string `json:"parent,omitempty"` // EvidenceJob, ChartJob, PostJob: the subject whose thread it goes to.
	// ChartJob: what the picture is of, and the hash that it is drawn from.
	About    string `json:"about,omitempty"`
	Evidence string `json:"evidence,omitempty"`
	Late     bool   `json:"late,omitempty"` // RemindJob: the promised word has not come.
	// BringJob: who, by the chat's id and by name.
	Person string `json:"person,omitempty"`
	Name   string `json:"name,omitempty"`
	// ClosedJob: when the channel is looked at no more. Zero is a while from now.
	Until time.Time `json:"until,omitzero"`
	// CaptureJob: what the message, its Subject, is to be on the timeline.
	As incident.Kind `json:"as,omitempty"`
}

// key is how a message is found again in Slack, by its metadata.
func (p payload) key(i incident.Incident) string {
	if p.Anew != 0 {
		return fmt.Sprintf("%s/%s#%d", i.UID, p.Subject, p.Anew)
	}
	return i.UID + "/" + p.Subject
}

// job is a job that follows from event e.
func job(i incident.Incident, e incident.Event, kind string, l lane, step, subject string, p payload) incident.Job {
	return incident.Job{
		Key:      fmt.Sprintf("%d/%s/%d", i.ID, step, e.Seq),
		Kind:     kind,
		Lane:     fmt.Sprintf("%d/%s", i.ID, l),
		Incident: i.ID,
		Subject:  subject,
		Payload:  p.encode(),
		Due:      e.RecordedAt,
	}
}

// step is a job of setting up the channel. It has no subject: each is done
// once.
func step(i incident.Incident, e incident.Event, kind string, l lane, name string) incident.Job {
	return job(i, e, kind, l, name, "", payload{})
}

// post draws a subject as it is when the job runs, so that one waiting job
// takes in all that happens before.
func post(i incident.Incident, e incident.Event, subject string) incident.Job {
	l := postsLane
	if subject == incident.BoardSubject {
		l = boardLane
	}
	return job(i, e, PostJob, l, "post:"+subject, subject, payload{Subject: subject})
}

// turn is a post that is a turning point: where the subject has a message
// already, it gets another one. It never joins a waiting edit.
func turn(i incident.Incident, e incident.Event, subject string) incident.Job {
	if _, posted := i.Posts[subject]; !posted {
		return post(i, e, subject)
	}
	own := fmt.Sprintf("%s#%d", subject, e.Seq)
	return job(i, e, PostJob, postsLane, "post:"+own, own, payload{Subject: subject, Anew: e.Seq})
}

// after puts a job's due time off, in story time.
func after(j incident.Job, d time.Duration) incident.Job {
	j.Due = j.Due.Add(d)
	return j
}

// encode cannot fail: the payload holds strings and a number.
func (p payload) encode() string {
	if p == (payload{}) {
		return ""
	}
	b, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// payloadOf reads a job's payload back.
func payloadOf(j incident.Job) (payload, error) {
	var p payload
	if j.Payload == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(j.Payload), &p); err != nil {
		return p, fmt.Errorf("payload of job %s: %w", j.Key, err)
	}
	return p, nil
}
