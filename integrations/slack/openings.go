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
	mu sync.Mutex
	at map[incident.ID]answerTo
}

// openingsLimit bounds the memory: older declarations are forgotten first,
// whichever they are, because the map knows no order and Slack forgets them
// after half an hour too.
const openingsLimit = 256

func (o *openings) add(id incident.ID, to answerTo) {
	if id == 0 || to == (answerTo{}) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.at == nil {
		o.at = map[incident.ID]answerTo{}
	}
	for old := range o.at {
		if len(o.at) < openingsLimit {
			break
		}
		delete(o.at, old)
	}
	o.at[id] = to
}

func (o *openings) take(id incident.ID) answerTo {
	o.mu.Lock()
	defer o.mu.Unlock()
	to := o.at[id]
	delete(o.at, id)
	return to
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
	var err error
	switch to := a.opening.take(i.ID); {
	case to.url != "":
		err = a.answer(ctx, to.url, m, true)
	case to.view != "":
		_, err = a.api.UpdateViewContext(ctx, viewSaying(m), "", "", to.view)
	}
	if err != nil {
		a.log.InfoContext(ctx, "the answer to a declaration could not be replaced", "incident", i.Name(), "error", err)
	}
}
