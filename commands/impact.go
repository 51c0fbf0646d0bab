package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// impactMarker is all that impact needs from the domain.
type impactMarker interface {
	BeginImpact(ctx context.Context, call incident.Call, when incident.Moment, why string) (incident.Incident, error)
	EndImpact(ctx context.Context, call incident.Call, when incident.Moment, why string) (incident.Incident, error)
}

// Impact says when customers felt it: from when, until when. It is mostly
// pressed, because the bot proposes both from the timeline.
func Impact(incidents impactMarker) Command {
	return Command{
		Name:    "impact",
		Args:    "start|end [time] [how you know]",
		Short:   "Say when customers first felt it, and when it stopped",
		Example: "/incident impact start 14:45",
		Moment:  Ending,
		Answers: "The time as it was read, in your zone and UTC, and [Undo].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, rest := cut(req.Text)
			end := false
			mark, felt := incidents.BeginImpact, "Customers first felt it "
			switch strings.ToLower(word) {
			case "start", "started", "starts", "begin", "began", "from", "since":
			case "end", "ended", "ends", "stop", "stopped", "over", "until":
				end, mark, felt = true, incidents.EndImpact, "Customers stopped feeling it "
			default:
				return Reply{}, UsageError("Did it start or end then? Say start or end first, then the time.")
			}
			if req.Ask {
				return asks(impactForm(end), "When was that? Say start or end first, then the time."), nil
			}
			when, why := ParseWhen(ctx, rest, req.Now, req.Zone)
			if req.Fields != nil {
				var err error
				if when, err = req.when(ctx); err != nil {
					return Reply{}, err
				}
				why = req.filled("why", "")
			}
			why = words(why)
			i, err := mark(ctx, req.Call, when.Moment, why)
			if err != nil {
				return Reply{}, err
			}
			echo := when.Echo
			if !when.Known() {
				echo = stamp(req.Now, req.Now)
			}
			if why != "" {
				echo += ": " + why
			}
			m := chat.Text(felt + echo)
			if seq := newestMark(i); seq != 0 {
				m.Parts = append(m.Parts, chat.Buttons(undoButton(seq)))
			}
			return Reply{Message: m}, nil
		},
	}
}

// impactForm asks for a time that no button has.
func impactForm(end bool) chat.Form {
	value, label := "start", "When did customers first feel it?"
	if end {
		value, label = "end", "When did customers stop feeling it?"
	}
	return chat.Form{
		Title: "Impact on customers", Submit: "Keep it", Verb: "impact", Value: value,
		Fields: []chat.Field{
			whenField(label, false),
			{Name: "why", Label: "How do you know?", Optional: true},
		},
	}
}

// newestMark is the line that said when impact began or ended last.
func newestMark(i incident.Incident) int64 {
	var seq int64
	for _, w := range i.Impact {
		seq = max(seq, w.StartSeq, w.EndSeq)
	}
	return seq
}
