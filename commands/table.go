package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// example is the slash command that examples are written with.
const example = "/incident"

// Table is the list of verbs: the one place where a typed line finds its verb.
type Table struct {
	command  string
	commands []Command
	byWord   map[string]int
}

// NewTable makes a table for a slash command such as "/incident". It refuses a
// verb without its words, and a word that means two verbs.
func NewTable(command string, cmds ...Command) (*Table, error) {
	t := &Table{command: command, byWord: map[string]int{}}
	for n, c := range cmds {
		if c.Name == "" || c.Short == "" || c.Run == nil {
			return nil, fmt.Errorf("verb %d (%q) needs a name, a line of what it does, and what it runs", n, c.Name)
		}
		rest, ok := strings.CutPrefix(c.Example, example+" ")
		if !ok {
			return nil, fmt.Errorf("the example of %s does not begin with %s: %q", c.Name, example, c.Example)
		}
		c.Example = command + " " + rest
		for _, word := range append([]string{c.Name}, c.Aliases...) {
			if other, taken := t.byWord[word]; taken {
				return nil, fmt.Errorf("%q means both %s and %s", word, cmds[other].Name, c.Name)
			}
			t.byWord[word] = n
		}
		t.commands = append(t.commands, c)
	}
	return t, nil
}

// inside says that one stands in an incident's channel. Where no verb knows,
// one does.
func (t *Table) inside(ctx context.Context, ch incident.ChannelID) bool {
	for _, c := range t.commands {
		if c.inside != nil {
			return c.inside(ctx, ch)
		}
	}
	return true
}

// Commands are the verbs in the order in which they were given, for help, the
// manifest and the docs.
func (t *Table) Commands() []Command { return slices.Clone(t.commands) }

// find is the verb that a word means.
func (t *Table) find(word string) (Command, bool) {
	n, ok := t.byWord[strings.ToLower(strings.TrimRight(word, ":,.;!"))]
	if !ok {
		return Command{}, false
	}
	return t.commands[n], true
}

// cutVerb is the verb that a line begins with, and what follows it. Some verbs
// are two words to people: "rule out".
func (t *Table) cutVerb(line string) (verb, rest string) {
	verb, rest = cut(line)
	second, after := cut(rest)
	if _, ok := t.find(verb + " " + second); ok && second != "" {
		return verb + " " + second, after
	}
	return verb, rest
}

// Run runs a typed line: everything after the slash command, req.Verb empty. A
// line whose verb is unknown is given back with what it may have meant. Errors
// come with the line, for Explain. Secrets in it are masked first, and whoever
// typed it is told.
func (t *Table) Run(ctx context.Context, req Request) (Reply, error) {
	req, found := req.masked()
	reply, err := t.run(ctx, req)
	return reply.warned(req, found), tell(err, req, found)
}

func (t *Table) run(ctx context.Context, req Request) (Reply, error) {
	req.Command = t.command
	typed := req.Text
	line := mend(strings.TrimPrefix(strings.TrimSpace(req.Text), t.command+" "))
	if line == t.command {
		line = ""
	}
	raw := strings.TrimPrefix(strings.TrimSpace(typed), t.command+" ")
	number, line := t.elsewhere(line)
	if _, rest := t.elsewhere(raw); number != 0 {
		raw = rest
	}
	req.Verb, req.Text = t.cutVerb(line)
	_, req.Raw = t.cutVerb(raw)
	if req.Verb == "" {
		req.Verb = "status"
	}
	cmd, ok := t.find(req.Verb)
	if sev, is := incident.ParseSeverity(req.Verb); !ok && is && req.Text == "" {
		// A severity alone is a word on the incident that one stands in.
		cmd, ok = t.find("sev")
		req.Text = string(sev)
	}
	if !ok {
		return t.unknown(ctx, req, line), nil
	}
	return t.do(ctx, req, number, lineError{Command: cmd, Typed: strings.TrimSpace(typed)})
}

// Press runs what a button does, or a form: its verb, and its value as
// req.Text. Secrets are masked as in a typed line.
func (t *Table) Press(ctx context.Context, verb string, req Request) (Reply, error) {
	req, found := req.masked()
	reply, err := t.press(ctx, verb, req)
	return reply.warned(req, found), tell(err, req, found)
}

func (t *Table) press(ctx context.Context, verb string, req Request) (Reply, error) {
	number, value := unplace(req.Text)
	req.Command, req.Verb, req.Text, req.Raw = t.command, verb, value, value
	cmd, ok := t.find(verb)
	if !ok {
		err := incident.Errorf(incident.NotFound, "This button is of another version of me. Type %s help to see what I can do.", t.command)
		return Reply{}, &lineError{Command: Command{Name: verb}, Pressed: true, Err: err}
	}
	return t.do(ctx, req, number, lineError{Command: cmd, Pressed: true})
}

// do runs a line's verb, about the incident of that number or, where it is 0,
// of the channel. A form comes with the question that it stands for.
func (t *Table) do(ctx context.Context, req Request, number int64, line lineError) (Reply, error) {
	from := req.Channel
	err := t.goTo(ctx, &req, number)
	var reply Reply
	if err == nil {
		reply, err = line.Command.Run(ctx, req)
	}
	if err != nil {
		line.Err = err
		return Reply{}, &line
	}
	if reply.Form != nil && reply.Text == "" {
		line.Err = reply.question
		reply.Message = t.Explain(&line, req)
	}
	if req.Channel != from {
		reply = t.heard(reply, number).place(number)
	}
	return reply, nil
}

// lineError is an error together with the line it came from, so that the line
// can be given back.
type lineError struct {
	Command Command
	Typed   string
	Pressed bool
	Masked  string // What to tell of secrets in it; empty where there were none.
	Err     error
}

func (e *lineError) Error() string { return e.Command.Name + ": " + e.Err.Error() }

// Unwrap gives the log and the edge the cause.
func (e *lineError) Unwrap() error { return e.Err }
