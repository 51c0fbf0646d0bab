package watch

import (
	"context"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// amend gives an action another time, and returns the edit's number.
func (w *world) amend(clock string, action int64, when string) int64 {
	w.t.Helper()
	w.say(clock, func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.Amend(ctx, c, action, "", incident.Moment{At: at(when), Zone: "UTC", Precision: incident.Minute})
	})
	edit, _ := w.incident().Edited(action)
	return edit.Seq
}

func TestLooksThatAreToComeCountFromTheAmendedTime(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.amend("15:10", action, "15:05")
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:15:00 moved", "15:35:00 moved", "16:05:00 moved"})
}

func TestLooksThatWereHadAreKept(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.to("15:20")
	w.amend("15:20", action, "15:00")
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:16:00 moved", "15:30:00 moved", "16:00:00 moved"})
}

func TestAnAmendedTimeThatIsTakenBackIsMeasuredFromTheFirstAgain(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	edit := w.amend("15:08", action, "14:50")
	w.to("15:18") // What was planned for the first time was dropped meanwhile.
	w.say("15:18", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		i, _, err := w.service.Undo(ctx, c, edit)
		return i, err
	})
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:08:00 no_measure", "15:36:00 moved", "16:06:00 moved"})
}
