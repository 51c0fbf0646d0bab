package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Help shows the six verbs that fit the moment, because nobody reads more at
// three in the morning; "help all" shows all, "help <verb>" one. The verbs
// come from the table that holds them, once it is made.
func Help(incidents here, verbs func() []Command) Command {
	return Command{
		Name:    "help",
		Aliases: []string{"?", "h", "commands"},
		Args:    "[all|<verb>]",
		Short:   "Show what to type now; help all shows everything",
		Example: "/incident help",
		Moment:  Helping,
		Answers: "The six verbs that fit the moment; with all, every one; with a verb, that one.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			all := slices.DeleteFunc(slices.Clone(verbs()), func(c Command) bool { return c.Press })
			word := strings.ToLower(req.Text)
			switch {
			case word == "all":
				return helpAll(req, all), nil
			case word != "":
				for _, c := range verbs() {
					if c.Name == word || slices.Contains(c.Aliases, word) {
						return helpOne(req, c), nil
					}
				}
				return Reply{}, UsageError("I know no verb of that name.")
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil && incident.CodeOf(err) != incident.NotFound {
				return Reply{}, err
			}
			head, names := moment(i, err == nil)
			if _, promised := i.Promised(); promised {
				// Somebody outside waits for it.
				names = append([]string{"update"}, slices.DeleteFunc(names, func(name string) bool { return name == "note" })...)
			}
			var six []Command
			for _, name := range names {
				if n := slices.IndexFunc(all, func(c Command) bool { return c.Name == name }); n >= 0 {
					six = append(six, all[n])
				}
			}
			m := chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head)), chat.P(helpLines(req, six)...)}}
			m.Parts = append(m.Parts, chat.Small(chat.T("Everything: "), code(or(req.Command, example)+" help all")))
			return Reply{Message: m}, nil
		},
	}
}

// moment is what one is likely to need now.
func moment(i incident.Incident, inside bool) (head string, names []string) {
	switch {
	case !inside:
		return "Outside an incident you can:", []string{"declare", "list", "status", "help"}
	case !i.Counted():
		return i.Name() + " is " + string(i.Status) + ". Now you can:", []string{"reopen", "status", "timeline", "note", "list", "declare"}
	case i.Status == incident.IsClosed:
		return i.Name() + " is closed. Now you can:", []string{"reopen", "postmortem", "timeline", "status", "list", "declare"}
	case !i.Open():
		return i.Name() + " is resolved. Now you can:", []string{"status", "impact", "postmortem", "timeline", "close", "reopen"}
	case i.Service == "":
		return "What helps now:", []string{"service", "did", "note", "lead", "status", "resolve"}
	case len(i.Failing()) > 0:
		return "What helps now:", []string{"did", "check", "answer", "note", "status", "resolve"}
	default:
		return "What helps now:", []string{"check", "did", "note", "status", "mitigate", "resolve"}
	}
}

// helpLines are verbs with what they do, a line each.
func helpLines(req Request, cmds []Command) []chat.Span {
	var spans []chat.Span
	for n, c := range cmds {
		if n > 0 {
			spans = append(spans, chat.T("\n"))
		}
		spans = append(spans, code(usage(req, c)), chat.T(" "+c.Short))
	}
	return spans
}

// Examples are six lines that cover most of an incident, each with what it does,
// for where somebody looks in before they need them.
func Examples(verbs []Command) []chat.Span {
	var spans []chat.Span
	for _, name := range []string{"declare", "status", "check", "did", "update", "resolve"} {
		n := slices.IndexFunc(verbs, func(c Command) bool { return c.Name == name })
		if n < 0 {
			continue
		}
		if len(spans) > 0 {
			spans = append(spans, chat.T("\n"))
		}
		spans = append(spans, code(verbs[n].Example), chat.T(" "+verbs[n].Short))
	}
	return spans
}

// usage is a verb as it is typed.
func usage(req Request, c Command) string {
	return strings.TrimSpace(or(req.Command, example) + " " + c.Name + " " + c.Args)
}

func helpAll(req Request, all []Command) Reply {
	m := chat.Message{Text: "Everything you can type:", Parts: []chat.Part{chat.P(chat.B("Everything you can type:"))}}
	for _, moment := range Moments() {
		if now := During(moment, all); len(now) > 0 {
			m.Parts = append(m.Parts, chat.P(append([]chat.Span{chat.B(string(moment)), chat.T("\n")}, helpLines(req, now)...)...))
		}
	}
	m.Parts = append(m.Parts, chat.Small(chat.T("mitigated: users are fine · resolved: the cause is gone and all is whole again · times: 14:45, 3pm, 5m ago, -10m or now, right after the verb, in your own zone")))
	return Reply{Message: m}
}

func helpOne(req Request, c Command) Reply {
	m := chat.Message{Text: c.Name + ": " + c.Short, Parts: []chat.Part{
		chat.P(code(usage(req, c)), chat.T("\n"+c.Short+"\nFor example: "), code(c.Example)),
	}}
	if len(c.Aliases) > 0 {
		m.Parts = append(m.Parts, chat.Small(chat.T("Also: "+strings.Join(c.Aliases, ", "))))
	}
	return Reply{Message: m}
}
