package drill

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// Driver plays a scenario's script: the people type and press in the practice
// workspace, and the clock jumps from one due thing to the next.
type Driver struct {
	Scenario  *Scenario
	Clock     *Clock
	Workspace *sandbox.Workspace
	Bot       Bot
	// Channel is the incident's channel, empty while there is none.
	Channel func(ctx context.Context) (string, error)
	// Transcript is what people did and what they then read; nil keeps none.
	Transcript *Transcript
}

// Play runs the script to its end. It takes no longer than the machine needs.
func (d *Driver) Play(ctx context.Context) error {
	for _, s := range d.Scenario.Script {
		if err := d.Forward(ctx, d.Scenario.at(s.At)); err != nil {
			return err
		}
		d.Transcript.news(d.Workspace)
		if s.Read {
			channel, err := d.Channel(ctx)
			if err != nil {
				return err
			}
			d.Transcript.whole(d.Workspace, channel, d.Clock.Now())
			continue
		}
		d.Transcript.step(s, d.Clock.Now())
		if err := d.step(ctx, s); err != nil {
			return fmt.Errorf("at %s %s: %w", s.At.text, s.Who, err)
		}
	}
	if err := d.Forward(ctx, d.Scenario.End); err != nil {
		return err
	}
	d.Transcript.news(d.Workspace)
	return nil
}

// Forward moves the clock to a time, with everything that is due on the way
// done at its own moment: the clock stands while there is anything to do, and
// then jumps.
func (d *Driver) Forward(ctx context.Context, to time.Time) error {
	for {
		due, err := d.settle(ctx)
		if err != nil {
			return err
		}
		if due.IsZero() || due.After(to) {
			d.jump(to)
			_, err := d.settle(ctx)
			return err
		}
		d.jump(due)
	}
}

func (d *Driver) jump(at time.Time) {
	d.Clock.JumpTo(at)
	d.Bot.Nudge()
}

// step does one thing of the script, as its person.
func (d *Driver) step(ctx context.Context, s Step) error {
	who, _ := d.Scenario.Person(s.Who) // Parse has looked.
	channel := s.In
	if channel == "" {
		var err error
		if channel, err = d.Channel(ctx); err != nil {
			return err
		}
		if channel == "" {
			return fmt.Errorf("there is no incident channel to %q in", s.Type+s.Press+s.React)
		}
	}
	var on string
	if s.On != "" {
		m, ok := newest(d.Workspace.Messages(channel), s.On)
		if !ok {
			return fmt.Errorf("no message in the channel says %q", s.On)
		}
		on = m.TS
	}
	var err error
	switch {
	case s.Type != "":
		err = d.Workspace.Type(ctx, who.ID, channel, on, s.Type)
	case s.React != "":
		err = d.Workspace.React(ctx, who.ID, channel, on, s.React)
	case s.Join && s.Who == watchers:
		// Word gets around: they come in within seconds, not in one instant.
		for _, w := range d.Scenario.Everybody()[len(d.Scenario.People):] {
			if err = d.Workspace.Join(ctx, w.ID, channel); err != nil {
				return err
			}
			if err = d.Forward(ctx, d.Clock.Now().Add(apart)); err != nil {
				return err
			}
		}
	case s.Join:
		err = d.Workspace.Join(ctx, who.ID, channel)
	default:
		err = d.press(ctx, who, channel, s.Press)
	}
	if err != nil || len(s.Fill) == 0 {
		return err
	}
	return d.fill(ctx, who, s.Fill)
}

// apart is the story time between two watchers who come in.
const apart = 200 * time.Millisecond

// fill fills in the form that lies in front of a person, and sends it.
func (d *Driver) fill(ctx context.Context, who Person, fields map[string]string) error {
	open := d.Workspace.Views(who.ID)
	if len(open) == 0 {
		return errors.New("no form was opened to fill in")
	}
	form := open[len(open)-1]
	values := sandbox.Values{}
	for _, f := range form.Fields {
		if value, ok := fields[f.BlockID]; ok {
			values[f.BlockID] = map[string][]string{f.ActionID: {value}}
		}
	}
	if len(values) != len(fields) {
		return fmt.Errorf("the form %q has not all of the fields %v", form.Title, fields)
	}
	return d.Workspace.Submit(ctx, who.ID, form.ID, values)
}

// newest is the newest message that says the words.
func newest(messages []sandbox.Message, words string) (sandbox.Message, bool) {
	for _, m := range slices.Backward(messages) {
		if strings.Contains(m.PlainText(), words) {
			return m, true
		}
	}
	return sandbox.Message{}, false
}

// press presses the newest button whose label holds the words.
func (d *Driver) press(ctx context.Context, who Person, channel, label string) error {
	messages := d.Workspace.Messages(channel)
	for _, m := range slices.Backward(messages) {
		for _, b := range m.Buttons() {
			if strings.Contains(b.Label, label) {
				return d.Workspace.Click(ctx, who.ID, channel, m.TS, b.ActionID, b.Value)
			}
		}
	}
	return fmt.Errorf("no message in the channel has a button %q", label)
}
