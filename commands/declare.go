package commands

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// declarer is all that declare needs from the domain.
type declarer interface {
	DeclareOnce(ctx context.Context, call incident.Call, d incident.Declaration) (i incident.Incident, joined bool, err error)
}

// queue is how many channels are waiting to be opened.
type queue interface {
	ChannelsWaiting(ctx context.Context) (int, error)
}

// serviceFinder finds the service that a text names, by its name or one of its
// aliases. Label is how people call it.
type serviceFinder interface {
	In(text string) (name, label string, ok bool)
}

// serviceNames are the names of all services, the likeliest first.
type serviceNames interface {
	Names() []string
}

// Declare opens an incident. It never holds one up: whatever was not said is
// asked for afterwards, and a missing severity is "not set".
//
// Of what was declared a moment ago already, by whomever, it opens no second
// one: the words are kept with the first, and a press of [No, mine is another
// one] opens it all the same.
//
// What is declared in private is refused where it cannot be kept so, before
// anything is stored: hide says whether it can, for whoever asks.
func Declare(incidents declarer, waiting queue, services serviceFinder, names serviceNames, hide Permit) Command {
	return Command{
		Name:    "declare",
		Aliases: []string{"new", "open", "start", "create"},
		Args:    "[private] [sev] [on <service>] <title>",
		Short:   "Open an incident and a channel for it",
		Example: "/incident declare sev1 API is slow",
		Moment:  Starting,
		Answers: "“INC-12 is open and saved”, with its service; the answer then turns into the way to its channel and what the first look found. What was declared a moment ago already is joined, not opened again.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			d := declaration(unquoted(words(req.Text)), services)
			switch {
			case req.Fields != nil:
				var err error
				if d, err = filledIn(d, req, services); err != nil {
					return Reply{}, err
				}
			case d.Title == "" || req.Ask:
				return asks(declareForm(d, names.Names()), whatIsWrong), nil
			}
			if d.Private {
				if err := hide(ctx, req.By); err != nil {
					return Reply{}, err
				}
			}
			i, joined, err := incidents.DeclareOnce(ctx, req.Call, d)
			if err != nil {
				return Reply{}, err
			}
			if joined {
				return Reply{Message: say.Joined(i, d, req.By, anotherOf(d), req.Now)}, nil
			}
			// How long the channel takes is of no use to whoever waits for it.
			place, err := waiting.ChannelsWaiting(ctx)
			if err != nil {
				place = 0
			}
			m := say.Declared(i, place, names.Names()...)
			if d.Private && req.Mentioned {
				m.Parts = append(m.Parts, chat.P(chat.B("What you wrote to me stands where you wrote it."), chat.T(" Delete it there, if others can read it.")))
			}
			return Reply{Message: m, Opens: i.ID}, nil
		},
	}
}

// declaration reads severity, service and title. A word that turns out to be
// no severity or no service belongs to the title.
func declaration(text string, services serviceFinder) incident.Declaration {
	var d incident.Declaration
	if word, rest := cut(text); strings.EqualFold(word, "from") {
		if link, title := cut(rest); isLink(link) {
			d.From, text = link, title
		}
	}
	if word, rest := cut(text); word == anotherWord {
		d.Another, text = true, rest
	}
	d.Private, text = leadingPrivate(d, text)
	d.Severity, text = leadingSeverity(text)
	d.Private, text = leadingPrivate(d, text)
	if word, rest := cut(text); strings.EqualFold(word, "on") {
		service, title := cut(rest)
		if name, _, ok := services.In(strings.TrimRight(service, ":,")); ok {
			d.Service, text = name, strings.TrimLeft(title, ":,- ")
		}
	}
	if d.Severity == incident.NotSet {
		d.Severity, text = leadingSeverity(text)
	}
	d.Private, text = leadingPrivate(d, text)
	d.Title = unquoted(strings.Join(strings.Fields(text), " ")) // A title is one line.
	if d.Service == "" {
		if name, _, ok := services.In(d.Title); ok {
			d.Service = name
		}
	}
	return d
}

// anotherWord says that one knows of the incident that was declared a moment
// ago. It is no word of any language, so that it is none of a title's.
const anotherWord = "--another"

// anotherOf is the line that declares what was taken for the same; empty where
// no button carries it.
func anotherOf(d incident.Declaration) string {
	var line []string
	if d.From != "" {
		line = append(line, "from", d.From)
	}
	line = append(line, anotherWord)
	if d.Severity != incident.NotSet {
		line = append(line, string(d.Severity))
	}
	if d.Service != "" && !strings.Contains(d.Service, " ") {
		line = append(line, "on", d.Service)
	}
	value := strings.Join(append(line, d.Title), " ")
	if utf8.RuneCountInString(value) > mostValue {
		return ""
	}
	return value
}

// leadingPrivate takes the word off the front of text. It is the word and not
// the title's where it may be both: what was kept too close can still be told.
func leadingPrivate(d incident.Declaration, text string) (bool, string) {
	word, rest := cut(text)
	if d.Private || !strings.EqualFold(strings.TrimRight(word, ":,"), "private") {
		return d.Private, text
	}
	return true, strings.TrimLeft(rest, ":,- ")
}

// leadingSeverity takes a severity off the front of text, in one word or two.
func leadingSeverity(text string) (incident.Severity, string) {
	first, rest := cut(text)
	second, after := cut(rest)
	switch strings.ToLower(first) {
	case "sev", "severity", "prio", "priority":
		if sev, ok := incident.ParseSeverity("sev" + strings.Trim(second, ":,-")); ok {
			return sev, strings.TrimLeft(after, ":,- ")
		}
	}
	sev, ok := incident.ParseSeverity(strings.TrimRight(first, ":,"))
	if !ok || len(first) == 2 && isSubject(second) {
		return incident.NotSet, text
	}
	return sev, strings.TrimLeft(rest, ":,- ")
}

// isSubject says that the word before next is what the title is about: in "s3
// is down", S3 is a service and no severity.
func isSubject(next string) bool {
	switch strings.ToLower(strings.TrimRight(next, ":,.")) {
	case "is", "are", "was", "were", "has", "have", "does", "down", "slow", "bucket", "buckets", "errors", "timeouts", "unavailable":
		return true
	}
	return false
}
