package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// Greetings are for those who come one by one. When hundreds come at once, most
// were sent by the same announcement, and a greeting that comes late or takes
// the place of other answers is worth nothing. The times are story time; Slack
// lets an app whisper about a hundred times a minute.
const (
	greetings     = 50
	greetWithin   = time.Minute
	gatherHelpers = 20 * time.Second // The lead hears once of all who offer help by then.
)

// cameIn greets somebody who came into the channel, once per incident: a job's
// key is used once for ever.
func cameIn(i incident.Incident, e incident.Event) []incident.Job {
	if !e.Data.Greet {
		return nil
	}
	j := job(i, e, GreetJob, greetLane, "greet", "", payload{Person: e.Actor.ID})
	j.Key = fmt.Sprintf("%d/greet/%s", i.ID, e.Actor.ID)
	return []incident.Job{j}
}

// greet tells somebody alone where it stands. It is best effort: it is never
// repeated, and what comes late or is too much is left out.
func (a *Adapter) greet(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil {
		return nil, err
	}
	now := a.cfg.Now()
	_, away := i.Away()
	if away || i.Channel == "" || !i.Members[p.Person] || now.Sub(l.Due) > greetWithin || l.Attempt > 1 {
		return nil, nil
	}
	if !a.greeted.take(now, greetings) {
		a.log.InfoContext(ctx, "too many people join at once, some are not greeted", "incident", i.Name())
		return nil, nil
	}
	look := short(say.Greeting(i, now))
	if _, err := a.api.PostEphemeralContext(ctx, string(i.Channel), p.Person, a.look(look)...); err != nil {
		a.log.InfoContext(ctx, "a joiner was not greeted", "incident", i.Name(), "error", err)
	}
	return nil, nil
}

// quota bounds how often something is done in a minute.
type quota struct {
	mu   sync.Mutex
	took []time.Time // In the last minute, the oldest first.
}

// take reports whether it may be done once more.
func (q *quota) take(now time.Time, most int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.took) > 0 && now.Sub(q.took[0]) >= time.Minute {
		q.took = q.took[1:]
	}
	if len(q.took) >= most {
		return false
	}
	q.took = append(q.took, now)
	return true
}

// helpers tells the lead alone who can help and was not named to them before.
func (a *Adapter) helpers(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, _, err := a.load(ctx, l)
	if err != nil || !i.Open() || i.Channel == "" || i.Lead.IsZero() || i.Lead.IsBot() {
		return nil, err
	}
	var fresh []incident.Helper
	var steps []string
	for _, h := range i.Helpers {
		step := fmt.Sprintf("tell the lead of the offer in line %d", h.Seq)
		if !i.Steps[step] && h.By.ID != i.Lead.ID {
			fresh, steps = append(fresh, h), append(steps, step)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	if err := a.aside(ctx, i, i.Lead, i.UID+"/"+steps[len(steps)-1], say.Offers(i, fresh)); err != nil {
		return nil, a.settle(ctx, "tell the lead who can help", err)
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		var events []incident.Event
		for _, step := range steps {
			events = append(events, i.Step(step, at)...)
		}
		return incident.Change{Events: events}, nil
	}, nil
}
