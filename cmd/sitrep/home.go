package main

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// home draws what a person sees when they open the bot's Home.
type home struct {
	store incident.Store
	now   func() time.Time
}

// Home is the open incidents and the way to declare another.
func (h home) Home(ctx context.Context, who incident.Actor) (chat.Message, error) {
	open, err := h.store.Incidents(ctx, incident.Filter{Viewer: incident.Viewer{Actor: who}, Open: true})
	if err != nil {
		return chat.Message{}, err
	}
	m := say.List(open, h.now())
	m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Declare an incident", Verb: "declare", Ask: true, Primary: true}))
	return m, nil
}
