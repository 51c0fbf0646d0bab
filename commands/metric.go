package commands

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// metricAsker is all that metric needs from the domain.
type metricAsker interface {
	here
	refuser
	AskMetric(ctx context.Context, call incident.Call, ask incident.MetricAsk, reach incident.Reach, typed string) (incident.Incident, error)
}

// measureFinder knows what can be asked for by name.
type measureFinder interface {
	// Find is the measure that a word names, else those that it is near to.
	Find(word string) (found runbooks.Measure, near []runbooks.Measure, ok bool)
	// Words are what can be asked for by name, the most likely first.
	Words() []string
}

// mostWords is how many names a refusal lists.
const mostWords = 12

// oneWord is what a name looks like. It may be PromQL, too.
var oneWord = regexp.MustCompile(`^[\pL\pN_:./-]+$`)

// Metric shows a measure in the channel: numbers at once, the picture after.
// Measures have names; a query of one's own is for those who may. May says
// who is allowed to.
func Metric(incidents metricAsker, known measureFinder, may Permit) Command {
	return Command{
		Name:    "metric",
		Aliases: []string{"metrics", "graph", "chart", "query"},
		Args:    "<name or PromQL> [30m | since declare]",
		Short:   "Show everyone a measure, in numbers and as a chart",
		Example: "/incident metric p95 30m",
		Moment:  Looking,
		Answers: "Which measure over which time is asked for. Now, the range and the want come in the channel, the chart into the thread.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			text := mendQuery(req.filledIn(or(req.Raw, req.Text), "metric", "back"))
			what, reach, err := parseReach(ctx, text, req, runbooks.IsQuery)
			if err != nil {
				return Reply{}, err
			}
			if what = strings.TrimSpace(what); what == "" || req.Ask {
				return whichMetric(ctx, incidents, known, req)
			}
			tail := strings.TrimSpace(strings.TrimPrefix(text, what))
			found, near, ok := known.Find(what)
			var no error
			if !ok {
				no = may(ctx, req.By)
			}
			switch {
			case ok:
			case no != nil:
				return notFree(ctx, incidents, known, req, what, near, tail, no)
			case len(near) > 0 && oneWord.MatchString(what):
				return orNear(what, near, tail, true), nil
			default:
				if err := runbooks.CheckQuery(what); err != nil {
					return Reply{}, err
				}
				found = runbooks.Measure{Word: clip(what, 60), Ask: incident.MetricAsk{Query: what}}
			}
			return ask(ctx, incidents, req, found, reach, text)
		},
	}
}

// whichMetric lets one choose a measure and how far back, where there is an
// incident to show it in.
func whichMetric(ctx context.Context, incidents here, known measureFinder, req Request) (Reply, error) {
	if _, err := incidents.Here(ctx, req.Channel); err != nil {
		return Reply{}, err
	}
	return asks(chat.Form{
		Title: "Show a metric", Submit: "Show everyone", Verb: "metric",
		Fields: []chat.Field{
			{Name: "metric", Label: "Which metric?", Kind: chat.ChoiceField, Options: chat.Options(known.Words()...), Hint: "Any other check can be typed by its name."},
			{
				Name: "back", Label: "How far back?", Kind: chat.ChoiceField, Optional: true,
				Options: []chat.Option{
					{Label: "Since it was declared", Value: "since declare"},
					{Label: "30 minutes", Value: "30m"},
					{Label: "2 hours", Value: "2h"},
					{Label: "1 day", Value: "1d"},
					{Label: "7 days", Value: "7d"},
				},
			},
		},
	}, "Which metric? You can ask for "+someWords(known)+"."), nil
}

func ask(ctx context.Context, incidents metricAsker, req Request, m runbooks.Measure, reach incident.Reach, typed string) (Reply, error) {
	i, err := incidents.AskMetric(ctx, req.Call, m.Ask, reach, typed)
	if err != nil {
		return Reply{}, err
	}
	said := "I ask for " + m.Word
	if n := len(i.Metrics); n > 0 {
		said += ", " + stamp(i.Metrics[n-1].Ask.From, req.Now) + " to " + stamp(i.Metrics[n-1].Ask.To, req.Now)
	}
	return Reply{Message: chat.Text(said + ". The answer comes in the channel, the chart into its thread.")}, nil
}

// notFree answers who may not type queries of their own, and typed no name. What
// is a query is kept as a refusal, a misspelt name is not.
func notFree(ctx context.Context, incidents refuser, known measureFinder, req Request, what string, near []runbooks.Measure, tail string, no error) (Reply, error) {
	if oneWord.MatchString(what) && len(near) > 0 {
		return orNear(what, near, tail, false), nil
	}
	why := "I have no metric called “" + clip(what, 40) + "”."
	if !oneWord.MatchString(what) && (strings.ContainsAny(what, "(){}[]<>=*/+") || runbooks.IsQuery(what)) {
		why = "A query of your own is not open to you."
		if err := incidents.Refuse(ctx, req.Call, "ask a query of their own"); err != nil {
			return Reply{}, err
		}
	}
	return Reply{}, incident.Errorf(incident.Invalid,
		"%s By name you can ask for %s. %s", why, someWords(known), no)
}

// orNear gives measures to press that a word is near to, and to those who may
// the word as a query.
func orNear(what string, near []runbooks.Measure, tail string, free bool) Reply {
	m := chat.Text("I have no metric called “" + clip(what, 40) + "”. Did you mean one of these?")
	most := 3
	if free && runbooks.CheckQuery(what) == nil {
		most = 2
	}
	var buttons []chat.Button
	for _, n := range near[:min(len(near), most)] {
		buttons = append(buttons, chat.Button{Label: clip(n.Word, 60), Verb: "metric", Value: strings.TrimSpace(n.Name + " " + tail)})
	}
	if most == 2 {
		// A selector that no name is like, and the same series.
		buttons = append(buttons, chat.Button{Label: clip("The series "+what, 60), Verb: "metric", Value: strings.TrimSpace(what + "{} " + tail)})
	}
	m.Parts = append(m.Parts, chat.Buttons(buttons...))
	return Reply{Message: m}
}

// someWords lists what can be asked for by name.
func someWords(known measureFinder) string {
	all := known.Words()
	more := len(all) - mostWords
	if more > 0 {
		all = all[:mostWords]
	}
	said := strings.Join(all, ", ")
	if more > 0 {
		said += fmt.Sprintf(" and %d more", more)
	}
	return said
}
