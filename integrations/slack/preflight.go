package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// again is how long to wait, in machine time, before Slack is tried again at
// the start.
const again = 5 * time.Second

// checkTokens finds the most frequent mistake before anything is sent: the two
// tokens in each other's place.
func checkTokens(bot, app string) error {
	switch {
	case strings.HasPrefix(bot, "xapp-") && strings.HasPrefix(app, "xoxb-"):
		return errors.New("the two Slack tokens are swapped: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-")
	case bot == "":
		return errors.New("SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-) from the app's OAuth & Permissions page")
	case app == "":
		return errors.New("SLACK_APP_TOKEN is not set: make an app-level token (xapp-) with the scope connections:write on the app's Basic Information page")
	case !strings.HasPrefix(bot, "xoxb-"):
		return errors.New("SLACK_BOT_TOKEN is not a bot token: it begins with xoxb-")
	case !strings.HasPrefix(app, "xapp-"):
		return errors.New("SLACK_APP_TOKEN is not an app-level token: it begins with xapp-")
	}
	return nil
}

// checkSecret is checkTokens for HTTP mode.
func checkSecret(bot, secret string) error {
	switch {
	case secret == "":
		return errors.New("SLACK_SIGNING_SECRET is not set: copy the Signing Secret from the app's Basic Information page. Without slack.listen it is not needed")
	case bot == "" || !strings.HasPrefix(bot, "xoxb-"):
		return checkTokens(bot, "xapp-")
	}
	return nil
}

// preflight tries the tokens once before the socket is opened: the socket
// client would try most of these mistakes again for ever without a word. What
// may pass by itself is waited for.
func (a *Adapter) preflight(ctx context.Context) error {
	for {
		err := a.tryTokens(ctx)
		if err == nil {
			return nil
		}
		switch c, code, fix := judge(err); c {
		case unknown, notDone, wait:
			a.log.WarnContext(ctx, "slack cannot be reached, trying again", "error", err, "in", again)
		default:
			if fix == "" {
				fix = "Slack answered " + code + "."
			}
			return fmt.Errorf("slack: %s (%w)", fix, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(again):
		}
	}
}

func (a *Adapter) tryTokens(ctx context.Context) error {
	a.self.mu.Lock()
	header, err := a.authenticate(ctx)
	a.self.mu.Unlock()
	if err != nil {
		return fmt.Errorf("auth.test with the bot token: %w", err)
	}
	if err := a.checkScopes(ctx, header); err != nil {
		return err
	}
	if a.cfg.Listen != "" {
		a.barred.Store(false)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if _, url, err := a.api.StartSocketModeContext(ctx); err != nil {
		return fmt.Errorf("apps.connections.open with the app token: %w", socketFix(err))
	} else if url == "" {
		return fmt.Errorf("apps.connections.open with the app token: %w", errEmpty)
	}
	a.barred.Store(false)
	return nil
}

// authenticate asks who we are. The caller holds the identity's lock.
func (a *Adapter) authenticate(ctx context.Context) (http.Header, error) {
	me, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return nil, err
	}
	if me.UserID == "" {
		return nil, errEmpty
	}
	a.self.user, a.self.bot, a.self.url = me.UserID, me.BotID, me.URL
	a.self.scopes = grantedScopes(me.Header)
	return me.Header, nil
}

// checkScopes compares what was granted with what is needed. It refuses to go
// on only without what there is no incident without: an app that lacks a scope
// since an upgrade must still work for whoever declares tonight.
func (a *Adapter) checkScopes(ctx context.Context, header http.Header) error {
	granted := grantedScopes(header)
	if len(granted) == 0 {
		return nil // Not every server says; the calls will.
	}
	var essential, others []string
	for _, s := range missingScopes(a.cfg.Scopes, granted) {
		switch {
		case s.Essential:
			essential = append(essential, s.Name)
		case !s.Optional:
			others = append(others, s.Name)
		}
	}
	if len(others) > 0 {
		a.log.WarnContext(ctx, "the Slack app lacks scopes; some things will not work", "missing", strings.Join(others, " "))
	}
	if len(essential) > 0 {
		return slack.SlackErrorResponse{Err: "missing_scope", Needed: strings.Join(essential, ", ")}
	}
	return nil
}

// socketFix names the scope that an app token is always about.
func socketFix(err error) error {
	var answer slack.SlackErrorResponse
	if errors.As(err, &answer) && answer.Err == "missing_scope" && answer.Needed == "" {
		answer.Needed = "connections:write (of the app-level token)"
		return answer
	}
	return err
}
