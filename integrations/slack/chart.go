package slack

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// altLimit is how long the words of a picture may be. Slack's own limit is not
// published; a thousand characters are more than anyone listens to.
const altLimit = 1000

// chart puts the picture of what was measured into the thread of the message
// that says it in words. Nothing depends on it: where it cannot be shown, the
// message has the numbers.
func (a *Adapter) chart(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil || a.cfg.Chart == nil || has(i, p.Subject) {
		return nil, err
	}
	parent, posted := i.Posts[p.Parent]
	words, ok := a.subject(i, p.About)
	if !posted || !ok {
		return nil, nil
	}
	const step = "show the charts"
	at := incident.Post{Channel: parent.Channel}
	title := chartTitle(i, p.About)
	if begun(i, l, step) {
		err := a.inThread(ctx, parent.Channel, parent.TS, func(m slack.Message) {
			for _, f := range m.Files {
				if f.Title == title.text {
					at.TS = f.ID
				}
			}
		})
		if err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	if at.TS == "" {
		png, err := a.cfg.Chart(ctx, i, p.About, p.Evidence)
		if err != nil || len(png) == 0 {
			return nil, err
		}
		file := shared{channel: parent.Channel, thread: parent.TS, name: "chart.png", title: title, alt: asLine(words.Text, altLimit), body: png}
		if at.TS, err = a.share(ctx, file); err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	return a.showed(i, p.Subject, at, nil), nil
}

// chartTitle is the picture's heading. By it the picture is found again in its
// thread, where no other is of the same check or of the same line.
func chartTitle(i incident.Incident, about string) shown {
	if seq, ok := incident.SubjectSeq(about); ok {
		v, _ := i.MetricView(seq)
		return asLine(fmt.Sprintf("%s · line %d", asLine(v.Typed, labelLimit).text, seq), altLimit)
	}
	_, name := incident.SplitSubject(about)
	c, _ := i.Check(name)
	return asLine(c.Ask, labelLimit)
}
