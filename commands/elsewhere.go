package commands

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// elsewhere is a verb about an incident in whose channel one does not stand: its
// number comes first, as in "inc-12 did restarted api". It is how one goes on
// where the channel is archived or gone.
//
// number is 0 where the line names no incident before a verb. A verb that is
// about a number anyway has it behind it, as in "status inc-12".
func (t *Table) elsewhere(line string) (number int64, rest string) {
	m := incidentForm.FindStringSubmatch(line)
	if m == nil {
		return 0, line
	}
	rest = strings.TrimSpace(line[len(m[0]):])
	if rest == "" {
		return 0, "status " + line
	}
	verb, _ := t.cutVerb(rest)
	_, known := t.find(verb)
	_, isSeverity := incident.ParseSeverity(rest)
	number, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || !known && !isSeverity {
		return 0, line
	}
	return number, rest
}

// goTo makes a request one from the incident's own channel, if whoever asks may
// see the incident. One they may not see is refused as one that is not there.
func (t *Table) goTo(ctx context.Context, req *Request, number int64) error {
	find := t.numbered()
	if number == 0 || find == nil {
		return nil
	}
	i, err := find(ctx, req.Viewer(), number)
	if err != nil {
		return err
	}
	if i.Channel == "" {
		return incident.Errorf(incident.Conflict, "%s has no channel yet, and what is said of it is kept by its channel. Try it again in a moment.", i.Name())
	}
	req.Channel = i.Channel
	return nil
}

// numbered finds an incident by its number; nil where no verb can.
func (t *Table) numbered() func(ctx context.Context, v incident.Viewer, number int64) (incident.Incident, error) {
	for _, c := range t.commands {
		if c.numbered != nil {
			return c.numbered
		}
	}
	return nil
}

// heard answers where a verb left the answer to the channel, which whoever typed
// elsewhere does not see.
func (t *Table) heard(r Reply, number int64) Reply {
	if r.Text != "" || len(r.Parts) > 0 || r.Form != nil {
		return r
	}
	r.Message = chat.Text(fmt.Sprintf("Done: it is on the timeline of INC-%d.", number))
	if _, ok := t.find("undo"); ok {
		r.Parts = append(r.Parts, chat.Buttons(chat.Button{Label: "Undo", Verb: "undo"}))
	}
	return r
}

// placedForm is the value of a button or a form in an answer that was given
// elsewhere: the number of the incident that it is about comes first.
var placedForm = regexp.MustCompile(`^@([1-9]\d{0,17})\|`)

// place makes the buttons and the form of an answer lead to the incident that it
// is about, wherever they are pressed.
func (r Reply) place(number int64) Reply {
	at := fmt.Sprintf("@%d|", number)
	r.Parts = slices.Clone(r.Parts)
	for n := range r.Parts {
		r.Parts[n].Buttons = slices.Clone(r.Parts[n].Buttons)
		for b := range r.Parts[n].Buttons {
			r.Parts[n].Buttons[b].Value = at + r.Parts[n].Buttons[b].Value
		}
	}
	if r.Form != nil {
		form := *r.Form
		form.Value = at + form.Value
		r.Form = &form
	}
	return r
}

// unplace takes the incident off such a value.
func unplace(value string) (number int64, rest string) {
	m := placedForm.FindStringSubmatch(value)
	if m == nil {
		return 0, value
	}
	number, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0, value
	}
	return number, value[len(m[0]):]
}
