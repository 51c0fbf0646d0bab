package slack

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestWhoIsInAGroupIsAskedOnceAMinute(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	count := func(method string, _ int) sandbox.Fault {
		if method == "usergroups.users.list" {
			asked.Add(1)
		}
		return sandbox.Fault{}
	}
	grouped := strings.Replace(manifest, `"commands", `, `"commands", "usergroups:read", `, 1)
	x := newLife(t, count, func(c *sandbox.Config) {
		c.Manifest = []byte(grouped)
		c.Groups = []sandbox.Group{{ID: "S0ONCALL", Handle: "oncall", Users: []string{"U0ANA"}}}
		c.People = append(c.People, sandbox.Person{ID: "U0EVE", Name: "eve", Guest: true})
	})
	var later atomic.Int64
	x.a.cfg.Now = func() time.Time { return t0.Add(time.Duration(later.Load())) }
	in := func(user string, want bool) {
		t.Helper()
		if got, err := x.a.InGroup(t.Context(), "S0ONCALL", user); err != nil || got != want {
			t.Errorf("%s is in it: %v (%v), want %v", user, got, err, want)
		}
	}
	in("U0ANA", true)
	in("U0BEN", false)
	if n := asked.Load(); n != 1 {
		t.Errorf("Slack was asked %d times within the minute", n)
	}
	later.Store(int64(time.Minute))
	in("U0ANA", true)
	if n := asked.Load(); n != 2 {
		t.Errorf("Slack was asked %d times after the minute", n)
	}
	for user, want := range map[string]bool{"U0ANA": false, "U0EVE": true} {
		if got, err := x.a.Guest(t.Context(), user); err != nil || got != want {
			t.Errorf("%s is a guest: %v (%v), want %v", user, got, err, want)
		}
	}
	_, err := x.a.InGroup(t.Context(), "S0NONE", "U0ANA")
	if incident.CodeOf(err) != incident.Conflict || !strings.Contains(err.Error(), "There is none.") {
		t.Errorf("of a group that is not there it says %v", err)
	}
}

func TestAGroupThatCannotBeAskedForHasNobody(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	in, err := x.a.InGroup(t.Context(), "S0ONCALL", "U0ANA")
	if in || incident.CodeOf(err) != incident.Conflict || !strings.Contains(err.Error(), "lacks the scope usergroups:read") {
		t.Errorf("in it: %v, and it says %v", in, err)
	}
}
