package across

import (
	"context"
	"fmt"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
)

// NeighbourJob tells the other open incidents on an incident's service of it, and
// those that know of it and need not any more.
const NeighbourJob = "across.neighbour"

// neighbours follows what makes an incident one to be named beside others, or
// none any more. Each writes only about itself, in one lane, so that two that
// change at once cannot leave an old word behind; whoever hears of another
// answers with its own.
func neighbours(before, after incident.Incident, events []incident.Event) []incident.Job {
	for _, e := range slices.Backward(events) {
		switch e.Kind {
		case incident.ChannelOpened, incident.ChannelRenamed, incident.ServiceChanged, incident.MadePrivate, incident.Reopened, incident.NeighbourFound:
		default:
			if before.Open() == after.Open() || e.Kind == incident.Declared {
				continue
			}
		}
		return []incident.Job{{
			Key:      fmt.Sprintf("%d/neighbour/%d", e.Incident, e.Seq),
			Kind:     NeighbourJob,
			Lane:     fmt.Sprintf("%d/neighbour", e.Incident),
			Incident: e.Incident,
			Due:      e.RecordedAt,
		}}
	}
	return nil
}

// Neighbour works a NeighbourJob. What it writes to each incident has the job's
// key in its source, so that a second run changes nothing.
func (a Across) Neighbour(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, err := a.Store.Incident(ctx, l.Incident)
	if err != nil {
		return nil, err
	}
	open, err := a.Store.Incidents(ctx, incident.Filter{Viewer: incident.ForBot, Open: true})
	if err != nil {
		return nil, err
	}
	for _, other := range open {
		if _, news := other.Heeds(i); other.ID == i.ID || !news {
			continue
		}
		call := incident.Call{Source: fmt.Sprintf("across:%s/%d", l.Key, other.ID), By: incident.Bot}
		if _, err := a.Incidents.Neighbour(ctx, call, other.ID, i); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
