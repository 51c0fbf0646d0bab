package sandbox

import (
	"context"
	"encoding/json"
)

// Update is one change of what people see.
type Update struct {
	Type      string   // "message", "delete", "channel", "story", "views" or "home".
	Message   *Message // Of a message: new or changed.
	Channel   *Channel // Of a channel: new or changed.
	ChannelID string   // Of a delete, with TS.
	TS        string
	Story     *Story
	User      string // Of views and home: the one person who sees them.
	Views     []View // Of views: the open stack, its top last.
	Home      *View  // Of home.
}

// MarshalJSON writes only what belongs to the type.
func (u Update) MarshalJSON() ([]byte, error) {
	m := map[string]any{"type": u.Type}
	switch u.Type {
	case "message":
		m["message"] = u.Message
	case "delete":
		m["channel"], m["ts"] = u.ChannelID, u.TS
	case "channel":
		m["channel"] = u.Channel
	case "story":
		m["story"] = u.Story
	case "views":
		m["user"], m["views"] = u.User, list(u.Views)
	case "home":
		m["user"], m["home"] = u.User, u.Home
	}
	return json.Marshal(m)
}

// feedRoom is how many updates a subscriber may be behind.
const feedRoom = 512

// feed is one subscriber.
type feed struct{ out chan Update }

// Subscribe gives the updates from now on, in the order of their happening. The
// channel is closed when ctx ends, when the workspace ends, or when the
// subscriber falls far behind: then it has to look at the whole again.
func (w *Workspace) Subscribe(ctx context.Context) <-chan Update {
	f := &feed{out: make(chan Update, feedRoom)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		close(f.out)
		return f.out
	}
	w.feeds[f] = struct{}{}
	context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.unsubscribe(f)
	})
	return f.out
}

func (w *Workspace) unsubscribe(f *feed) {
	if _, ok := w.feeds[f]; ok {
		delete(w.feeds, f)
		close(f.out)
	}
}

// tell passes an update on to every subscriber.
func (w *Workspace) tell(u Update) {
	for f := range w.feeds {
		select {
		case f.out <- u:
		default:
			w.unsubscribe(f)
		}
	}
}
