package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// actor is all that did needs from the domain.
type actor interface {
	here
	Act(ctx context.Context, call incident.Call, text string, when incident.Moment, check string) (incident.Incident, error)
}

// checkNamed finds the check that a sentence speaks of.
type checkNamed interface {
	Named(text string) (check string, ok bool)
}

// twice is how close two people's same action is one action, probably.
const twice = 2 * time.Minute

// Did logs what was done to production; what it moved is measured. The channel
// hears of it from the timeline, so the asker is told only what they could not
// see there: how their time was read, and that someone logged the same.
func Did(incidents actor, checks checkNamed, neighbours Neighbours) Command {
	return Command{
		Name:    "did",
		Aliases: []string{"doing", "done", "action"},
		Args:    "[time] <what was done>",
		Short:   "Log an action; I measure what it moved",
		Example: "/incident did added 4 database replicas",
		Moment:  Saying,
		Answers: "Nothing, because its message in the channel shows it; with a time, that time as it was read. Where somebody logged the same: [Same: drop mine]. Where it names another open incident's service: [Move to INC-13].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			when, text, err := timed(ctx, req)
			if err != nil {
				return Reply{}, err
			}
			if text == "" {
				return asksWhat(ctx, incidents, req, "Log it", "What was done? Say it as you would to a colleague.")
			}
			check, named := checks.Named(text)
			if !named {
				check = ""
			}
			i, err := incidents.Act(ctx, req.Call, text, when.Moment, check)
			if err != nil {
				return Reply{}, err
			}
			reply := didReply(i, req, text, when)
			reply.Message = neighbours.offerMove(ctx, req, i, newestAct(i, req.By), text, reply.Message)
			return reply, nil
		},
	}
}

func didReply(i incident.Incident, req Request, text string, when When) Reply {
	var mine int64
	var same *incident.Action
	for n, a := range i.Actions {
		switch {
		case a.By.ID == req.By.ID && a.Text == text:
			mine = a.Seq
		case a.By.ID != req.By.ID && alike(a.Text, text):
			same = &i.Actions[n]
		}
	}
	at := req.Now
	if when.Known() {
		at = when.At
	}
	undo := chat.Button{Label: "Undo", Verb: "undo", Value: strconv.FormatInt(mine, 10)}
	switch {
	case same != nil && mine != 0 && apart(same.At, at) <= twice:
		undo.Label = "Same: drop mine"
		who, rest := or(same.By.Name, "Somebody"), " logged the same "+near(at.Sub(same.At))+"."
		return Reply{Message: chat.Message{Text: who + rest, Parts: []chat.Part{
			chat.P(chat.Span{Text: who, Person: same.By.ID}, chat.T(rest)),
			chat.Buttons(undo),
		}}}
	case when.Known() && mine != 0:
		m := chat.Text(fmt.Sprintf("Logged at %s: %s", when.Echo, text))
		m.Parts = append(m.Parts, chat.Buttons(undo))
		return Reply{Message: m}
	}
	return Reply{}
}

// newestAct is the action that somebody logged last; 0 where there is none.
func newestAct(i incident.Incident, by incident.Actor) int64 {
	for _, a := range slices.Backward(i.Actions) {
		if a.By.ID == by.ID {
			return a.Seq
		}
	}
	return 0
}

// alike says that two people wrote the same, as people do: with a capital or
// without, with a full stop or without.
func alike(a, b string) bool {
	bare := func(s string) string { return strings.TrimRight(strings.Join(strings.Fields(s), " "), ".,; ") }
	return strings.EqualFold(bare(a), bare(b))
}

func apart(a, b time.Time) time.Duration { return max(a.Sub(b), b.Sub(a)) }

// near is how long before something else was.
func near(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return fmt.Sprintf("%d min before", int(d/time.Minute))
	case d > 0:
		return fmt.Sprintf("%d s before", int(d/time.Second))
	default:
		return "at the same time"
	}
}
