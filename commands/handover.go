package commands

import (
	"context"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// handing is all that handover needs from the domain.
type handing interface {
	here
	OfferLead(ctx context.Context, call incident.Call, to incident.Actor, summary string) (incident.Incident, error)
	AcceptLead(ctx context.Context, call incident.Call, offered int64) (incident.Incident, error)
	DropOffer(ctx context.Context, call incident.Call, offered int64) (incident.Incident, error)
}

// toWhom is all that handover insists on.
const toWhom = "Hand over to whom? Type @ and pick the person."

// Handover offers the lead to somebody, with what is handed over in one message.
// The lead stays until they press that they have it: what nobody has accepted is
// still somebody's.
func Handover(incidents handing) Command {
	return Command{
		Name:    "handover",
		Aliases: []string{"handoff", "hand over", "hand off", "hand-over", "hand-off"},
		Args:    "@person | withdraw",
		Short:   "Offer the lead to someone; it is theirs when they press",
		Example: "/incident handover",
		Moment:  Telling,
		Answers: "Nothing: the channel gets the offer, with what fails, what was tried and what is still to come.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			if word, offered, ok := settles(req.Text); ok {
				var err error
				if word == "accept" {
					_, err = incidents.AcceptLead(ctx, req.Call, offered)
				} else {
					_, err = incidents.DropOffer(ctx, req.Call, offered)
				}
				return Reply{}, err
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			to, err := handedTo(ctx, req)
			if err != nil {
				return Reply{}, err
			}
			if to.IsZero() {
				return asks(handoverForm(i), toWhom), nil
			}
			_, err = incidents.OfferLead(ctx, req.Call, to, say.Handing(i, req.Now))
			return Reply{}, err
		},
	}
}

// settles reads what a line or a press says about an offer; offered is 0 where
// it names none.
func settles(text string) (word string, offered int64, ok bool) {
	word, rest := cut(text)
	switch strings.ToLower(strings.Trim(word, ".,:;")) {
	case "accept", "accepted", "yes", "have":
		word = "accept"
	case "decline", "declined", "no", "withdraw", "withdrawn", "cancel":
		word = "drop"
	default:
		return "", 0, false
	}
	if n, err := strconv.ParseInt(rest, 10, 64); err == nil {
		offered = n
	}
	return word, offered, true
}

// handedTo is whom the lead is offered to; the zero Actor where the line names
// nobody.
func handedTo(ctx context.Context, req Request) (incident.Actor, error) {
	if req.Fields != nil {
		id := req.filled("to", "")
		if id == "" {
			return incident.Actor{}, &FieldError{Field: "to", Message: "Pick a person."}
		}
		if req.IsApp != nil && req.IsApp(ctx, id) {
			return incident.Bot, nil
		}
		return incident.Actor{ID: id, Name: req.nameOf(ctx, id)}, nil
	}
	if req.Text == "" {
		return incident.Actor{}, nil
	}
	if personRef.FindString(req.Text) == "" {
		return incident.Actor{}, UsageError(toWhom)
	}
	to, ok := personIn(ctx, req, "lead", "over", "handover")
	if !ok {
		return to, UsageError("Only the person can follow. What is handed over I take from the timeline.")
	}
	return to, nil
}

// handoverForm asks to whom.
func handoverForm(i incident.Incident) chat.Form {
	return chat.Form{
		Title: "Hand over " + i.Name(), Submit: "Offer the lead", Verb: "handover",
		Intro:  []chat.Span{chat.T("The lead stays where it is until they press that they have it.")},
		Fields: []chat.Field{{Name: "to", Label: "To whom?", Kind: chat.PersonField, Hint: "They are brought into the channel if they are not there."}},
	}
}
