package drill

import (
	"context"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// A clock that jumped over a redelivery would make it late, and what comes five
// minutes after it would come after the end.
func TestForwardStopsAtEveryRedelivery(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC), 0)
	w, err := sandbox.New(sandbox.Config{
		Manifest: []byte(`{"features":{"bot_user":{"display_name":"sitrep"},"app_home":{"home_tab_enabled":true}},
			"settings":{"event_subscriptions":{"bot_events":["app_home_opened"]},"socket_mode_enabled":true}}`),
		People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}, Now: clock.Now, RedeliverInStory: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.OpenHome(t.Context(), "U0ANA"); err != nil { // And no bot is there to hear of it.
		t.Fatal(err)
	}
	d := &Driver{Clock: clock, Workspace: w, Bot: Bot{
		Waiting: func(context.Context, time.Time) (int, time.Time, error) { return 0, time.Time{}, nil },
		Nudge:   func() {},
	}}
	start := clock.Now()
	if err := d.Forward(t.Context(), start.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if next, ok := w.NextRedelivery(); !ok || !next.Equal(start.Add(6*time.Minute)) {
		t.Errorf("the last redelivery is at %v %v, want six minutes after the event", next, ok)
	}
	if err := d.Forward(t.Context(), start.Add(6*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if next, ok := w.NextRedelivery(); ok {
		t.Errorf("after the last one another is due at %v", next)
	}
}
