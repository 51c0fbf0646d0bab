package sandbox

import (
	"context"
	"encoding/json"
)

// Update is one change of what people see.
type Update struct {
	// Type is "message", "delete", "channel", "gone", "story", "views" or "home".
	Type      string
	Message   *Message // Of a message: new or changed.
	Channel   *Channel // Of a channel: new or changed.
	ChannelID string   // Of a delete, with TS; of gone: a channel that one sees no more.
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
	case "gone":
		m["channel"] = u.ChannelID
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
type feed struct {
	out   chan Update
	eyes  *eyes           // Nil sees all.
	shown map[string]bool // The channels that eyes have seen so far, by id.
}

// Subscribe gives the updates from now on, in the order of their happening,
// whoever may see them. The channel is closed when ctx ends, when the workspace
// ends, or when the subscriber falls far behind: then it has to look at the
// whole again.
func (w *Workspace) Subscribe(ctx context.Context) <-chan Update { return w.subscribe(ctx, nil) }

func (w *Workspace) subscribe(ctx context.Context, as *eyes) <-chan Update {
	f := &feed{out: make(chan Update, feedRoom), eyes: as, shown: map[string]bool{}}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		close(f.out)
		return f.out
	}
	for _, r := range w.rooms {
		f.shown[r.ID] = as != nil && w.sees(as.user, r)
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

// tell passes an update on to every subscriber who may see it.
func (w *Workspace) tell(u Update) {
	for f := range w.feeds {
		for _, one := range w.lookAt(f, u) {
			select {
			case f.out <- one:
			default:
				w.unsubscribe(f)
			}
			if _, still := w.feeds[f]; !still {
				break
			}
		}
	}
}
