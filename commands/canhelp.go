package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// offerer is all that canhelp needs from the domain.
type offerer interface {
	Offer(ctx context.Context, call incident.Call, with string) (incident.Incident, error)
}

// CanHelp says that one can help: [I can help]. The lead hears of it alone, and
// the board names whoever can be asked, so that nobody has to say it to all.
func CanHelp(incidents offerer) Command {
	return Command{
		Name:    "canhelp",
		Aliases: []string{"can help", "volunteer"},
		Args:    "[what you can do]",
		Short:   "Say that you can help",
		Example: "/incident canhelp I know HAProxy",
		Moment:  Telling,
		Answers: "That the lead is told and that the board names you. Nobody else is disturbed.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Offer(ctx, req.Call, words(req.Text))
			if err != nil {
				return Reply{}, err
			}
			lead := chat.Span{Text: or(i.Lead.Name, i.Lead.ID), Person: i.Lead.ID}
			spans := []chat.Span{chat.T("Thank you. "), lead, chat.T(" is told, and the board says that you can help.")}
			m := chat.Message{Text: "Thank you. " + lead.Text + " is told, and the board says that you can help.", Parts: []chat.Part{chat.P(spans...)}}
			if n := len(i.Helpers); n > 0 {
				m.Parts = append(m.Parts, chat.Buttons(undoButton(i.Helpers[n-1].Seq)))
			}
			return Reply{Message: m}, nil
		},
	}
}
