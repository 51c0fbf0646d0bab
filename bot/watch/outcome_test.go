package watch

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAnActionHasMovedItOnlyWhenNothingMayStillFail(t *testing.T) {
	t.Parallel()
	const moved, nothing, most, worse, fine, open, lost = incident.Moved, incident.NothingYet, incident.MostOfIt, incident.Worse, incident.NoMeasure, incident.CantTell, incident.DidNotLast
	tests := []struct {
		judged []incident.EffectOutcome
		want   incident.EffectOutcome
	}{
		{nil, open},
		{[]incident.EffectOutcome{fine}, fine},
		{[]incident.EffectOutcome{fine, open}, open},
		{[]incident.EffectOutcome{fine, moved}, moved},
		{[]incident.EffectOutcome{moved, moved}, moved},
		{[]incident.EffectOutcome{moved, nothing}, most},
		{[]incident.EffectOutcome{nothing, nothing}, nothing},
		{[]incident.EffectOutcome{moved, worse}, worse},
		{[]incident.EffectOutcome{worse, open}, worse},
		{[]incident.EffectOutcome{moved, worse, lost}, lost},
		{[]incident.EffectOutcome{lost, open}, lost},
		{[]incident.EffectOutcome{moved, open}, open},
		{[]incident.EffectOutcome{moved, nothing, open}, most},
		{[]incident.EffectOutcome{most, open}, most},
		{[]incident.EffectOutcome{nothing, open}, nothing},
		{[]incident.EffectOutcome{open}, open},
	}
	for _, tt := range tests {
		if got := overall(tt.judged); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.judged, got, tt.want)
		}
	}
}

func TestWhatCannotBeToldHasItsReasonAndItsTime(t *testing.T) {
	t.Parallel()
	whole, one, some := flat(1, 0), flat(1, 0)[:1], flat(1, 0)[:5]
	action := incident.Action{Moment: incident.ExactMoment(at("15:06"))}
	tests := []struct {
		name string
		c    compared
		look time.Duration
		now  string
		why  string
		next string
	}{
		{"the window is not over", compared{before: whole, after: some}, 10, "15:16", "5 samples in the window, I need 8; with your 60 s scrape the answer comes at 15:21.", "15:20:30"},
		{"it is over, and scrapes were missed", compared{before: whole, after: one}, 10, "15:21", "1 sample in the window, I need 8. I ask again every 5 min until 15:36.", "15:26"},
		{"the next look asks again", compared{before: whole, after: one}, 10, "15:31", "1 sample in the window, I need 8. I ask again every 5 min until 15:36.", ""},
		{"the last look was missed too", compared{before: whole, after: one}, 60, "16:06", "1 sample in the window, I need 8. I ask again every 5 min until 16:36.", "16:11"},
		{"they were missed for long", compared{before: whole, after: one}, 60, "16:31:01", "1 sample in the window, I need 8.", ""},
		{"the time before it", compared{before: some, after: whole}, 10, "15:21", "5 samples in the window before it, I need 8.", ""},
		{"the good time", compared{before: whole, after: whole}, 10, "15:21", "It moved and still fails, and too few samples are left from when it was good to say how far it came.", ""},
		{"its limit", compared{before: whole, after: ramp(0.85, 0.77)}, 10, "15:21", "It passes, by less than it wavers.", ""},
	}
	for _, tt := range tests {
		tt.c.holds = atLeast(0.8)
		if len(tt.c.after) == len(whole) && tt.c.after[0].Value == 1 {
			tt.c.holds = atLeast(2)
		}
		l := lookOf(actionPayload{Look: tt.look * time.Minute}, action, at("15:06").Add(tt.look*time.Minute), at(tt.now))
		if l.AsOf = (time.Time{}); tt.look == 60 {
			l.Until = at("16:36")
		} else {
			l.Until = at("15:36")
		}
		l.at = l.now
		why, again := tt.c.unable(l, at("15:20:30"), time.Minute)
		if why != tt.why || tt.next == "" != again.next.IsZero() || tt.next != "" && !again.next.Equal(at(tt.next)) {
			t.Errorf("%s: %q, %s", tt.name, why, again.next)
		}
	}
}

func TestSeveralReasonsAreSaidOnceEach(t *testing.T) {
	t.Parallel()
	open := func(name, why string) comparison {
		return comparison{measure: incident.Measure{Name: name, Judged: incident.CantTell}, why: why}
	}
	got := reason("api", incident.CantTell, []comparison{open("pool", "It is down."), open("p95", "It is down."), open("queue", "It is old.")})
	if got != "It is down. It is old." {
		t.Errorf("%q", got)
	}
	if got := reason("api", incident.Moved, nil); got != "" {
		t.Errorf("what moved needs no reason: %q", got)
	}
}

// The worker survives a panic of its job; a goroutine of ours must not end it.
func TestAPanicTogetherReachesItsCaller(t *testing.T) {
	t.Parallel()
	defer func() {
		if r, ok := recover().(string); !ok || !strings.Contains(r, "nil map") {
			t.Errorf("recovered %v", r)
		}
	}()
	together(2, func(n int) {
		if n == 1 {
			panic("nil map")
		}
	})
}
