package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/configs"
)

// chatOf is a chat with one user group, and a guest; without people it cannot be
// asked.
type chatOf struct {
	group  []string
	guests string
	down   bool
}

var errDown = errors.New("down")

func (c chatOf) InGroup(_ context.Context, group, user string) (bool, error) {
	if c.down {
		return false, errDown
	}
	return group == "S0ONCALL" && strings.Contains(strings.Join(c.group, " "), user), nil
}

func (c chatOf) Guest(_ context.Context, user string) (bool, error) {
	if c.down {
		return false, errDown
	}
	return user == c.guests, nil
}

func TestWhoMay(t *testing.T) {
	t.Parallel()
	chat := chatOf{group: []string{"U0ANA", "U0GUEST"}, guests: "U0GUEST"}
	down := chatOf{down: true}
	for _, tt := range []struct {
		name  string
		allow string
		who   string
		chat  chatOf
		query bool   // What guests never may.
		says  string // Empty is allowed.
	}{
		{"nobody is configured", "", "U0ANA", chat, false, "Nobody may redact a line yet. To be allowed to, have whoever runs me put your member id, U0ANA, or a user group of yours under redact, allow in my configuration."},
		{"everyone", "everyone", "U0ANA", chat, false, ""},
		{"a member by id", "U0BEN U0ANA", "U0ANA", chat, false, ""},
		{"another member", "U0BEN U0CHO", "U0ANA", chat, false, "Only 2 people may redact a line."},
		{"in a group", "S0ONCALL", "U0ANA", chat, false, ""},
		{"not in the group", "U0CHO S0ONCALL", "U0BEN", chat, false, "Only 1 person and 1 user group may redact a line."},
		{"nobody in particular", "U0BEN", "", chat, false, "Only 1 person may"},
		{"a group that cannot be asked for", "S0ONCALL", "U0ANA", down, false, "down"},
		{"a member, where groups cannot be asked for", "S0ONCALL U0ANA", "U0ANA", down, false, ""},
		{"a guest in the group redacts", "S0ONCALL", "U0GUEST", chat, false, ""},
		{"a guest in the group asks no query", "S0ONCALL", "U0GUEST", chat, true, "Guests and people of other workspaces cannot redact a line."},
		{"a guest among everyone asks no query", "everyone", "U0GUEST", chat, true, "Guests and people of other workspaces cannot"},
		{"whether it is a guest cannot be asked", "everyone", "U0ANA", down, true, "down"},
		{"no guest", "everyone", "U0ANA", chat, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var log strings.Builder
			r := role{
				block: "redact", what: "redact a line", who: configs.Allowed{Allow: strings.Fields(tt.allow)}, guests: !tt.query,
				people: tt.chat, log: slog.New(slog.NewTextHandler(&log, nil)),
			}
			err := r.permit(t.Context(), incident.Actor{ID: tt.who, Name: "somebody"})
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("it says %v, want %q", err, tt.says)
			}
			if kept := strings.Contains(log.String(), `what="redact a line" user=`+tt.who); kept != (err != nil) {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}
