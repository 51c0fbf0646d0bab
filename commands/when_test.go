package commands

import (
	"context"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestATimeIsReadOnlyRightAfterTheVerbAndInTheTypistsZone(t *testing.T) {
	t.Parallel()
	cet := time.FixedZone("CET", 3600)
	ist := time.FixedZone("IST", 5*3600+1800)
	now := time.Date(2018, 1, 16, 15, 6, 20, 0, time.UTC)
	at := func(day, hour, minute int) time.Time { return time.Date(2018, 1, day, hour, minute, 0, 0, time.UTC) }
	tests := []struct {
		name, text string
		zone       *time.Location
		at         time.Time
		precision  incident.Precision
		echo, rest string
	}{
		{"no time at all", "added 4 replicas at 14:45", cet, time.Time{}, "", "", "added 4 replicas at 14:45"},
		{"a clock time", "14:45 added 4 replicas", cet, at(16, 13, 45), incident.Minute, "14:45 CET = 13:45 UTC", "added 4 replicas"},
		{"with at", "at 14:45, added 4 replicas", cet, at(16, 13, 45), incident.Minute, "14:45 CET = 13:45 UTC", "added 4 replicas"},
		{"with seconds", "14:45:30 added", cet, at(16, 13, 45), incident.Minute, "14:45 CET = 13:45 UTC", "added"},
		{"a time to come was yesterday", "17:00 added", cet, at(15, 16, 0), incident.Minute, "17:00 CET yesterday = 16:00 UTC", "added"},
		{"a clock a little ahead is not yesterday", "16:07 added", cet, now, incident.Minute, "16:06 CET = 15:06 UTC", "added"},
		{"the zone that was typed wins", "14:45 UTC added", cet, at(16, 14, 45), incident.Minute, "14:45 UTC", "added"},
		{"half an hour off", "20:00 added", ist, at(16, 14, 30), incident.Minute, "20:00 IST = 14:30 UTC", "added"},
		{"yesterday there is today here", "23:00 added", ist, at(15, 17, 30), incident.Minute, "23:00 IST yesterday = 17:30 UTC", "added"},
		{"an hour of the afternoon", "3pm added", time.UTC, at(16, 15, 0), incident.Minute, "15:00 UTC", "added"},
		{"noon and midnight", "12am added", time.UTC, at(16, 0, 0), incident.Minute, "00:00 UTC", "added"},
		{"half past three in the afternoon", "2:30 pm added", time.UTC, at(16, 14, 30), incident.Minute, "14:30 UTC", "added"},
		{"minutes ago", "5m ago added", cet, now.Add(-5 * time.Minute), incident.Relative, "about 15:01 UTC", "added"},
		{"minutes ago in words", "5 minutes ago: added", cet, now.Add(-5 * time.Minute), incident.Relative, "about 15:01 UTC", "added"},
		{"hours and minutes ago", "1h 30m ago added", cet, now.Add(-90 * time.Minute), incident.Relative, "about 13:36 UTC", "added"},
		{"minus minutes", "-10m added", cet, now.Add(-10 * time.Minute), incident.Relative, "about 14:56 UTC", "added"},
		{"minus minutes after autocorrect", mend("—10m added"), cet, now.Add(-10 * time.Minute), incident.Relative, "about 14:56 UTC", "added"},
		{"now", "now restarted api-3", cet, now, incident.Exact, "15:06 UTC", "restarted api-3"},
		{"a whole time, from a button", "2018-01-16T15:00:00Z", cet, at(16, 15, 0), incident.Minute, "15:00 UTC", ""},
		{"a number is no time", "3 replicas added", cet, time.Time{}, "", "", "3 replicas added"},
		{"a number of servers is no time", "14 servers restarted", cet, time.Time{}, "", "", "14 servers restarted"},
		{"no such hour", "25:10 added", cet, time.Time{}, "", "", "25:10 added"},
		{"a ratio is no time", "16:90 split", cet, time.Time{}, "", "", "16:90 split"},
		{"five minutes without ago", "5m timeout raised", cet, time.Time{}, "", "", "5m timeout raised"},
		{"nowhere begins with now", "nowhere to go", cet, time.Time{}, "", "", "nowhere to go"},
		{"a dash alone", "- added", cet, time.Time{}, "", "", "- added"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			zone := func(context.Context) *time.Location { return tt.zone }
			when, rest := ParseWhen(t.Context(), tt.text, now, zone)
			if !when.At.Equal(tt.at) || when.Precision != tt.precision || when.Echo != tt.echo || rest != tt.rest {
				t.Errorf("%q is %v (%s), read as %q, and then %q; want %v (%s), %q, %q",
					tt.text, when.At, when.Precision, when.Echo, rest, tt.at, tt.precision, tt.echo, tt.rest)
			}
		})
	}
}

func TestTheZoneIsAskedOnlyForAClockTime(t *testing.T) {
	t.Parallel()
	asked := 0
	zone := func(context.Context) *time.Location { asked++; return time.UTC }
	now := time.Date(2018, 1, 16, 15, 6, 0, 0, time.UTC)
	for _, text := range []string{"added", "5m ago added", "now added", "14:45 UTC added", "2018-01-16T15:00:00Z"} {
		ParseWhen(t.Context(), text, now, zone)
	}
	if asked != 0 {
		t.Errorf("the chat was asked %d times for a zone that nothing needed", asked)
	}
	if ParseWhen(t.Context(), "14:45 added", now, zone); asked != 1 {
		t.Errorf("the chat was asked %d times for the zone of a clock time", asked)
	}
}

func TestTheHourThatComesTwiceIsTheLaterOneThatIsPast(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	in := func(context.Context) *time.Location { return berlin }
	// On 28 October 2018 the clock went from 03:00 CEST back to 02:00 CET, at 01:00 UTC.
	for _, tt := range []struct {
		now, want time.Time
		echo      string
	}{
		{time.Date(2018, 10, 28, 2, 0, 0, 0, time.UTC), time.Date(2018, 10, 28, 1, 30, 0, 0, time.UTC), "02:30 CET = 01:30 UTC"},
		{time.Date(2018, 10, 28, 1, 10, 0, 0, time.UTC), time.Date(2018, 10, 28, 0, 30, 0, 0, time.UTC), "02:30 CEST = 00:30 UTC"},
	} {
		when, _ := ParseWhen(t.Context(), "02:30 restarted", tt.now, in)
		if !when.At.Equal(tt.want) || when.Echo != tt.echo {
			t.Errorf("at %v, 02:30 is %v, read as %q; want %v, %q", tt.now, when.At, when.Echo, tt.want, tt.echo)
		}
	}
}

func TestATimeWhoseZoneCouldNotBeLookedUpIsKeptWithoutOne(t *testing.T) {
	t.Parallel()
	now := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	for name, want := range map[string]string{"UTC": "UTC", "UTC (your zone could not be looked up)": ""} {
		when, rest := ParseWhen(t.Context(), "14:45 restarted api-7", now, func(context.Context) *time.Location { return time.FixedZone(name, 0) })
		if when.Zone != want || rest != "restarted api-7" || !when.At.Equal(now.Add(-19*time.Minute)) {
			t.Errorf("%s: zone %q at %v, rest %q", name, when.Zone, when.At, rest)
		}
	}
}
