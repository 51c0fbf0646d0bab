package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// tasker is all that task needs from the domain.
type tasker interface {
	here
	there
	AddTask(ctx context.Context, call incident.Call, what string, owner incident.Actor, due incident.Moment) (incident.Incident, error)
	ChangeTask(ctx context.Context, call incident.Call, task int, owner *incident.Actor, due incident.Moment) (incident.Incident, error)
	FinishTask(ctx context.Context, call incident.Call, task int) (incident.Incident, error)
}

// whatTask is all that task insists on.
const whatTask = "What is to be done? A few words are enough."

// Task keeps what is to be done later, by whom and until when. Whoever it is
// given to is told alone; the draft lists it.
func Task(incidents tasker) Command {
	return Command{
		Name:    "task",
		Aliases: []string{"tasks", "todo", "todos", "followup", "follow-up"},
		Args:    "[@person] <what> [by <day>] | done A1 | A1 @person",
		Short:   "Keep what is to be done later, and by whom; tasks lists",
		Example: "/incident task fix the alert by friday",
		Moment:  Saying,
		Answers: "The task with its number, owner and day, [Done] and [Undo]. Whoever it is given to is told, alone. With tasks: the list.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, outside, text, err := meant(ctx, incidents, req)
			if err != nil {
				return Reply{}, err
			}
			call := req.Call
			call.Channel = i.Channel
			if req.Fields == nil && listsTasks(req, text) {
				return tasksReply(i), nil
			}
			if n, done, ask := finishes(i, text); done || ask {
				if ask {
					return whichTask(i), nil
				}
				if i, err = incidents.FinishTask(ctx, call, n); err != nil {
					return Reply{}, err
				}
				return taskReply(i, n, "Done: ", outside), nil
			}
			if req.Ask || text == "" && req.Fields == nil {
				return asks(formForTask(i, req, outside, text), whatTask), nil
			}
			t, err := readTask(ctx, req, text)
			if err != nil {
				return Reply{}, err
			}
			if t.n == 0 {
				owner := incident.Actor{}
				if t.owner != nil {
					owner = *t.owner
				}
				if i, err = incidents.AddTask(ctx, call, t.what, owner, t.due); err != nil {
					return Reply{}, err
				}
				return taskReply(i, i.LastTask, "On the list: ", outside), nil
			}
			if i, err = incidents.ChangeTask(ctx, call, t.n, t.owner, t.due); err != nil {
				return Reply{}, err
			}
			return taskReply(i, t.n, "", outside), nil
		},
	}
}

// listsTasks reports whether a line asks for the list: the plural alone, or the
// word.
func listsTasks(req Request, text string) bool {
	switch strings.ToLower(text) {
	case "list", "all":
		return true
	case "":
		return strings.HasSuffix(strings.ToLower(req.Verb), "s")
	}
	return false
}

// finishes reads that a task is done: "done A1", "A1 is done", "done" alone
// where only one is to be done. Ask says that it cannot be told which.
func finishes(i incident.Incident, text string) (n int, done, ask bool) {
	isDone := func(s string) bool {
		switch strings.ToLower(strings.Trim(s, " .,:;!")) {
		case "done", "is done", "was done", "finished", "is finished", "✓":
			return true
		}
		return false
	}
	if n, rest, ok := taskRef(text); ok {
		return n, isDone(rest), false
	}
	word, rest := cut(text)
	if !isDone(word) {
		return 0, false, false
	}
	if n, after, ok := taskRef(rest); ok && after == "" {
		return n, true, false
	}
	if rest != "" {
		return 0, false, false // It is what is to be done.
	}
	open := i.OpenTasks()
	if len(open) == 1 {
		return open[0].N, true, false
	}
	return 0, false, true
}

// task is what a line or a form says of a task: a new one, or n to be changed.
type task struct {
	n     int
	what  string
	owner *incident.Actor // Nil where nothing is said of it; the zero Actor is nobody.
	due   incident.Moment
}

// readTask reads a typed line, or what was filled in.
func readTask(ctx context.Context, req Request, text string) (t task, err error) {
	if req.Fields != nil {
		return filledTask(ctx, req)
	}
	if t.n, text, err = readRef(text); err != nil {
		return t, err
	}
	if text, t.due, err = cutDue(ctx, text, req); err != nil {
		return t, err
	}
	if m := personRef.FindStringSubmatch(text); m != nil && (strings.HasPrefix(text, m[0]) || strings.HasSuffix(text, m[0])) {
		t.owner = &incident.Actor{ID: m[1], Name: m[2]}
		text = strings.TrimSpace(strings.Replace(text, m[0], "", 1))
	}
	text = strings.TrimLeft(text, " ,:;-")
	for _, to := range []string{"for", "to"} {
		if t.owner != nil {
			text = strings.TrimSuffix(text, " "+to)
			if text == to {
				text = ""
			}
		}
	}
	switch word, rest := cut(text); {
	case t.owner != nil:
	case strings.EqualFold(strings.Trim(word, ",:"), "me"):
		t.owner, text = &req.By, rest
	case t.n != 0 && strings.EqualFold(word, "nobody"):
		t.owner, text = &incident.Actor{}, rest
	case strings.HasPrefix(word, "@"):
		return t, UsageError("I do not know who " + clip(word, 40) + " is. Type @ and pick the person from the list.")
	}
	t.what = words(text)
	switch {
	case t.n == 0 && t.what == "":
		return t, UsageError(whatTask)
	case t.n != 0 && (t.what != "" || t.owner == nil && !t.due.Known()):
		return t, UsageError("What about it? Say done, a person, or by and a day. To change its words, type edit and the number of its line.")
	}
	return t, nil
}

// readRef takes a task's number off the front of a text.
func readRef(text string) (n int, rest string, err error) {
	n, rest, ok := taskRef(text)
	if ok && rest == "" {
		return n, rest, UsageError("What about it? Say done, a person, or by and a day.")
	}
	return n, rest, nil
}

// filledTask is what the form says.
func filledTask(ctx context.Context, req Request) (t task, err error) {
	if t.what = words(req.filled("what", "")); t.what == "" {
		return t, &FieldError{Field: "what", Message: whatTask}
	}
	if id := req.filled("owner", ""); id != "" {
		t.owner = &incident.Actor{ID: id, Name: req.nameOf(ctx, id)}
	}
	if said := req.filled("due", ""); said != "" {
		_, bare, _ := strings.Cut(" "+said, " by ")
		due, ok := parseDue(ctx, or(bare, said), req.Now, req.Zone)
		if !ok {
			return t, &FieldError{Field: "due", Message: "I cannot read that as a day. Say friday, 22 jan or 2018-01-22, or leave it empty."}
		}
		t.due = due
	}
	return t, nil
}

// formForTask asks for a task. Only what is to be done is needed.
func formForTask(i incident.Incident, req Request, outside, text string) chat.Form {
	what, due, _ := cutDue(context.Background(), text, req)
	f := chat.Form{
		Title: "Task", Submit: "Keep it", Verb: "task", Value: strings.TrimSpace(outside),
		Intro: []chat.Span{chat.T(i.Name() + " · " + clip(i.Title, proposed))},
		Fields: []chat.Field{
			{Name: "what", Label: "What is to be done?", Initial: what},
			{Name: "owner", Label: "Who does it?", Kind: chat.PersonField, Optional: true, Hint: "They are told, alone."},
			{Name: "due", Label: "By when?", Hint: "As in friday, 22 jan or 2018-01-22.", Optional: true},
		},
	}
	if due.Known() {
		f.Fields[2].Initial = due.At.Format("2006-01-02")
	}
	return f
}

// tasksReply is the list, with what may be pressed.
func tasksReply(i incident.Incident) Reply {
	m := say.Tasks(i)
	buttons := []chat.Button{{Label: "New task…", Verb: "task", Ask: true}}
	if open := i.OpenTasks(); len(open) > 0 && len(open) <= 2 {
		for _, t := range open {
			buttons = append(buttons, chat.Button{Label: t.Name() + " is done", Verb: "task", Value: "done " + t.Name()})
		}
	}
	m.Parts = append(m.Parts, chat.Buttons(buttons...))
	return Reply{Message: m}
}

// whichTask lets one choose what is done.
func whichTask(i incident.Incident) Reply {
	open := i.OpenTasks()
	if len(open) == 0 {
		return Reply{Message: chat.Text("Nothing is to be done in " + i.Name() + ". To put something on the list, type task and what it is.")}
	}
	m := chat.Text("Which task is done?")
	for n := 0; n < min(len(open), 9); n += 3 {
		var row []chat.Button
		for _, t := range open[n:min(n+3, len(open), 9)] {
			row = append(row, chat.Button{Label: clip(t.Name()+" "+t.Text, 60), Verb: "task", Value: "done " + t.Name()})
		}
		m.Parts = append(m.Parts, chat.Buttons(row...))
	}
	return Reply{Message: m}
}

// taskReply says how a task stands now, and whom I tell.
func taskReply(i incident.Incident, n int, head, outside string) Reply {
	t, ok := i.Task(n)
	if !ok {
		return Reply{} // It was taken back meanwhile.
	}
	spans := append([]chat.Span{chat.T(head)}, say.Task(i, t)...)
	step, given := t.Given()
	switch {
	case !t.Open() || !given || step.Seq != t.Newest() || t.Owner.ID == step.By.ID:
	case !incident.CanSee(incident.Viewer{Actor: t.Owner}, i):
		spans = append(spans, chat.T(". I do not tell them: "+i.Name()+" is private, and they are not in its channel. Invite them first."))
	default:
		spans = append(spans, chat.T(". I tell them."))
	}
	m := chat.Message{Parts: []chat.Part{chat.P(spans...)}}
	for _, s := range spans {
		m.Text += s.Text
	}
	var buttons []chat.Button
	if t.Open() && outside == "" {
		buttons = append(buttons, chat.Button{Label: "Done", Verb: "task", Value: "done " + t.Name()})
	}
	if outside == "" {
		buttons = append(buttons, undoButton(t.Newest()))
	}
	if len(buttons) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	return Reply{Message: m}
}
