package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// serviceSetter is all that service needs from the domain. The incident is
// named by its key, because the press may come from outside its channel.
type serviceSetter interface {
	SetService(ctx context.Context, call incident.Call, id incident.ID, service string) (incident.Incident, error)
}

// Service says which service the incident is about, so that its questions can
// be asked. Pressed, it carries the incident's key and maybe the service;
// typed, the service alone. Without one it shows all to choose from.
func Service(incidents serviceSetter, channel here, services serviceFinder, names serviceNames) Command {
	return Command{
		Name:    "service",
		Aliases: []string{"svc"},
		Args:    "<service>",
		Short:   "Say which service it is about",
		Example: "/incident service api",
		Moment:  Starting,
		Answers: "Which service it is about now, and when the first answers come. Without a service, all to choose from.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, rest := cut(req.Text)
			key, err := strconv.ParseInt(word, 10, 64)
			if err != nil {
				i, err := channel.Here(ctx, req.Channel)
				if err != nil {
					return Reply{}, err
				}
				key, rest = int64(i.ID), req.Text
			}
			if rest = req.filledIn(rest, "service"); rest == "" {
				return chooseService(key, names.Names()), nil
			}
			name := rest
			if !slices.Contains(names.Names(), name) {
				found, _, ok := services.In(rest)
				if !ok && req.Fields != nil {
					return Reply{}, &FieldError{Field: "service", Message: "I know no service “" + clip(rest, 40) + "”."}
				}
				if !ok {
					return Reply{}, UsageError("I know no service “" + clip(rest, 40) + "”. There are: " + clip(strings.Join(names.Names(), ", "), 300))
				}
				name = found
			}
			i, err := incidents.SetService(ctx, req.Call, incident.ID(key), name)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: chat.Text(i.Name() + " is about " + name + ". First answers in about 10 seconds.")}, nil
		},
	}
}

// chooseService lets one choose in a form; where none can be opened it shows
// services as buttons, three in a row, and the rest by name.
func chooseService(key int64, names []string) Reply {
	m := chat.Text("Which service?")
	shown := names[:min(len(names), 9)]
	for row := range slices.Chunk(shown, 3) {
		var buttons []chat.Button
		for _, name := range row {
			buttons = append(buttons, chat.Button{Label: name, Verb: "service", Value: fmt.Sprintf("%d %s", key, name)})
		}
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	if more := names[len(shown):]; len(more) > 0 {
		m.Parts = append(m.Parts, chat.Small(chat.T("Or type service and its name in the incident's channel: "+clip(strings.Join(more, ", "), 600))))
	}
	form := chat.Form{
		Title: "Which service?", Submit: "Choose", Verb: "service", Value: strconv.FormatInt(key, 10),
		Fields: []chat.Field{{Name: "service", Label: "Which service is it about?", Kind: chat.ChoiceField, Options: chat.Options(names...)}},
	}
	return Reply{Message: m, Form: &form}
}
