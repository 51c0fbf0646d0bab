package slack

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// homeOpened shows a person their Home when they look at it. Best effort: the
// next look draws it anew, so a failure is logged and Slack need not bring the
// event again.
func (a *Adapter) homeOpened(ctx context.Context, e inner) error {
	var opened struct {
		User string `json:"user"`
		Tab  string `json:"tab"`
	}
	if err := json.Unmarshal(e.Raw, &opened); err != nil {
		return incident.Errorf(incident.Invalid, "This is no event of a home: %v.", err)
	}
	if opened.Tab != homeView || opened.User == "" {
		return nil
	}
	if err := a.PublishHome(ctx, incident.Actor{ID: opened.User}); err != nil {
		a.log.WarnContext(ctx, "a home could not be shown", "user", opened.User, "error", err)
	}
	return nil
}

// PublishHome draws the Home of a person as it is now. It does nothing where
// there is no Home to draw.
func (a *Adapter) PublishHome(ctx context.Context, viewer incident.Actor) error {
	if a.cfg.Home == nil {
		return nil
	}
	m, err := a.cfg.Home(ctx, viewer)
	if err != nil {
		return fmt.Errorf("draw the home: %w", err)
	}
	_, err = a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: viewer.ID,
		View:   slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: viewOf(m)}},
	})
	if err != nil {
		return fmt.Errorf("publish the home: %w", err)
	}
	return nil
}
