package slack

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/internal/doctor"
)

// The beginnings of the two kinds of token.
const botPrefix, appPrefix = "xoxb-", "xapp-"

// Doctor examines the way to a workspace. It posts nothing and changes nothing
// there.
type Doctor struct {
	BotToken      string
	AppToken      string
	SigningSecret string // In HTTP mode, where there is no app token.
	HTTP          bool   // Slack calls the bot: there is no socket.
	Listen        string // In HTTP mode, where its requests are taken.
	APIURL        string // Of the Web API; empty is Slack's.
	Scopes        []Scope
	Messages      []Sample         // As many kinds as there are.
	Announce      string           // The channel for announcements, by name or id; empty is none.
	Groups        []string         // User groups that are brought into incidents, by their ids.
	Titles        []string         // Of incidents, for the names of their channels.
	Now           func() time.Time // Machine time, to compare with Slack's.
}

// Sample is a message as it may be posted, and what to call it.
type Sample struct {
	Name    string
	Message chat.Message
}

// Look makes all checks in their order. What follows from a failure before it
// is not checked, and says so.
func (d Doctor) Look(ctx context.Context) []doctor.Finding {
	h := client()
	defer h.CloseIdleConnections()
	d.APIURL = strings.TrimSuffix(cmp.Or(d.APIURL, slack.APIURL), "/") + "/"
	api := slack.New(d.BotToken,
		slack.OptionAppLevelToken(d.AppToken),
		slack.OptionHTTPClient(h),
		slack.OptionAPIURL(d.APIURL),
		slack.OptionLog(quiet{}),
	)

	all := []doctor.Finding{d.tokens()}
	who, header := doctor.Skip("workspace", "there is no bot token to ask with"), http.Header(nil)
	if strings.HasPrefix(d.BotToken, botPrefix) {
		who, header = asWhom(ctx, api)
	}
	clock := skew(header, d.Now())
	all = append(all, who)
	granted := who.Level == doctor.OK
	if granted {
		all = append(all, scopes(d.Scopes, header)...)
	} else {
		all = append(all, doctor.Skip("scopes", "the bot token was not accepted"))
	}
	switch {
	case d.HTTP:
		all = append(all, signing(d.SigningSecret), listens(ctx, d.Listen))
	case strings.HasPrefix(d.AppToken, appPrefix):
		all = append(all, sockets(ctx, api)...)
	default:
		all = append(all, doctor.Skip("socket", "there is no app-level token to ask with"))
	}
	all = append(all, d.messages(ctx, h, granted), channelNames(d.Titles))
	if d.Announce != "" {
		all = append(all, announcements(ctx, api, d.Announce, granted))
	}
	if len(d.Groups) > 0 {
		all = append(all, invitations(ctx, api, d.Groups, granted))
	}
	return append(all, clock)
}

// tokens finds the most frequent mistake: the two in each other's place.
func (d Doctor) tokens() doctor.Finding {
	const check = "tokens"
	app := d.AppToken
	if d.HTTP {
		app = appPrefix // There is none, and none is needed.
	}
	if err := checkTokens(d.BotToken, app); err != nil {
		return doctor.Fail(check, sentence(err), "set each token in its variable; sitrep serve reads the same ones")
	}
	if d.HTTP {
		return doctor.Fine(check, "the bot token is of the right kind")
	}
	return doctor.Fine(check, "the bot token and the app-level token are of the right kinds")
}

// asWhom asks who the bot token is, and keeps the answer's header, which knows
// the scopes and Slack's time.
func asWhom(ctx context.Context, api *slack.Client) (doctor.Finding, http.Header) {
	const check = "workspace"
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	me, err := api.AuthTestContext(ctx)
	if err != nil {
		return trouble(check, "auth.test", err), nil
	}
	if me.UserID == "" {
		return doctor.Fail(check, "auth.test answered without saying who we are", "check SLACK_API_URL: does Slack answer there?"), nil
	}
	return doctor.Fine(check, "the bot token is "+me.User+" in "+me.Team), me.Header
}

// trouble is a finding about a call that failed: what Slack said, and what to
// do about it.
func trouble(check, method string, err error) doctor.Finding {
	c, code, fix := judge(err)
	switch {
	case c == notDone && code == "unreachable":
		return doctor.Fail(check, "Slack cannot be reached", "check that this machine may open https connections to slack.com, and SLACK_API_URL if it is set")
	case c == wait:
		return doctor.Fail(check, "Slack asks to wait ("+method+")", "run doctor again in a minute")
	case fix == "":
		return doctor.Fail(check, method+" gave no answer that can be used", "run doctor again; if it stays, look at https://slack-status.com")
	}
	return doctor.Fail(check, method+" answered "+code, fix)
}

// sentence is an error as a part of one.
func sentence(err error) string { return strings.TrimSuffix(err.Error(), ".") }
