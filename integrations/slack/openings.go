package slack

import (
	"context"
	"sync"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// openings remembers where the answers to fresh declarations can be replaced
// by the way to the channel. It is kept in memory only: after a restart the
// first answer simply stays as it is.
type openings struct {
	mu   sync.Mutex
	urls map[incident.ID]string
}

// openingsLimit bounds the memory: older declarations are forgotten first,
// whichever they are, because the map knows no order and Slack forgets them
// after half an hour too.
const openingsLimit = 256

func (o *openings) add(id incident.ID, url string) {
	if id == 0 || url == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.urls == nil {
		o.urls = map[incident.ID]string{}
	}
	for old := range o.urls {
		if len(o.urls) < openingsLimit {
			break
		}
		delete(o.urls, old)
	}
	o.urls[id] = url
}

func (o *openings) take(id incident.ID) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	url := o.urls[id]
	delete(o.urls, id)
	return url
}

// leadIn replaces the answer to the declaration by one that leads into the
// channel. Best effort: the channel is there either way, and the declarer is
// in it.
func (a *Adapter) leadIn(ctx context.Context, i incident.Incident) {
	a.replace(ctx, i, say.Opened(i))
}

// noChannel tells the declarer that there will be no channel. Nobody else can
// be told: the board that says so would be in it.
func (a *Adapter) noChannel(ctx context.Context, i incident.Incident, why string) {
	head := i.Name() + " is saved, but I could not open its channel."
	a.replace(ctx, i, chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head), chat.T(" "+why))}})
}

func (a *Adapter) replace(ctx context.Context, i incident.Incident, m chat.Message) {
	url := a.opening.take(i.ID)
	if url == "" {
		return
	}
	if err := a.answer(ctx, url, m, true); err != nil {
		a.log.InfoContext(ctx, "the answer to a declaration could not be replaced", "incident", i.Name(), "error", err)
	}
}
