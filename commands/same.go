package commands

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// merger is all that same needs from the domain.
type merger interface {
	there
	Merge(ctx context.Context, call incident.Call, number int64) (incident.Incident, error)
}

// bareNumber is an incident by its number alone, where nothing else can follow.
var bareNumber = regexp.MustCompile(`^#?([1-9]\d{0,17})$`)

// Same says that this channel's incident is another one, so that the work goes
// on in one place. What was said here stays here.
func Same(incidents merger) Command {
	return Command{
		Name:    "same",
		Aliases: []string{"duplicate", "dup", "dupe", "merge"},
		Args:    "as <inc-12>",
		Short:   "Say that this is the same as another incident",
		Example: "/incident same as inc-12",
		Moment:  Ending,
		Answers: "Nothing: the channel is told where the work goes on, and archived the next day.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			text := req.Text
			if word, rest := cut(text); rest != "" {
				switch strings.ToLower(word) {
				case "as", "of", "with", "into":
					text = rest
				}
			}
			number, _, err := incidentRef(ctx, incidents, req.Viewer(), text)
			if m := bareNumber.FindStringSubmatch(text); number == 0 && err == nil && m != nil {
				number, err = strconv.ParseInt(m[1], 10, 64)
			}
			switch {
			case err != nil:
				return Reply{}, err
			case number == 0:
				return Reply{}, UsageError("The same as which one? Say its number; list shows those that are open.")
			}
			_, err = incidents.Merge(ctx, req.Call, number)
			return Reply{}, err
		},
	}
}
