package slack

import (
	"context"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// hiddenScopes are what a private channel needs: the one opens it, the other
// finds it again and hears who is in it.
func hiddenScopes() []string { return []string{"groups:write", "groups:read"} }

// CanHide refuses where a private channel cannot be opened and kept, before
// anything is stored or shown: a private incident never falls back to a public
// channel. It asks once more where a scope was missing, because an admin may
// just have added it.
func (a *Adapter) CanHide(ctx context.Context) error {
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	if len(lacking(a.self.scopes)) == 0 && a.self.user != "" {
		return nil
	}
	if _, err := a.authenticate(ctx); err != nil {
		a.log.WarnContext(ctx, "it is not known whether private channels can be opened", "error", err)
		return incident.Errorf(incident.Unavailable, "I could not ask Slack whether I may open a private channel, so nothing was opened, stored or announced. Try it again.")
	}
	missing := lacking(a.self.scopes)
	if len(missing) == 0 {
		return nil
	}
	return incident.Errorf(incident.Conflict,
		"I may not open private channels here, so nothing was opened, stored or announced. My Slack app lacks %s: have an admin add what sitrep manifest prints and install the app again. Until then, talk about it where it is safe.",
		strings.Join(missing, " and "))
}

// lacking are the scopes for private channels that were not granted. Where Slack
// does not say what was granted, the calls will.
func lacking(granted []string) []string {
	if len(granted) == 0 {
		return nil
	}
	return slices.DeleteFunc(hiddenScopes(), func(s string) bool { return slices.Contains(granted, s) })
}

// outsideOf reports whether a message of ours stands where people outside the
// incident's channel read it.
func outsideOf(i incident.Incident, p incident.Post) bool {
	return p.TS != "" && p.Channel != i.Channel
}

// leftover takes away an announcement that may have been posted before the
// incident was made private, and whose answer was lost.
func (a *Adapter) leftover(ctx context.Context, i incident.Incident) (at incident.Post, err error) {
	if a.cfg.Announce == "" {
		return at, nil
	}
	m, _ := a.subject(i, incident.AnnouncementSubject)
	channel, err := a.outside.find(ctx, a.api, a.cfg.Announce)
	if err != nil {
		return at, a.unannounced(ctx, a.cfg.Announce, err)
	}
	err = a.entering(ctx, channel, func() (err error) {
		at.TS, err = a.find(ctx, channel, payload{Subject: incident.AnnouncementSubject}.key(i))
		return err
	})
	if err == nil && at.TS != "" {
		at.Channel = channel
		_, err = a.redraw(ctx, at, short(m))
	}
	return at, a.unannounced(ctx, a.cfg.Announce, err)
}
