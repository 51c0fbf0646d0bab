package main

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/commands"
)

// home draws what a person sees when they open the bot's Home.
type home struct {
	store incident.Store
	verbs []commands.Command
	now   func() time.Time
}

// mostRecent is how many incidents are looked through for those that ended
// lately.
const mostRecent = 50

// Home is what is open, what ended lately, and what to type.
func (h home) Home(ctx context.Context, who incident.Actor) (chat.Message, error) {
	viewer := incident.Viewer{Actor: who}
	all, err := h.store.Incidents(ctx, incident.Filter{Viewer: viewer, Open: true})
	if err != nil {
		return chat.Message{}, err
	}
	newest, err := h.store.Incidents(ctx, incident.Filter{Viewer: viewer, Limit: mostRecent})
	if err != nil {
		return chat.Message{}, err
	}
	for _, i := range newest {
		if !i.Open() {
			all = append(all, i)
		}
	}
	return say.Home(who, all, commands.Examples(h.verbs), h.now()), nil
}
