package drill

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// Transcript is an evening as people lived it: what they did, and what they
// then found to read. A message stands where it was posted, once, because an
// edit notifies nobody; a reading shows a whole channel as it stands.
type Transcript struct {
	scenario *Scenario
	seen     map[string]bool // Messages by channel and id.
	text     strings.Builder
}

// NewTranscript is an empty one.
func NewTranscript(s *Scenario) *Transcript {
	return &Transcript{scenario: s, seen: map[string]bool{}}
}

// String is all of it.
func (t *Transcript) String() string { return t.text.String() }

// step writes down what a person does.
func (t *Transcript) step(s Step, now time.Time) {
	if t == nil {
		return
	}
	deed := "types: " + s.Type
	switch {
	case s.Type != "" && s.On != "":
		deed = fmt.Sprintf("types in the thread of “%s”: %s", s.On, s.Type)
	case s.Press != "":
		deed = "presses [" + s.Press + "]"
	case s.React != "":
		deed = fmt.Sprintf("gives :%s: to “%s”", s.React, s.On)
	case s.Join && s.Who == watchers:
		deed = fmt.Sprintf("(%d) join", t.scenario.Watchers)
	case s.Join:
		deed = "joins"
	}
	if s.In != "" {
		deed += " (in " + s.In + ")"
	}
	if len(s.Fill) > 0 {
		deed += fmt.Sprintf(" and fills in %v", s.Fill) // Maps are printed in the order of their keys.
	}
	fmt.Fprintf(&t.text, "\n%s  %s %s\n", now.UTC().Format("15:04:05"), s.Who, deed)
}

// news writes down what was posted since it was called last.
func (t *Transcript) news(w *sandbox.Workspace) {
	if t == nil {
		return
	}
	alone := map[string]int{} // What many were told alone, and how many.
	for _, c := range w.Channels() {
		for _, m := range inOneOrder(w.Messages(c.ID)) {
			key := c.ID + "/" + m.TS
			if t.seen[key] || m.User != w.BotUser() {
				continue
			}
			t.seen[key] = true
			if text := m.PlainText(); m.EphemeralFor != "" {
				if alone[text]++; alone[text] > 1 {
					continue
				}
			}
			t.message(c, m, "Sitrep")
		}
	}
	for _, text := range slices.Sorted(maps.Keys(alone)) {
		if more := alone[text] - 1; more > 0 {
			first, _, _ := strings.Cut(text, "\n")
			fmt.Fprintf(&t.text, "\n    (%d more are told alone: %s)\n", more, first)
		}
	}
}

// whole writes down a channel as it stands.
func (t *Transcript) whole(w *sandbox.Workspace, channel string, now time.Time) {
	if t == nil {
		return
	}
	for _, c := range w.Channels() {
		if c.ID != channel {
			continue
		}
		fmt.Fprintf(&t.text, "\n======== #%s at %s, read from top to bottom ========\n", c.Name, now.UTC().Format("15:04"))
		for _, m := range inOneOrder(w.Messages(c.ID)) {
			switch {
			case m.EphemeralFor != "" || m.System:
			case m.User == w.BotUser():
				t.message(c, m, "Sitrep")
			default:
				t.message(c, m, t.name(m.User))
			}
		}
		t.text.WriteString("\n========\n")
	}
}

// inOneOrder puts messages of one second into an order that is the same on every
// run: the clock stands, and what comes first within it is chance. To one alone
// comes before what all see, a thread behind its message.
func inOneOrder(all []sandbox.Message) []sandbox.Message {
	rank := func(m sandbox.Message) int {
		switch {
		case m.EphemeralFor != "":
			return 0
		case m.ThreadTS == "" || m.ThreadTS == m.TS:
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(all, func(a, b sandbox.Message) int {
		return cmp.Or(a.At.Truncate(time.Second).Compare(b.At.Truncate(time.Second)), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.PlainText(), b.PlainText()))
	})
	return all
}

// message writes down a message, indented under who sees it.
func (t *Transcript) message(c sandbox.Channel, m sandbox.Message, who string) {
	if m.System && who == "Sitrep" {
		return
	}
	where := "#" + c.Name
	if c.Direct {
		where = "alone, to " + t.name(c.Members[0])
	}
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		where += ", in a thread"
	}
	if m.EphemeralFor != "" {
		where = "to " + t.name(m.EphemeralFor) + " alone"
	}
	fmt.Fprintf(&t.text, "\n%s  %s (%s)\n", m.At.UTC().Format("15:04:05"), who, where)
	lines := readable(m)
	for _, line := range lines {
		t.text.WriteString("    " + line + "\n")
	}
}

// readable are a message's lines. Rows of buttons stand in brackets. Of
// evidence, which nobody reads on a phone, there is the first line.
func readable(m sandbox.Message) []string {
	lines := strings.Split(m.PlainText(), "\n")
	if strings.HasPrefix(lines[0], "Evidence for ") && len(lines) > 1 {
		return []string{lines[0], fmt.Sprintf("(%d lines of queries and numbers)", len(lines)-1)}
	}
	buttons := m.Buttons()
	for n, line := range lines {
		for few := 1; few <= len(buttons); few++ {
			var labels []string
			for _, b := range buttons[:few] {
				labels = append(labels, b.Label)
			}
			if strings.Join(labels, " ") == line {
				lines[n], buttons = "["+strings.Join(labels, "] [")+"]", buttons[few:]
				break
			}
		}
	}
	return lines
}

func (t *Transcript) name(id string) string {
	for _, p := range t.scenario.Everybody() {
		if p.ID == id {
			return p.Name
		}
	}
	return id
}
