package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// finder is all that found needs from the domain.
type finder interface {
	here
	Confirm(ctx context.Context, call incident.Call, theory int, how string) (incident.Incident, error)
	FindCause(ctx context.Context, call incident.Call, cause, check string) (incident.Incident, error)
}

// ownCause begins what is a cause of its own although a theory has some of its
// words.
const ownCause = "new:"

// FoundCause keeps a cause: a theory that turned out to be it, or something that
// nobody had thought of. What fixed it is another thing, and asked by resolve.
func FoundCause(incidents finder, named checkNamed) Command {
	return Command{
		Name:    "found",
		Aliases: []string{"confirm", "confirmed", "cause"},
		Args:    "[T2|its words|<cause>]",
		Short:   "Say what the cause is: a theory, or in your words",
		Example: "/incident found deploy v42 emptied the pool",
		Moment:  Theorising,
		Answers: "What stands as the cause, and [Undo].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			text := words(req.Text)
			if own, is := strings.CutPrefix(text, ownCause); is {
				return newCause(ctx, incidents, named, req, strings.TrimSpace(own))
			}
			n, how, ok := theoryRef(text)
			if !ok {
				t, said, among, ask := itself(i, text)
				switch {
				case ask:
					return whichTheory("Is that one of these, or a cause of its own?", "found", text, among,
						chat.Button{Label: "A cause of its own", Verb: "found", Value: ownCause + " " + text}), nil
				case len(among) > 0:
					return whichTheory("Which theory is the cause?", "found", text, among), nil
				case t.N == 0:
					return newCause(ctx, incidents, named, req, text)
				}
				n, how = t.N, said
			}
			if i, err = incidents.Confirm(ctx, req.Call, n, reason(how)); err != nil {
				return Reply{}, err
			}
			t, _ := i.Theory(n)
			return saved(say.Found(t), undoButton(t.ClosedBy())), nil
		},
	}
}

// itself is the theory that a text is a name for, and how it was found where
// that follows. What says more may be a cause of its own although it shares a
// word: then ask is true.
func itself(i incident.Incident, text string) (t incident.Theory, how string, among []incident.Theory, ask bool) {
	open := i.TheoriesThat(incident.TheoryOpen)
	if len(incident.Telling(text)) == 0 {
		if len(open) == 1 {
			return open[0], "", nil, false
		}
		return t, "", open, false
	}
	name, rest := colon(text)
	closed := slices.DeleteFunc(slices.Clone(i.Theories), incident.Theory.Open)
	for _, some := range [][]incident.Theory{open, closed} {
		if all := calledSo(some, text); len(all) == 1 {
			return all[0], "", nil, false
		} else if len(all) > 1 {
			return t, "", all, false
		}
		if all := calledSo(some, name); len(all) == 1 {
			return all[0], rest, nil, false
		}
	}
	some := slices.DeleteFunc(open, func(t incident.Theory) bool { return len(t.Shares(text)) == 0 })
	return t, "", some, len(some) > 0
}

// calledSo are the theories that have all words of a name.
func calledSo(some []incident.Theory, name string) []incident.Theory {
	words := len(incident.Telling(name))
	return slices.DeleteFunc(slices.Clone(some), func(t incident.Theory) bool { return words == 0 || len(t.Shares(name)) < words })
}

// colon parts a name from what is said of it: "dns: the zone was old".
func colon(text string) (name, rest string) {
	for _, by := range []string{":", ",", " because ", " - "} {
		if name, rest, ok := strings.Cut(text, by); ok {
			return strings.TrimSpace(name), strings.TrimSpace(rest)
		}
	}
	return "", ""
}

// newCause keeps a cause that was no theory.
func newCause(ctx context.Context, incidents finder, named checkNamed, req Request, text string) (Reply, error) {
	if len(incident.Telling(text)) == 0 {
		return Reply{}, UsageError("What is the cause? Say it as you would to a colleague.")
	}
	check, ok := named.Named(text)
	if !ok {
		check = ""
	}
	i, err := incidents.FindCause(ctx, req.Call, text, check)
	if err != nil {
		return Reply{}, err
	}
	for _, t := range slices.Backward(i.TheoriesThat(incident.TheoryFound)) {
		if t.Says(text) {
			return saved(say.Found(t), undoButton(t.ClosedBy())), nil
		}
	}
	return Reply{}, nil // It was taken back meanwhile.
}
