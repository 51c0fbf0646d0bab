package slack

import (
	"maps"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The times are story time.
const (
	announceBy  = 10 * time.Second // The announcement does not wait longer for the channel that it leads to.
	remindAhead = 2 * time.Minute  // The next word can still be written in time.
	remindLate  = 5 * time.Minute  // Then it is the lead's turn.
)

// FollowOutside turns what happened into what people outside the incident are
// told, and into the reminders of what they were promised. It is an
// incident.Follower beside Follow, which is about the incident's own channel.
func FollowOutside(before, _ incident.Incident, events []incident.Event) []incident.Job {
	return each(before, events, outward)
}

func outward(was, i incident.Incident, e incident.Event) []incident.Job {
	switch e.Kind {
	case incident.Declared:
		return []incident.Job{after(announcement(i, e), announceBy)}
	case incident.ChannelOpened, incident.SeverityChanged:
		return []incident.Job{announcement(i, e)}
	case incident.Mitigated, incident.Resolved, incident.CalledOff, incident.Merged, incident.Reopened:
		// An edit notifies nobody, and this is what they wait for.
		return []incident.Job{passedOn(i, e, incident.OutcomeSubject(e.Seq))}
	case incident.Told:
		jobs := reminders(i, e)
		if e.Text == "" {
			return append(jobs, announcement(i, e))
		}
		return append(jobs, passedOn(i, e, incident.UpdateSubject(e.Seq)))
	case incident.Retracted:
		if _, ok := i.Update(e.Data.Action); ok {
			return append(reminders(i, e), passedOn(i, e, incident.UpdateSubject(e.Data.Action)))
		}
	case incident.MadePrivate, incident.Redacted:
		return everywhere(i, e)
	case incident.ChannelBack:
		return unsaid(i, e)
	case incident.Posted:
		fresh := was.Posts[e.Subject].TS != e.Data.TS
		if fresh && outsideOf(i, i.Posts[e.Subject]) && (i.Private || len(i.Redacted) > 0) {
			// It was drawn before that, perhaps.
			return []incident.Job{passedOn(i, e, e.Subject)}
		}
		if e.Subject == incident.AnnouncementSubject && fresh {
			// What happened while it was on its way is not in it.
			return []incident.Job{announcement(i, e)}
		}
	default: // It is no word for others.
	}
	return nil
}

// everywhere brings all that was said of the incident outside its channel up to
// date: it was made private, or words were redacted.
func everywhere(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, subject := range slices.Sorted(maps.Keys(i.Posts)) {
		if outsideOf(i, i.Posts[subject]) {
			jobs = append(jobs, passedOn(i, e, subject))
		}
	}
	return jobs
}

// unsaid are the words to others that had no place to be said in while the
// incident's channel was lost.
func unsaid(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, u := range i.Updates {
		if subject := incident.UpdateSubject(u.Seq); u.Text != "" && u.WithdrawnAt.IsZero() && !has(i, subject) {
			jobs = append(jobs, passedOn(i, e, subject))
		}
	}
	return jobs
}

// announcement brings the announcement up to date.
func announcement(i incident.Incident, e incident.Event) incident.Job {
	subject := incident.AnnouncementSubject
	return job(i, e, AnnounceJob, announceLane, subject, subject, payload{Subject: subject})
}

// passedOn is a message in the announcement's thread. Its handler brings the
// announcement up to date too.
func passedOn(i incident.Incident, e incident.Event, subject string) incident.Job {
	return job(i, e, AnnounceJob, announceLane, subject, subject, payload{Subject: subject})
}

// reminders are about the promise that stands now: to whoever gave it in time,
// to the lead when it is late. Until then board and announcement say when the
// word is to come; from then on, that it has not.
func reminders(i incident.Incident, e incident.Event) []incident.Job {
	u, ok := i.Promised()
	if !ok {
		return nil
	}
	about := payload{Subject: incident.UpdateSubject(u.Seq)}
	late := about
	late.Late = true
	first := job(i, e, RemindJob, remindLane, "remind", "", about)
	if first.Due = u.Next.Add(-remindAhead); !first.Due.After(e.RecordedAt) {
		first.Due = u.Next
	}
	second := job(i, e, RemindJob, remindLane, "remind-late", "", late)
	second.Due = u.Next.Add(remindLate)
	board := job(i, e, PostJob, boardLane, "post-late:"+incident.BoardSubject, incident.BoardSubject, payload{Subject: incident.BoardSubject})
	board.Due = u.Next.Add(time.Minute)
	outside := job(i, e, AnnounceJob, announceLane, "announcement-late", incident.AnnouncementSubject, payload{Subject: incident.AnnouncementSubject})
	outside.Due = second.Due
	var jobs []incident.Job
	for _, j := range []incident.Job{first, second, board, outside} {
		if j.Due.After(e.RecordedAt) {
			jobs = append(jobs, j)
		}
	}
	return jobs
}
