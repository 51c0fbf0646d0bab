package slack

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"
)

// person is what Slack says of somebody.
type person struct {
	name string         // As a slash command names them.
	zone *time.Location // Nil where Slack names none that is known here.
	bot  bool
	// guest says that they are a guest of the workspace, or belong to another.
	guest bool
}

// people remembers whom Slack was asked about.
type people struct {
	mu sync.Mutex
	of map[string]person
}

// person looks somebody up by their id. Only what was answered in full is
// remembered.
func (a *Adapter) person(ctx context.Context, id string) (person, error) {
	a.people.mu.Lock()
	p, known := a.people.of[id]
	a.people.mu.Unlock()
	if known {
		return p, nil
	}
	u, err := a.api.GetUserInfoContext(ctx, id)
	if err == nil && (u == nil || u.ID == "") {
		err = errEmpty
	}
	if err != nil {
		return person{}, err
	}
	p = person{name: u.Name, bot: u.IsBot, guest: u.IsRestricted || u.IsUltraRestricted || u.IsStranger}
	if u.TZ != "" {
		if p.zone, err = time.LoadLocation(u.TZ); err != nil {
			a.log.WarnContext(ctx, "a person's time zone is not known here", "user", id, "zone", u.TZ)
		}
	}
	if p.zone == nil {
		return p, nil
	}
	a.people.mu.Lock()
	defer a.people.mu.Unlock()
	if a.people.of == nil {
		a.people.of = map[string]person{}
	}
	a.people.of[id] = p
	return p, nil
}

// namesLimit is the machine time in which people's names must be known. An event
// carries ids only, and two seconds are for all of it.
const namesLimit = 700 * time.Millisecond

// nameOf is a person's name where it can be had in time, and nothing where it
// cannot: what they said matters more.
func (a *Adapter) nameOf(ctx context.Context, id string) string {
	p, err := a.person(ctx, id)
	if err != nil {
		a.log.WarnContext(ctx, "a person's name is not known", "user", id, "error", err)
	}
	return p.name
}

// nameless is a mention as events carry it, with the id alone.
var nameless = regexp.MustCompile(`<@([UW][A-Z0-9]+)>`)

// named is a message's text in which mentions have names, as those in a typed
// line do.
func (a *Adapter) named(ctx context.Context, text string) string {
	return nameless.ReplaceAllStringFunc(text, func(ref string) string {
		id := nameless.FindStringSubmatch(ref)[1]
		if name := a.nameOf(ctx, id); name != "" {
			return "<@" + id + "|" + strings.NewReplacer("<", "", ">", "", "|", "").Replace(name) + ">"
		}
		return ref
	})
}
