package incident

import (
	"testing"
	"time"
)

func TestWhoCanSeeAPrivateIncident(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 15, 0, 0, 0, time.UTC)
	ana, ben, cho, dana, eve := Actor{ID: "U1"}, Actor{ID: "U2"}, Actor{ID: "U3"}, Actor{ID: "U4"}, Actor{ID: "U5"}
	public := Incident{ID: 1, Number: 12, Channel: "C1", Declarer: ana, Lead: ben}
	private := public
	private.Private = true
	step := func(events []Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		private = private.Apply(events...)
	}
	step(private.Join(cho, at))
	step(private.Join(dana, at))
	step(private.Leave(dana, at))
	for _, tt := range []struct {
		name string
		v    Viewer
		want bool
	}{
		{"nobody in particular", Viewer{}, false},
		{"who declared it", Viewer{Actor: ana}, true},
		{"the lead", Viewer{Actor: ben}, true},
		{"who is in its channel", Viewer{Actor: cho}, true},
		{"who was in its channel", Viewer{Actor: dana}, false},
		{"somebody else", Viewer{Actor: eve}, false},
		{"somebody else, in another channel", Viewer{Actor: eve, In: "C2"}, false},
		{"who speaks in its channel, unheard of", Viewer{Actor: eve, In: "C1"}, true},
		{"our own jobs", ForBot, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := CanSee(tt.v, private); got != tt.want {
				t.Errorf("sees it: %v, want %v", got, tt.want)
			}
			if !CanSee(tt.v, public) {
				t.Error("does not see a public one")
			}
		})
	}
	unopened := private
	unopened.Channel = ""
	if CanSee(Viewer{Actor: eve}, unopened) {
		t.Error("whoever stands nowhere sees one without a channel")
	}
}

func TestMembersAreBroughtUpToDateWithTheChannel(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 15, 0, 0, 0, time.UTC)
	i := Incident{Channel: "C1", Members: map[string]bool{"U1": true, "U2": true}}
	got := i.Apply(i.Gather([]string{"U2", "U3", "U3"}, at)...)
	if len(got.Members) != 2 || !got.Members["U2"] || !got.Members["U3"] {
		t.Errorf("in the channel are %v", got.Members)
	}
	if again := got.Gather([]string{"U3", "U2"}, at); len(again) != 0 {
		t.Errorf("nothing changed, and it says %v", again)
	}
	if len(i.Members) != 2 || !i.Members["U1"] {
		t.Errorf("the incident before was changed: %v", i.Members)
	}
}
