package commands

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// masked is the request with the secrets in it blanked, before any verb sees
// it: nothing is kept, shown or given back with them. Found is what they were.
func (r Request) masked() (_ Request, found []string) {
	blank := func(text string) string {
		less, kinds := incident.Mask(text)
		for _, k := range kinds {
			if !slices.Contains(found, k) {
				found = append(found, k)
			}
		}
		return less
	}
	r.Text = blank(r.Text)
	r.Raw = blank(r.Raw)
	if r.Fields != nil {
		r.Fields = maps.Clone(r.Fields)
		for name, value := range r.Fields {
			r.Fields[name] = blank(value)
		}
	}
	return r, found
}

// warned is the reply with what was masked told to whoever typed it. It is for
// them alone, as every reply is. An answer that would soon be replaced by the
// way to a new channel is kept instead: they have to read this.
func (r Reply) warned(req Request, found []string) Reply {
	if len(found) == 0 {
		return r
	}
	told := Masked(found, req.where())
	if r.Form != nil {
		f := *r.Form
		f.Intro = append([]chat.Span{chat.T(told)}, f.Intro...)
		if len(f.Intro) > 1 {
			f.Intro[0].Text += "\n"
		}
		r.Form = &f
	}
	r.Message, r.Opens = with(r.Message, told), 0
	return r
}

// tell has an error say what was masked when it is put into words.
func tell(err error, req Request, found []string) error {
	if line, ok := errors.AsType[*lineError](err); ok && len(found) > 0 {
		line.Masked = Masked(found, req.where())
	}
	return err
}

// with is a message with a line below it.
func with(m chat.Message, line string) chat.Message {
	if m.Text == "" && len(m.Parts) == 0 {
		return chat.Text(line)
	}
	if len(m.Parts) == 0 {
		m.Parts = []chat.Part{chat.P(chat.T(m.Text))}
	}
	m.Text = strings.TrimSpace(m.Text + " " + line)
	m.Parts = append(slices.Clone(m.Parts), chat.P(chat.T(line)))
	return m
}

// where is the message that still shows what was typed; empty where none does,
// as after a typed command.
func (r Request) where() string {
	if r.Mentioned {
		return "Your message in Slack"
	}
	return ""
}

// Masked says to a person what was masked of what they said or marked, and what
// is left to do. Where is the message that still shows it, as in "Your message
// in Slack"; empty where it stands nowhere for others to read. There is no
// button that keeps it after all: what was no secret can be said in other words.
func Masked(found []string, where string) string {
	names, remedy := make([]string, len(found)), ""
	for n, kind := range found {
		names[n] = article(kind) + " " + kind
		switch how := remedyFor(kind); {
		case n == 0:
			remedy = how
		case remedy != how:
			remedy = "make all of them invalid"
		}
	}
	text := "I masked what looks like " + listed(names) + " before keeping it. "
	switch {
	case strings.HasPrefix(where, "Your"):
		return text + where + " still shows it: delete it and " + remedy + "."
	case where != "":
		return text + where + " still shows it: have it deleted, and " + remedy + "."
	}
	return text + "It has left your hands all the same: " + remedy + "."
}

// remedyFor is what makes a secret useless to who has seen it.
func remedyFor(kind string) string {
	switch {
	case kind == "password", kind == "secret":
		return "change the " + kind
	case strings.Contains(kind, "token"):
		return "revoke the token"
	case strings.Contains(kind, "webhook"):
		return "revoke the webhook"
	}
	return "revoke the key"
}

func article(noun string) string {
	if strings.ContainsRune("AEIOaeio", rune(noun[0])) {
		return "an"
	}
	return "a"
}

// listed are names as a sentence has them.
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
