package slack

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// noService has no service in anything, and nobody waits for a channel.
type noService struct{}

func (noService) In(string) (name, label string, ok bool) { return "", "", false }
func (noService) Names() []string                         { return nil }

func (noService) ChannelsWaiting(context.Context) (int, error) { return 0, nil }

// TestNobodyIsCalledByATitle types what Slack would act on, wherever one can
// type: in a command, in a thread by name, and in a message that is marked. All
// that the workspace gets of it is text, and its secrets come nowhere.
func TestNobodyIsCalledByATitle(t *testing.T) {
	t.Parallel()
	const title = "api <!channel> *all* @here :fire: <http://evil.example|runbook> & more"
	x := newLife(t, nil, func(c *sandbox.Config) {
		c.Groups = []sandbox.Group{{ID: "S0SRE", Handle: "sre", Users: []string{"U0BEN"}}}
	})
	table, err := commands.NewTable("/incident", commands.Declare(x.svc, noService{}, noService{}, noService{}, anyone),
		commands.Did(x.svc, noCheck{}, nil), commands.Note(x.svc, nil), commands.Resolve(x.svc))
	x.must(err)
	x.table = table
	ctx := t.Context()

	x.must(x.ws.Type(ctx, "U0ANA", "general", "", "/incident declare sev1 "+title))
	x.until("the board", func() bool { _, is := x.incident().Posts["board"]; return is })
	c := x.channel().ID
	x.must(x.ws.Type(ctx, "U0ANA", c, "", "/incident did told <!subteam^S0SRE> and @channel, revoked "+leaked))
	x.must(x.ws.Type(ctx, "U0BEN", c, "", "@sitrep note <!everyone> look at postgres://api:hunter22@db-1/api"))
	late := x.says("U0BEN", "", "it was "+leaked)
	x.must(x.ws.React(ctx, "U0ANA", c, late, "pushpin"))
	x.until("the marked message", func() bool { return len(x.taken()) == 1 })
	x.must(x.ws.Type(ctx, "U0ANA", c, "", "/incident resolve <@U0BEN> put it back, <!here>"))
	x.until("the end", func() bool { _, is := x.incident().Posts["resolved"]; return is })

	var reads []string
	for _, channel := range []string{c, "general"} {
		for _, m := range x.ws.Messages(channel) {
			if m.System || m.User == "U0ANA" || m.User == "U0BEN" {
				continue // What people wrote stays what they wrote.
			}
			if len(m.Blocks) == 0 {
				t.Errorf("a message has no blocks, so that its text is read for markup: %q", m.Text)
				continue
			}
			reads = append(reads, harmlessly(t, "a message", m.Text, m.Blocks))
		}
	}
	all := strings.Join(reads, "\n")
	for _, want := range []string{"api @channel *all* @here :fire: http://evil.example & more · INC-1", "told @S0SRE and @channel, revoked [masked: GitHub token]", "I masked what looks like a GitHub token"} {
		if !strings.Contains(all, want) {
			t.Errorf("nobody reads %q in\n%s", want, all)
		}
	}
	inertText(t, "the topic", x.channel().Topic)

	events, err := x.store.Events(ctx, 1)
	x.must(err)
	for _, secret := range []string{leaked, "hunter22"} {
		if text := fmt.Sprintf("%+v", events); strings.Contains(text, secret) {
			t.Errorf("%q is stored: %s", secret, text)
		}
	}
	for _, said := range []string{leaked, "hunter22", "evil.example", "put it back"} {
		if strings.Contains(x.logs.String(), said) {
			t.Errorf("the log says %q:\n%s", said, x.logs)
		}
	}
}
