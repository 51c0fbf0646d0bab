package sandbox

import (
	"context"
	"errors"
	"strings"
)

// ErrClosed is returned when the workspace has ended meanwhile.
var ErrClosed = errors.New("the practice workspace is closed")

// Type types a line as a person, into a channel named by its id or name, or
// into the thread of one of its messages. A line that begins with a slash is a
// command: Type waits until the bot has acknowledged it or its time is over,
// and the person is shown the answer or Slack's error. An error is a sentence
// about what cannot be typed there.
func (w *Workspace) Type(ctx context.Context, user, channel, threadTS, text string) error {
	t, err := w.typing(user, channel, threadTS, text)
	if err != nil {
		return err
	}
	if w.cfg.OnTyped != nil {
		w.cfg.OnTyped(t.person.ID, t.room.ID, t.text)
	}
	if t.command == nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.say(t.room, &post{Message: Message{User: t.person.ID, Text: w.markup(t.person.ID, t.text), ThreadTS: t.thread}})
		return nil
	}
	return w.await(ctx, w.send(t))
}

// typed is a line that can be typed.
type typed struct {
	person  person
	room    *room
	thread  string
	text    string
	command *slashCommand // Nil for a message.
}

// typing says whether a line can be typed, and lets the person into the
// channel: nobody can write into one they are not in.
func (w *Workspace) typing(user, channel, threadTS, text string) (typed, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, r, err := w.acting(user, channel)
	if err != nil {
		return typed{}, err
	}
	t := typed{person: p, room: r, text: strings.TrimSpace(text)}
	switch {
	case t.text == "":
		return typed{}, sorry("There is nothing to send.")
	case r.Archived:
		return typed{}, sorry("#%s is archived.", r.Name)
	case r.Direct && !w.app.open:
		return typed{}, sorry("Sending messages to this app has been turned off.")
	}
	if threadTS != "" {
		if t.thread = threadOf(r, threadTS); t.thread == "" {
			return typed{}, sorry("This thread is not there any more.")
		}
	}
	if strings.HasPrefix(t.text, "/") {
		word, _, _ := strings.Cut(t.text, " ")
		word, _, _ = strings.Cut(word, "\n")
		c, ok := w.app.command(word)
		switch {
		case !ok:
			return typed{}, sorry("%s is not a valid command. Here there is %s.", word, w.app.allCommands())
		case t.thread != "":
			return typed{}, sorry("%s is not supported in threads: Slack takes commands in the channel only.", word)
		}
		t.command = &c
	}
	w.enter(r, p.ID, "")
	return t, nil
}

// actor finds the person who does something.
func (w *Workspace) actor(user string) (person, error) {
	if w.closed {
		return person{}, ErrClosed
	}
	p, ok := w.person(user)
	if !ok || p.bot {
		return person{}, sorry("There is nobody called %q to act as.", user)
	}
	return p, nil
}

// acting finds the person and the channel of something that a person does.
func (w *Workspace) acting(user, channel string) (person, *room, error) {
	p, err := w.actor(user)
	if err != nil {
		return person{}, nil, err
	}
	r := w.room(channel)
	if r == nil && strings.TrimPrefix(channel, "@") == w.app.botName || channel == w.botUser {
		r = w.direct(p.ID)
	}
	if r == nil || !w.sees(p.ID, r) {
		return person{}, nil, sorry("There is no channel %q.", channel)
	}
	return p, r, nil
}

// await waits until an envelope is acknowledged or given up.
func (w *Workspace) await(ctx context.Context, e *envelope) error {
	select {
	case <-e.over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stopped:
		return ErrClosed
	}
}

func (a app) allCommands() string {
	var all []string
	for _, c := range a.commands {
		all = append(all, c.Command)
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, ", ")
}
