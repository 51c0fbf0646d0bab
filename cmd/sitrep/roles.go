package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/configs"
)

// chatPeople is what roles ask of the chat.
type chatPeople interface {
	// InGroup reports whether somebody is in a user group.
	InGroup(ctx context.Context, group, user string) (bool, error)
	// Guest reports whether somebody is a guest, or of another workspace.
	Guest(ctx context.Context, user string) (bool, error)
}

// role is what only some may do, and who they are.
type role struct {
	block  string // Of the configuration.
	what   string // As the end of "Who may …".
	who    configs.Allowed
	guests bool // Guests may, where they are named.
	people chatPeople
	log    *slog.Logger
}

// permit is nil for who may. Where it cannot be found out nobody may, and every
// refusal is in the log: who and what, never with what was typed.
func (r role) permit(ctx context.Context, who incident.Actor) error {
	err := r.refusal(ctx, who)
	if err != nil {
		r.log.WarnContext(ctx, "somebody was refused", "what", r.what, "user", who.ID, "code", string(incident.CodeOf(err)))
	}
	return err
}

func (r role) refusal(ctx context.Context, who incident.Actor) error {
	ok, err := r.allowed(ctx, who.ID)
	if err != nil {
		return err
	}
	if !ok {
		return incident.Errorf(incident.Conflict, "%s To be allowed to, have whoever runs me put your member id, %s, or a user group of yours under %s, allow in my configuration.", r.others(), who.ID, r.block)
	}
	if r.guests {
		return nil
	}
	guest, err := r.people.Guest(ctx, who.ID)
	if err == nil && guest {
		err = incident.Errorf(incident.Conflict, "Guests and people of other workspaces cannot %s. Ask somebody of this workspace.", r.what)
	}
	return err
}

func (r role) allowed(ctx context.Context, id string) (bool, error) {
	if slices.Contains(r.who.Allow, configs.Everyone) || id != "" && slices.Contains(r.who.Allow, id) {
		return true, nil
	}
	var failed error
	for _, group := range r.who.Groups() {
		in, err := r.people.InGroup(ctx, group, id)
		if in {
			return true, nil
		}
		if err != nil {
			failed = err
		}
	}
	return false, failed
}

// others says who may, without their names: a chat would call them.
func (r role) others() string {
	groups := len(r.who.Groups())
	people := len(r.who.Allow) - groups
	var some []string
	if people > 0 {
		some = append(some, plural(people, "person", "people"))
	}
	if groups > 0 {
		some = append(some, plural(groups, "user group", "user groups"))
	}
	if len(some) == 0 {
		return fmt.Sprintf("Nobody may %s yet.", r.what)
	}
	return fmt.Sprintf("Only %s may %s.", strings.Join(some, " and "), r.what)
}

// both asks one permit after the other.
func both(first, second commands.Permit) commands.Permit {
	return func(ctx context.Context, who incident.Actor) error {
		if err := first(ctx, who); err != nil {
			return err
		}
		return second(ctx, who)
	}
}
