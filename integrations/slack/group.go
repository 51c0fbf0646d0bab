package slack

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// groupsFor is how long what Slack says of a user group is believed, in story
// time: who left it loses their rights by then.
const groupsFor = time.Minute

// groups remembers who is in which user group.
type groups struct {
	mu sync.Mutex
	of map[string]group
}

type group struct {
	people []string
	asked  time.Time
}

// InGroup reports whether somebody is in a user group, by both their ids. Where
// Slack cannot be asked, nobody is, and the error says so in words.
func (a *Adapter) InGroup(ctx context.Context, id, user string) (bool, error) {
	now := a.cfg.Now()
	a.groups.mu.Lock()
	g, known := a.groups.of[id]
	a.groups.mu.Unlock()
	if age := now.Sub(g.asked); known && age >= 0 && age < groupsFor {
		return slices.Contains(g.people, user), nil
	}
	people, err := a.api.GetUserGroupMembersContext(ctx, id)
	if err != nil {
		_, code, fix := judge(err)
		a.log.WarnContext(ctx, "who is in a user group is not known", "group", id, "code", code, "error", err)
		if fix == "" {
			fix = "Try it again."
		}
		if code == "no_such_subteam" {
			fix = "There is none. Have whoever runs me mend its id in my configuration."
		}
		return false, fmt.Errorf("%w: %w", incident.Errorf(incident.Conflict, "I could not ask Slack who is in the user group %s, so I do not know whether you may. %s", id, fix), err)
	}
	a.groups.mu.Lock()
	defer a.groups.mu.Unlock()
	if a.groups.of == nil {
		a.groups.of = map[string]group{}
	}
	a.groups.of[id] = group{people: people, asked: now}
	return slices.Contains(people, user), nil
}

// Guest reports whether somebody is a guest of the workspace or belongs to
// another one. Where Slack cannot be asked, the error says so in words.
func (a *Adapter) Guest(ctx context.Context, user string) (bool, error) {
	p, err := a.person(ctx, user)
	if err != nil {
		_, code, fix := judge(err)
		a.log.WarnContext(ctx, "whether somebody is a guest is not known", "user", user, "code", code, "error", err)
		return false, fmt.Errorf("%w: %w", incident.Errorf(incident.Conflict, "I could not ask Slack whether you are a guest here, so I do not know whether you may. %s", fix), err)
	}
	return p.guest, nil
}
