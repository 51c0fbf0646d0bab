package slack

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// TestTheClientReadsAllThatPeopleDoInPractice holds the practice workspace
// against the client: every event that people cause in it must be one that the
// client can read, and every answer to a method one that it understands. A
// shape that is off shows as a message that nobody acknowledges.
func TestTheClientReadsAllThatPeopleDoInPractice(t *testing.T) {
	t.Parallel()
	text, err := configs.Manifest(configs.App{Command: "/incident"})
	if err != nil {
		t.Fatal(err)
	}
	more := strings.NewReplacer(
		`"bot_events": [`, `"bot_events": ["message.channels","message.groups","message.im",`,
		`"bot": [`, `"bot": ["groups:history","im:history","im:read","files:read",`,
	)
	ws, err := sandbox.New(sandbox.Config{
		Manifest: []byte(more.Replace(string(text))),
		People: []sandbox.Person{
			{ID: "U0ANA", Name: "ana"}, {ID: "U0BEN", Name: "ben"}, {ID: "U0GUS", Name: "gus", Guest: true},
		},
		Groups:   []sandbox.Group{{ID: "S0SRE", Handle: "sre", Users: []string{"U0BEN"}}},
		Channels: []string{"general"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- ws.Run(ctx) }()

	transport := &http.Transport{}
	api := slack.New(
		ws.BotToken(), slack.OptionAppLevelToken(ws.AppToken()), slack.OptionAPIURL(ws.URL()+"/api/"),
		slack.OptionHTTPClient(&http.Client{Timeout: 10 * time.Second, Transport: transport}),
	)
	client := socketmode.New(api)
	listened := make(chan error, 1)
	go func() { listened <- client.RunContext(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := within(t, listened, "the client's end"); !errors.Is(err, context.Canceled) {
			t.Errorf("the client ended with %v", err)
		}
		if err := within(t, served, "the workspace's end"); err != nil {
			t.Errorf("the workspace ended with %v", err)
		}
		transport.CloseIdleConnections()
	})

	// What comes is read beside the story, and kept by its type.
	ready, heard := make(chan struct{}), make(chan string, 200)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-client.Events:
				if e.Type == socketmode.EventTypeErrorBadMessage {
					t.Errorf("the client cannot read %v", e.Data)
				}
				if e.Type == socketmode.EventTypeHello {
					close(ready)
				}
				outer, ok := e.Data.(slackevents.EventsAPIEvent)
				if !ok {
					continue
				}
				kind := outer.InnerEvent.Type
				if m, ok := outer.InnerEvent.Data.(*slackevents.MessageEvent); ok {
					kind += " " + m.ChannelType + " " + m.SubType
				}
				heard <- strings.TrimSpace(kind)
				if err := client.Ack(*e.Request); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	within(t, ready, "a greeting")

	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ch, err := api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "inc-1"})
	do(err)
	_, err = api.InviteUsersToConversationContext(ctx, ch.ID, "U0ANA", "U0GUS")
	do(err)
	_, ts, err := api.PostMessageContext(ctx, ch.ID, slack.MsgOptionText("2 of 20", false))
	do(err)
	item := slack.NewRefToMessage(ch.ID, ts)

	do(ws.React(ctx, "U0ANA", ch.ID, ts, "eyes"))
	do(api.AddReactionContext(ctx, "wave", item))
	reacted, err := api.GetReactionsContext(ctx, item, slack.NewGetReactionsParameters())
	do(err)
	if got := reacted.Reactions; len(got) != 2 || got[0].Name != "eyes" || got[0].Count != 1 || got[0].Users[0] != "U0ANA" {
		t.Errorf("the client reads the reactions %+v", got)
	}
	do(api.RemoveReactionContext(ctx, "wave", item))
	do(ws.Pin(ctx, "U0ANA", ch.ID, ts))
	pins, _, err := api.ListPinsContext(ctx, ch.ID)
	do(err)
	if len(pins) != 1 || pins[0].Message.Timestamp != ts {
		t.Errorf("the client reads the pins %+v", pins)
	}
	do(api.RemovePinContext(ctx, ch.ID, item))

	do(ws.Share(ctx, "U0ANA", ch.ID, "", "look", "p95.png", []byte("\x89PNG")))
	history, err := api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: ch.ID, Limit: 1})
	do(err)
	var content bytes.Buffer
	do(api.GetFileContext(ctx, history.Messages[0].Files[0].URLPrivateDownload, &content))
	if content.String() != "\x89PNG" {
		t.Errorf("the client reads %q", content.String())
	}
	do(ws.Type(ctx, "U0ANA", ch.ID, "", "@sitrep did restarted @sre @here"))
	said := ws.Messages(ch.ID)
	hers := said[len(said)-1].TS
	do(ws.Edit(ctx, "U0ANA", ch.ID, hers, "never mind"))
	do(ws.Delete(ctx, "U0ANA", ch.ID, hers))

	do(ws.Invite(ctx, "U0ANA", ch.ID, "ben"))
	do(ws.Leave(ctx, "U0BEN", ch.ID))
	do(ws.Rename(ctx, "U0ANA", ch.ID, "inc-1-dns"))
	do(ws.Archive(ctx, "U0ANA", ch.ID))
	do(ws.Unarchive(ctx, "U0ANA", ch.ID))
	_, _, _, err = api.JoinConversationContext(ctx, ch.ID)
	do(err)
	do(ws.Kick(ctx, "U0ANA", ch.ID, ws.BotUser()))

	private, err := api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "inc-2", IsPrivate: true})
	do(err)
	_, err = api.InviteUsersToConversationContext(ctx, private.ID, "U0ANA")
	do(err)
	do(ws.Rename(ctx, "U0ANA", private.ID, "inc-2-x"))
	mine, _, err := api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{Types: []string{"private_channel"}})
	do(err)
	if len(mine) != 1 || !mine[0].IsPrivate || mine[0].Name != "inc-2-x" {
		t.Errorf("the client reads the private channels %+v", mine)
	}
	do(ws.Archive(ctx, "U0ANA", private.ID))
	do(ws.Unarchive(ctx, "U0ANA", private.ID))
	do(ws.Invite(ctx, "U0ANA", private.ID, ws.BotUser()))
	do(ws.Kick(ctx, "U0ANA", private.ID, ws.BotUser()))

	im, _, _, err := api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{"U0ANA"}, ReturnIM: true})
	do(err)
	to, _, err := api.PostMessageContext(ctx, "U0ANA", slack.MsgOptionText("you promised", false))
	do(err)
	if im.ID != to || !im.IsIM || im.User != "U0ANA" {
		t.Errorf("the client reads the direct message %+v, and posts to %s", im, to)
	}
	groups, err := api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true))
	do(err)
	if len(groups) != 1 || groups[0].Handle != "sre" || !slices.Equal(groups[0].Users, []string{"U0BEN"}) {
		t.Errorf("the client reads the groups %+v", groups)
	}
	guest, err := api.GetUserInfoContext(ctx, "U0GUS")
	do(err)
	if !guest.IsRestricted || guest.IsUltraRestricted || guest.IsBot {
		t.Errorf("the client reads the guest %+v", guest)
	}

	for _, want := range []string{
		"reaction_added", "reaction_removed", "pin_added", "pin_removed", "message channel file_share", "app_mention",
		"message channel message_changed", "message channel message_deleted", "member_joined_channel", "member_left_channel",
		"message channel channel_name", "channel_rename", "channel_archive", "channel_unarchive", "channel_left",
		"message group channel_join", "group_rename", "group_archive", "group_left", "message im",
	} {
		for kind := ""; kind != want; {
			kind = within(t, heard, want)
		}
	}
}
