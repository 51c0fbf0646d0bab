package commands

import (
	"context"
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Neighbours finds the incident that a line probably belongs to: one that is open
// on a service which the text names and this incident is not about. Nil finds
// none.
type Neighbours func(ctx context.Context, v incident.Viewer, i incident.Incident, text string) (other incident.Incident, ok bool)

// NeighboursIn looks among the open incidents of the service that a text names,
// of those that whoever asks may see. Where it cannot be asked, nothing is
// offered: the line is kept.
func NeighboursIn(list lister, services serviceFinder) Neighbours {
	return func(ctx context.Context, v incident.Viewer, i incident.Incident, text string) (incident.Incident, bool) {
		name, _, ok := services.In(text)
		if !ok || name == i.Service {
			return incident.Incident{}, false
		}
		open, err := list.Incidents(ctx, incident.Filter{Viewer: v, Open: true, Service: name, Limit: 2})
		if err != nil || len(open) != 1 || open[0].ID == i.ID {
			return incident.Incident{}, false // Of two nobody knows which is meant.
		}
		return open[0], true
	}
}

// offerMove adds to an answer that a line may belong elsewhere, with the button
// that moves it.
func (n Neighbours) offerMove(ctx context.Context, req Request, i incident.Incident, seq int64, text string, m chat.Message) chat.Message {
	if n == nil || seq == 0 {
		return m
	}
	other, ok := n(ctx, req.Viewer(), i, text)
	if !ok || i.Private && !other.Private {
		return m
	}
	said := fmt.Sprintf("%s is open on %s.", other.Name(), other.Service)
	move := chat.Button{Label: "Move to " + other.Name(), Verb: "edit", Value: fmt.Sprintf("%d %s", seq, other.Name())}
	if m.Text == "" {
		m = chat.Text("Logged here: " + text)
		m.Parts = append(m.Parts, chat.Buttons(undoButton(seq)))
	}
	m.Text += " " + said
	last := len(m.Parts) - 1
	m.Parts = append(m.Parts[:last:last], chat.P(chat.T(said)), chat.Buttons(append([]chat.Button{move}, m.Parts[last].Buttons...)...))
	return m
}
