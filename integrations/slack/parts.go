package slack

import (
	"context"
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mostParts is how many messages a subject may take, the first included: some
// fifty thousand characters, more than anyone reads while something is broken.
const mostParts = 5

// inParts draws a message as the one that is to stand in the channel, and where
// it is too long, those that go on in its thread. What can be pressed stays on
// the first. What is beyond the last part is counted, and rest says where it is
// to be had.
func inParts(m chat.Message, rest string) []drawn {
	all := draw(m)
	if len(all) == 1 {
		return all
	}
	rows, chars, text := pressable(m)
	b := newBuilder(messageLimit-chars, blocksLimit-len(rows)-1)
	for _, p := range text {
		b.part(p)
	}
	all = named(b.done(), m)
	if len(all) > mostParts {
		left := lineCount(all[mostParts:])
		all = all[:mostParts]
		last := &all[mostParts-1]
		last.Blocks = append(last.Blocks, plainContext(fmt.Sprintf("… and %d more lines: %s", left, rest)))
	}
	if below := lineCount(all[1:]); below > 0 {
		all[0].Blocks = append(all[0].Blocks, plainContext(fmt.Sprintf("… %d more lines below, in the thread", below)))
	}
	all[0].Blocks = slices.Concat(all[0].Blocks, rows)
	return all
}

// pressable parts a message's buttons from its text, with the characters that
// the buttons count for. So many that they would leave no room for the text stay
// where they stand in it.
func pressable(m chat.Message) (rows []slack.Block, chars int, text []chat.Part) {
	b := newBuilder(messageLimit, blocksLimit)
	for _, p := range m.Parts {
		if len(p.Buttons) > 0 {
			b.part(p)
		} else {
			text = append(text, p)
		}
	}
	if len(b.out) > 0 || b.chars > messageLimit/2 || len(b.now) > blocksLimit/2 {
		return nil, 0, m.Parts
	}
	return b.now, b.chars, text
}

func lineCount(all []drawn) int {
	n := 0
	for _, d := range all {
		n += d.lines()
	}
	return n
}

// part is a message that goes on where another one ends.
type part struct {
	subject string
	at      incident.Post
}

// partSubject names a part on the incident's record. A part belongs to a message
// and not to a subject: a turning point is a new message, with a thread of its
// own.
func partSubject(ts string, n int) string { return fmt.Sprintf("part-%d:%s", n, ts) }

// continued keeps the parts of a message up to date in its thread, and returns
// those that are not on record. Key is the message's own; begun says that parts
// may have been posted that are not on record.
func (a *Adapter) continued(ctx context.Context, i incident.Incident, first incident.Post, thread, key string, looks []drawn, begun bool) (fresh []part, err error) {
	found := map[string]string{}
	if last := partSubject(first.TS, len(looks)+1); begun && len(looks) > 0 && !has(i, last) {
		if found, err = a.replies(ctx, first.Channel, thread); err != nil {
			return nil, err
		}
	}
	for n, look := range looks {
		subject, key := partSubject(first.TS, n+2), partKey(key, n+2)
		prior, posted := i.Posts[subject]
		if !posted {
			prior = incident.Post{Channel: first.Channel, TS: found[key]}
		}
		at, err := a.keepPart(ctx, prior, thread, key, look)
		if err != nil {
			return nil, err
		}
		if !posted || at != prior {
			fresh = append(fresh, part{subject, at})
		}
	}
	return fresh, a.empty(ctx, i, first, len(looks)+2)
}

// keepPart edits a part, or posts it where there is none or it was deleted.
func (a *Adapter) keepPart(ctx context.Context, at incident.Post, thread, key string, look drawn) (incident.Post, error) {
	if at.TS != "" {
		if _, err := a.redraw(ctx, at, look); !is(err, gone) {
			return at, err
		}
	}
	ts, err := a.say(ctx, string(at.Channel), thread, key, look)
	return incident.Post{Channel: at.Channel, TS: ts}, err
}

// empty edits the parts that are not needed any more, from the n-th. They stay:
// somebody may have linked to them, and a deletion looks like something hidden.
func (a *Adapter) empty(ctx context.Context, i incident.Incident, first incident.Post, n int) error {
	const text = "Nothing is left here: the message that went on here has become shorter."
	look := drawn{Text: fallback(text), Blocks: []slack.Block{plainContext(text)}}
	for ; n <= mostParts; n++ {
		at, posted := i.Posts[partSubject(first.TS, n)]
		if !posted {
			return nil
		}
		if _, err := a.redraw(ctx, at, look); err != nil && !is(err, gone) {
			return err
		}
	}
	return nil
}

// partKey is how a part is found again in Slack, by its metadata.
func partKey(key string, n int) string { return fmt.Sprintf("%s/part-%d", key, n) }
