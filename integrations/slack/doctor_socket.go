package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/sitrephq/sitrep/internal/doctor"
)

// helloLimit is how long Slack may take to greet a socket, in machine time.
const helloLimit = 10 * time.Second

// sockets asks for a socket, and opens one until Slack has greeted it: the
// greeting says how many others there are, and each gets a part of what people
// type.
func sockets(ctx context.Context, api *slack.Client) []doctor.Finding {
	const check, others = "socket", "connections"
	limited, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if _, url, err := api.StartSocketModeContext(limited); err != nil {
		return []doctor.Finding{
			trouble(check, "apps.connections.open", socketFix(err)),
			doctor.Skip(others, "no socket could be opened"),
		}
	} else if url == "" {
		return []doctor.Finding{
			doctor.Fail(check, "Slack gave no address for a socket", "switch Socket Mode on, on the app's page of that name"),
			doctor.Skip(others, "no socket could be opened"),
		}
	}
	n, err := greeted(ctx, api)
	if err != nil {
		return []doctor.Finding{
			doctor.Fail(check, sentence(err), "see that this machine may open wss connections to Slack, that Socket Mode is on, and that fewer than ten are connected"),
			doctor.Skip(others, "no socket could be opened"),
		}
	}
	fine := doctor.Fine(check, "a socket opens")
	if n > 1 {
		said := fmt.Sprintf("%d others are open with this app-level token, and each gets a part of what people type", n-1)
		return []doctor.Finding{fine, doctor.Warn(others, said, "nothing, if they are of your running sitrep serve; otherwise stop the forgotten ones, or revoke the token on the page Basic Information")}
	}
	return []doctor.Finding{fine, doctor.Fine(others, "no other process is connected as this app")}
}

// mostGreeted is how many sockets are opened to be greeted on one: where Slack
// closes each at once, the library would go on for ever, without a pause.
const mostGreeted = 3

// greeted opens a socket and closes it at its greeting, which says how many
// there are, this one included. What comes in meanwhile is not acknowledged:
// Slack sends events again, and hardly anybody types in that moment. An error
// does not repeat the library's, which may hold the socket's ticket.
func greeted(ctx context.Context, api *slack.Client) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, helloLimit)
	c := socketmode.New(api, socketmode.OptionLog(quiet{}))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.RunContext(ctx) // What went wrong is in its events.
	}()
	defer func() {
		cancel()
		<-ended
	}()
	for opened := 0; opened <= mostGreeted; {
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("a socket opens, and Slack says nothing on it in %v", helloLimit)
		case <-ended:
			return 0, errors.New("Slack gives no more sockets: it refused the app-level token")
		case e := <-c.Events:
			switch {
			case e.Type == socketmode.EventTypeHello && e.Request != nil:
				return e.Request.NumConnections, nil
			case e.Type == socketmode.EventTypeConnected:
				opened++
			case e.Type == socketmode.EventTypeConnectionError:
				return 0, errors.New("a socket is promised, and cannot be opened")
			}
		}
	}
	return 0, errors.New("Slack closes each socket at once")
}

// signingSecret is what Slack's look like.
var signingSecret = regexp.MustCompile(`^[0-9a-f]{32}$`)

// signing looks at the secret by which the bot knows that Slack calls. Only a
// call can show whether it is the right one.
func signing(secret string) doctor.Finding {
	const check, where = "signing secret", "copy the Signing Secret from the page Basic Information"
	switch {
	case secret == "":
		return doctor.Fail(check, "SLACK_SIGNING_SECRET is not set", where)
	case !signingSecret.MatchString(secret):
		return doctor.Warn(check, "it is not 32 hexadecimal digits, as Slack's are", where)
	}
	return doctor.Fine(check, "it has the form of one; the first request shows whether it is the right one")
}

// listens looks whether requests can be taken at the address. A running bot has
// it already.
func listens(ctx context.Context, address string) doctor.Finding {
	const check = "requests"
	if address == "" {
		return doctor.Fail(check, "SLACK_LISTEN is not set", "set it to the address at which Slack's requests arrive, such as :3000")
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return doctor.Warn(check, sentence(err), "nothing, if your running sitrep serve has the address; otherwise choose another as SLACK_LISTEN")
	}
	if err := l.Close(); err != nil {
		return doctor.Warn(check, sentence(err), "choose another address as SLACK_LISTEN")
	}
	return doctor.Fine(check, "they can be taken at "+address)
}
