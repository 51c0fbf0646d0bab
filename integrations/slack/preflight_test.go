package slack

import (
	"context"
	"strings"
	"testing"
)

func TestTheStartComparesTheScopesWithTheOneList(t *testing.T) {
	t.Parallel()
	list := []Scope{{Name: "chat:write", Essential: true}, {Name: "pins:write"}, {Name: "groups:write", Optional: true}}
	t.Run("without an essential one it does not start", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, verbs{})
		r.a.cfg.Scopes = list
		r.next("auth.test", identified("X-OAuth-Scopes", "pins:write,groups:write"))
		if err := r.a.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "lacks the scope chat:write") {
			t.Errorf("Run: %v", err)
		}
	})
	t.Run("without another one it says so and runs", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, verbs{})
		r.a.cfg.Scopes = list
		r.next("auth.test", identified("X-OAuth-Scopes", "chat:write"))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.a.Run(ctx) }()
		r.connection()
		stop()
		if err := within(t, ended, "the end"); err != nil {
			t.Error(err)
		}
		if said := r.logs.String(); !strings.Contains(said, "missing=pins:write") || strings.Contains(said, "groups:write") {
			t.Errorf("it logged %s", said)
		}
	})
}
