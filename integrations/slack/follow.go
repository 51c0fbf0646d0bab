package slack

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The times are story time.
const (
	answersBy  = 10 * time.Second // The first answers are posted by then, whatever they are.
	gather     = time.Second      // After the first failure others are waited for: an edit notifies nobody.
	boardAfter = 2 * time.Second  // The board is drawn at most so often.
	hindsight  = 25 * time.Second // The draft waits so long for what the metrics say afterwards.
	settled    = 5 * time.Minute  // What people add after the end is waited for so long before the draft is uploaded again.
)

// Follow turns what happened into what people are to see of it in Slack. It
// posts nothing while the incident has no channel: the channel's own arrival
// makes up for it.
func Follow(before, _ incident.Incident, events []incident.Event) []incident.Job {
	return each(before, events, follow)
}

// each follows the events one by one, with the incident as it was before and
// after each of them.
func each(before incident.Incident, events []incident.Event, one func(was, i incident.Incident, e incident.Event) []incident.Job) []incident.Job {
	var jobs []incident.Job
	i := before
	for _, e := range events {
		was := i
		i = i.Apply(e)
		// The first event gives an incident its key.
		i.ID = e.Incident
		jobs = append(jobs, one(was, i, e)...)
	}
	return unique(jobs)
}

// follow is what follows from one event.
func follow(was, i incident.Incident, e incident.Event) []incident.Job {
	switch e.Kind {
	case incident.Declared:
		return []incident.Job{step(i, e, ChannelJob, channelLane, "channel")}
	case incident.ChannelOpened:
		return opened(i, e)
	case incident.Posted:
		return append(posted(was, i, e), bookmarked(was, i, e)...)
	case incident.Joined:
		return cameIn(i, e)
	case incident.Marked, incident.Unmarked:
		return marked(i, e)
	case incident.NeighbourFound, incident.NeighbourGone:
		if i.Channel != "" {
			return []incident.Job{after(post(i, e, incident.BoardSubject), boardAfter)}
		}
		return nil
	case incident.Shared:
		return []incident.Job{post(i, e, incident.SharedSubject(e.Seq))}
	case incident.ChannelLost:
		return lost(i, e)
	case incident.ChannelBack:
		return regained(i, e)
	case incident.Reopened:
		if i.Channel == "" {
			// None was made for what was called off at once.
			return []incident.Job{step(i, e, ChannelJob, channelLane, "channel")}
		}
	default:
	}
	jobs := given(i, e)
	if i.Channel == "" || e.Kind != incident.Read && !e.Kind.Shown() {
		return jobs
	}
	jobs = append(slices.Concat(jobs, seen(was, i, e), signs(was, i, e), contradicted(was, i, e), bearing(i, e)), after(post(i, e, incident.BoardSubject), boardAfter))
	if resolved := incident.ResolvedSubject; e.Kind != incident.Read && e.Kind != incident.Resolved && has(i, resolved) {
		jobs = append(jobs, post(i, e, resolved))
	}
	if confirmed(i, e) {
		jobs = append(jobs, after(upload(i, e), settled))
	}
	return jobs
}

// marked brings the timeline to what the marks on a message say. A job that
// waits sees all that happens to them before it runs.
func marked(i incident.Incident, e incident.Event) []incident.Job {
	if e.Data.Mark == nil {
		return nil
	}
	m := i.Marking(e.Data.Mark.Subject(), e.Data.Mark.As)
	if m.Wanted() == (m.Line != 0) {
		return nil
	}
	return []incident.Job{job(i, e, CaptureJob, marksLane, "capture", string(m.As)+" "+m.Subject, payload{Subject: m.Subject, As: m.As})}
}

// opened fills a channel that has just been opened with what happened so far.
// The first answers are posted a second after something fails, and ten seconds
// after the declaration whatever they are.
func opened(i incident.Incident, e incident.Event) []incident.Job {
	answers := post(i, e, incident.AnswersSubject)
	by := i.DeclaredAt.Add(answersBy)
	if c, ok := i.Check(firstFailing(i)); ok {
		by = c.FailedAt.Add(gather)
	}
	if answers.Due.Before(by) {
		answers.Due = by
	}
	jobs := []incident.Job{
		step(i, e, InviteJob, channelLane, "invite"),
		answers,
		post(i, e, incident.BoardSubject),
	}
	if by, ok := i.PutAwayBy(); ok {
		return append(jobs, over(i, e, by)...)
	}
	for _, r := range i.Reports {
		jobs = append(jobs, bring(i, e, r.By))
	}
	for _, a := range i.Actions {
		jobs = append(jobs, post(i, e, incident.ActionSubject(a.Seq)))
	}
	for _, t := range i.Theories {
		jobs = append(jobs, post(i, e, incident.TheorySubject(t.Seq)))
	}
	jobs = append(jobs, surveyed(i, e)...)
	jobs = append(jobs, unbookmarked(i, e)...)
	jobs = append(jobs, contradictions(i, e)...)
	if h, stands := i.Offered(); stands {
		jobs = append(jobs, post(i, e, incident.HandoverSubject(h.Seq)))
	}
	for _, r := range i.Reopenings {
		jobs = append(jobs, post(i, e, incident.ReopenedSubject(r.Seq)))
	}
	if i.Exposed() { // It was made private while the channel was on its way.
		jobs = append(jobs, post(i, e, incident.PrivateSubject), closeJob(i, fmt.Sprint(e.Seq), payload{}, e.RecordedAt))
	}
	if !i.Open() {
		jobs = append(jobs, post(i, e, incident.ResolvedSubject))
	}
	if i.Draft != "" && !i.ResolvedAt.IsZero() {
		jobs = append(jobs, upload(i, e))
	}
	return append(append(jobs, summoning(i, e)...),
		step(i, e, MarkJob, trimLane, "mark"),
		step(i, e, TrimJob, trimLane, "trim"))
}

// posted pins a new board, puts the evidence under a message that shows a
// failing check, and looks over every message that is new: what happened while
// it was on its way is not in it, and asked for no edit of what was not there.
func posted(was, i incident.Incident, e incident.Event) []incident.Job {
	fresh := was.Posts[e.Subject].TS != e.Data.TS
	var jobs []incident.Job
	kind, name := incident.SplitSubject(e.Subject)
	switch kind {
	case incident.BoardSubject:
		if fresh {
			return []incident.Job{
				job(i, e, PinJob, trimLane, "pin", "", payload{Subject: e.Subject}),
				after(post(i, e, e.Subject), boardAfter),
			}
		}
	case incident.AnswersSubject:
		jobs = evidence(i, e, firstFailing(i))
	case "check":
		if c, _ := i.Check(name); c.Outcome == incident.Fail {
			jobs = evidence(i, e, name)
		}
	case "metric":
		seq, _ := incident.SubjectSeq(e.Subject)
		if v, ok := i.MetricView(seq); ok && fresh && v.Shown != nil && len(v.Shown.Lines) > 0 {
			return []incident.Job{chart(i, e, e.Subject, e.Subject, v.Evidence)}
		}
		return nil // What was measured then does not change.
	case incident.ResolvedSubject, incident.PrivateSubject, incident.SourceSubject, incident.BackSubject, incident.SurveySubject, "contradiction", "action", "effect", "theory", "cause", "over", "reopened", "handover":
	case "nudge":
		if fresh {
			// Not posted is not asked: the lead is told where to answer.
			jobs = append(jobs, job(i, e, CallLeadJob, remindLane, "call:"+name, "", payload{Subject: e.Subject}))
		}
	default:
		// A severity says what was said then, and the next one is a message of
		// its own. Evidence never changes, nor does a copy of the board.
		return nil
	}
	if fresh {
		jobs = append(jobs, post(i, e, e.Subject))
	}
	return jobs
}

// evidence is the thread under a failing check's message, once per check.
func evidence(i incident.Incident, e incident.Event, check string) []incident.Job {
	subject := incident.EvidenceSubject(check)
	c, ok := i.Check(check)
	if !ok || c.Evidence == "" || has(i, subject) {
		return nil
	}
	return []incident.Job{
		job(i, e, EvidenceJob, postsLane, subject, subject, payload{Subject: subject, Check: check, Parent: e.Subject}),
		after(chart(i, e, incident.CheckSubject(check), e.Subject, c.Evidence), gather),
	}
}

// chart is the picture under a subject's message, from the evidence that was
// newest when the message was posted; once per subject.
func chart(i incident.Incident, e incident.Event, about, parent, evidence string) incident.Job {
	subject := incident.ChartSubject(about)
	return job(i, e, ChartJob, chartsLane, subject, subject, payload{Subject: subject, About: about, Parent: parent, Evidence: evidence})
}

// seen is what a line of the timeline changes in the channel beside the board.
func seen(was, i incident.Incident, e incident.Event) []incident.Job {
	switch e.Kind {
	case incident.Judged:
		return judged(was, i, e)
	case incident.Taken:
		return append(edits(i, e, e.Data.Check), nudges(i, e)...)
	case incident.Answered:
		return edits(i, e, e.Data.Check)
	case incident.Overruled:
		// It changes what fails by one person's word: nobody may miss that.
		return append([]incident.Job{turn(i, e, incident.CheckSubject(e.Data.Check))}, edits(i, e, e.Data.Check)...)
	case incident.Acted:
		return append([]incident.Job{post(i, e, incident.ActionSubject(e.Seq))}, edits(i, e, e.Data.Check)...)
	case incident.Theorised, incident.RuledOut, incident.Found, incident.Kept, incident.Nudged:
		return theorised(i, e)
	case incident.ServiceChanged:
		return append(summoning(i, e), surveyed(i, e)...)
	case incident.Surveyed:
		return surveyed(i, e)
	case incident.ActionRunning, incident.ActionDone:
		return append(edit(i, e, incident.ActionSubject(e.Data.Action)), edit(i, e, incident.EffectSubject(e.Data.Action))...)
	case incident.Amended:
		return reworded(i, e, e.Data.Action)
	case incident.Retracted:
		if line := was.LineOf(e.Data.Action); line != 0 {
			return reworded(i, e, line)
		}
		return retracted(was, i, e)
	case incident.HelpOffered:
		return []incident.Job{after(job(i, e, HelpersJob, remindLane, "helpers", "helpers", payload{}), gatherHelpers)}
	case incident.Reported:
		return []incident.Job{bring(i, e, e.Actor)}
	case incident.CapacityCounted:
		return edit(i, e, incident.ActionSubject(e.Data.Capacity.Action))
	case incident.EffectJudged:
		return effect(was, i, e)
	case incident.MadePrivate:
		return []incident.Job{post(i, e, incident.PrivateSubject), closeJob(i, fmt.Sprint(e.Seq), payload{}, e.RecordedAt)}
	case incident.ChannelClosed:
		// An edit notifies nobody, and this is what they wait for.
		return []incident.Job{turn(i, e, incident.PrivateSubject)}
	case incident.Redacted:
		return redacted(i, e)
	case incident.MetricShown:
		return []incident.Job{post(i, e, incident.MetricSubject(e.Data.Metric.Asked))}
	case incident.Resolved:
		return append([]incident.Job{turn(i, e, incident.ResolvedSubject)}, endings(was, i, e)...)
	case incident.CalledOff, incident.Merged, incident.Closed:
		return append(over(i, e, e.Seq), endings(was, i, e)...)
	case incident.Reopened:
		return append(append([]incident.Job{post(i, e, incident.ReopenedSubject(e.Seq))}, endings(was, i, e)...), lostBefore(i, e)...)
	case incident.DuplicateFound, incident.RoleChanged:
		return invited(i, e, e.Data.Person)
	case incident.LeadChanged:
		return append(offers(was, i, e), invited(i, e, e.Data.Lead)...)
	case incident.Offered:
		return offered(i, e)
	case incident.HandedOver, incident.OfferDropped:
		return offers(was, i, e)
	case incident.SeverityChanged:
		return []incident.Job{post(i, e, fmt.Sprintf("severity:%d", e.Seq))}
	case incident.Drafted:
		switch {
		case i.ResolvedAt.IsZero() || i.Steps[uploadStep(i)]:
		case i.Service != "" && i.Hindsight == nil:
			return []incident.Job{after(upload(i, e), hindsight)}
		default:
			return []incident.Job{upload(i, e)}
		}
	default: // The board shows it.
	}
	return nil
}

// effect edits the action's message with each look at what it moved; a turning
// point is a message of its own. That nothing moved is one the first time only.
func effect(was, i incident.Incident, e incident.Event) []incident.Job {
	action, subject := incident.ActionSubject(e.Data.Effect.Action), incident.EffectSubject(e.Data.Effect.Action)
	jobs := edit(i, e, action)
	a, _ := was.Action(e.Data.Effect.Action)
	news := a.Effect == nil || a.Effect.Outcome != e.Data.Effect.Outcome
	switch e.Data.Effect.Outcome {
	case incident.NothingYet, incident.Moved, incident.DidNotLast, incident.MostOfIt, incident.Worse:
		if news {
			return append(jobs, turn(i, e, subject))
		}
	case incident.NoMeasure, incident.CantTell:
	}
	return append(jobs, edit(i, e, subject)...)
}

// retracted edits what showed the line that was taken back.
func retracted(was, i incident.Incident, e incident.Event) []incident.Job {
	jobs := edit(i, e, incident.ActionSubject(e.Data.Action))
	jobs = append(jobs, edit(i, e, incident.EffectSubject(e.Data.Action))...)
	if t, ok := was.TheoryOf(e.Data.Action); ok {
		jobs = append(jobs, aboutTheory(i, e, t)...)
	}
	for n, c := range was.Checks {
		if len(c.Acts) != len(i.Checks[n].Acts) || len(c.Answers) != len(i.Checks[n].Answers) {
			jobs = append(jobs, edits(i, e, c.Check)...)
		}
	}
	return jobs
}

// upload puts the draft into the channel as it is by then, with the event that
// asked for it. One that waits takes in all that is said until it runs.
func upload(i incident.Incident, e incident.Event) incident.Job {
	return job(i, e, UploadJob, postsLane, "upload", "upload", payload{Anew: e.Seq})
}

// uploadStep is the step that says that the draft of the current resolution is
// in the channel: what the bot goes on to measure is no reason for another one.
func uploadStep(i incident.Incident) string {
	return "upload " + i.ResolvedAt.UTC().Format(time.RFC3339Nano)
}

// confirmed reports whether a person said something after the end that the
// draft in the channel does not have: it is uploaded seconds after the
// resolution, and when customers felt it is asked then.
func confirmed(i incident.Incident, e incident.Event) bool {
	return !i.ResolvedAt.IsZero() && i.Draft != "" && adds(e)
}

// adds reports whether the event is a person's addition to the draft. The end
// has its own draft, and a question says nothing; a reopening says that the
// draft before it is of another end.
func adds(e incident.Event) bool {
	return !e.Actor.IsBot() && e.Kind.Shown() && e.Kind != incident.Resolved && e.Kind != incident.CheckAsked && e.Kind != incident.MetricAsked
}

// edit redraws a subject's message, if there is one.
func edit(i incident.Incident, e incident.Event, subject string) []incident.Job {
	if !has(i, subject) {
		return nil
	}
	return []incident.Job{post(i, e, subject)}
}

func has(i incident.Incident, subject string) bool {
	_, ok := i.Posts[subject]
	return ok
}

// unique drops the second of two jobs with one key: two rules may ask for the
// same thing.
func unique(jobs []incident.Job) []incident.Job {
	known := map[string]bool{}
	var out []incident.Job
	for _, j := range jobs {
		if !known[j.Key] {
			known[j.Key] = true
			out = append(out, j)
		}
	}
	return out
}
