package commands

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func (d *domain) Decide(_ context.Context, call incident.Call, what string, when incident.Moment) (incident.Incident, error) {
	d.when = when
	events, err := d.i.Decide(call.By, what, when, now)
	return d.rule(call, events, err, "decide", what)
}

func (d *domain) AddTask(_ context.Context, call incident.Call, what string, owner incident.Actor, due incident.Moment) (incident.Incident, error) {
	d.when = due
	events, err := d.i.AddTask(call.By, what, owner, due, now)
	return d.rule(call, events, err, "task", what, owner.ID, owner.Name, dayOf(due))
}

func (d *domain) ChangeTask(_ context.Context, call incident.Call, n int, owner *incident.Actor, due incident.Moment) (incident.Incident, error) {
	who := "as it is"
	if owner != nil {
		who = owner.ID
	}
	events, err := d.i.ChangeTask(call.By, n, owner, due, now)
	return d.rule(call, events, err, "change", digits(int64(n)), who, dayOf(due))
}

func (d *domain) FinishTask(_ context.Context, call incident.Call, n int) (incident.Incident, error) {
	events, err := d.i.FinishTask(call.By, n, now)
	return d.rule(call, events, err, "finish", digits(int64(n)))
}

func dayOf(m incident.Moment) string {
	if !m.Known() {
		return ""
	}
	return m.At.Format("2006-01-02 15:04")
}

// todo puts tasks on the list, for nobody.
func todo(texts ...string) func(*domain) {
	return func(d *domain) {
		for _, text := range texts {
			events, err := d.i.AddTask(ben, text, incident.Actor{}, incident.Moment{}, now.Add(-time.Minute))
			_, _ = d.rule(incident.Call{}, events, err)
		}
		d.told = ""
	}
}

func TestTask(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "what is to be done", text: "task fix the alert", told: "task|fix the alert|||", reads: "On the list: A1 fix the alert · nobody has it · no day set\n[Done](task done A1) [Undo](undo 15)"},
		{name: "by a day", text: "task fix the alert by friday", told: "task|fix the alert|||2018-01-19 00:00", reads: "On the list: A1 fix the alert · nobody has it · by Fri 19 Jan\n[Done](task done A1) [Undo](undo 15)"},
		{name: "by a time, in the typist's zone", text: "task call the provider by 18:00.", told: "task|call the provider|||2018-01-16 17:00", reads: "On the list: A1 call the provider · nobody has it · by 17:00 UTC\n[Done](task done A1) [Undo](undo 15)"},
		{name: "for somebody", text: "todo <@U0BEN|Ben> fix the alert, by 22 Jan", told: "task|fix the alert|U0BEN|Ben|2018-01-22 00:00", reads: "On the list: A1 fix the alert · Ben · by Mon 22 Jan. I tell them.\n[Done](task done A1) [Undo](undo 15)"},
		{name: "for somebody, named last", text: "task fix the alert for <@U0BEN|Ben>", told: "task|fix the alert|U0BEN|Ben|", reads: "On the list: A1 fix the alert · Ben · no day set. I tell them.\n[Done](task done A1) [Undo](undo 15)"},
		{name: "for me", text: "task me: fix the alert", told: "task|fix the alert|U0ANA|Ana|", reads: "On the list: A1 fix the alert · Ana · no day set\n[Done](task done A1) [Undo](undo 15)"},
		{name: "by hand is no day", text: "task restart it by hand", told: "task|restart it by hand|||", reads: "On the list: A1 restart it by hand · nobody has it · no day set\n[Done](task done A1) [Undo](undo 15)"},
		{name: "a day that is none", text: "task fix it by 31 feb", asks: "By when? I cannot read “31 feb”. Say by friday, by 22 jan, by 2018-01-22 or by 18:00."},
		{name: "somebody nobody knows", text: "task @ben fix it", asks: "I do not know who @ben is. Type @ and pick the person from the list."},
		{name: "given to somebody", text: "task A1 <@U0BEN|Ben>", with: todo("fix the alert"), told: "change|1|U0BEN|", reads: "A1 fix the alert · Ben · no day set. I tell them.\n[Done](task done A1) [Undo](undo 16)"},
		{name: "given to somebody, by a day", text: "task a1: to <@U0BEN|Ben> by tomorrow", with: todo("fix the alert"), told: "change|1|U0BEN|2018-01-17 00:00", reads: "A1 fix the alert · Ben · by Wed 17 Jan. I tell them.\n[Done](task done A1) [Undo](undo 16)"},
		{name: "another day", text: "task A1 by 2018-02-01", with: todo("fix the alert"), told: "change|1|as it is|2018-02-01 00:00", reads: "A1 fix the alert · nobody has it · by Thu 1 Feb\n[Done](task done A1) [Undo](undo 16)"},
		{name: "other words", text: "task A1 mend the alert", with: todo("fix the alert"), asks: "What about it? Say done, a person, or by and a day. To change its words, type edit and the number of its line."},
		{name: "done", text: "task done A2", with: todo("a", "b"), told: "finish|2", reads: "Done: A2 b · done 15:06 UTC, Ana\n[Undo](undo 17)"},
		{name: "done, the other way round", text: "task A1 is done", with: todo("a", "b"), told: "finish|1", reads: "Done: A1 a · done 15:06 UTC, Ana\n[Undo](undo 17)"},
		{name: "the only one is done", text: "task done", with: todo("fix the alert"), told: "finish|1", reads: "Done: A1 fix the alert · done 15:06 UTC, Ana\n[Undo](undo 16)"},
		{name: "one of several is done", text: "task done", with: todo("a", "b"), reads: "Which task is done?\n[A1 a](task done A1) [A2 b](task done A2)"},
		{name: "the list", text: "tasks", with: todo("fix the alert"), reads: "INC-12: 1 to do, 0 done\nA1 fix the alert · nobody has it · no day set\n[New task…](task) [A1 is done](task done A1)"},
		{name: "an empty list", text: "task list", reads: "Nothing is on the list of INC-12.\n[New task…](task)"},
		{name: "one that is none", text: "task done A9", code: incident.NotFound},
		{name: "elsewhere", text: "task fix it", channel: outside, code: incident.NotFound},
		{name: "a decision", text: "decide no failover", told: "decide|no failover", reads: "Decided, and on the board: no failover\n[Undo](undo 15)"},
		{name: "a decision of before", text: "decided 15:50 no failover", told: "decide|no failover", reads: "Decided at 15:50 CET = 14:50 UTC, and on the board: no failover\n[Undo](undo 15)"},
	})
}

func TestTheOwnerOfATaskFinishesItWhereItWasToldThem(t *testing.T) {
	t.Parallel()
	d := open()
	todo("fix the alert")(d)
	req := typed("<#C12> done A1")
	req.Channel = "D7"
	reply, err := table(t, d).Press(t.Context(), "task", req)
	if got := read(reply.Message); err != nil || d.told != "finish|1" || d.call.Channel != inside || got != "Done: A1 fix the alert · done 15:06 UTC, Ana" {
		t.Errorf("it told %q in %s and answered %q, %v", d.told, d.call.Channel, got, err)
	}
}

func TestAPrivateIncidentIsNotNamedToWhoeverGetsATask(t *testing.T) {
	t.Parallel()
	d := open()
	d.i.Private, d.i.Declarer = true, ana
	reply, err := table(t, d).Run(t.Context(), typed("task <@U0BEN|Ben> fix the alert"))
	want := "On the list: A1 fix the alert · Ben · no day set. I do not tell them: INC-12 is private, and they are not in its channel. Invite them first.\n[Done](task done A1) [Undo](undo 15)"
	if got := read(reply.Message); err != nil || got != want {
		t.Errorf("answered %q (%v), want %q", got, err, want)
	}
}

func TestATaskIsAskedForInAForm(t *testing.T) {
	t.Parallel()
	d := open()
	reply, err := table(t, d).Run(t.Context(), typed("task"))
	want := "Task [Keep it](task)\nwhat: What is to be done?\n(owner: Who does it?)\n(due: By when?)"
	if got := readForm(reply.Form); err != nil || got != want {
		t.Fatalf("it asks %q (%v), want %q", got, err, want)
	}
	fill := func(what, owner, due string) error {
		req := typed("")
		req.Fields = map[string]string{"what": what, "owner": owner, "due": due}
		req.Name = func(context.Context, string) string { return "Ben" }
		_, err := table(t, d).Press(t.Context(), "task", req)
		return err
	}
	if err := fill("fix the alert", "U0BEN", "by next week"); err != nil || d.told != "task|fix the alert|U0BEN|Ben|2018-01-26 00:00" {
		t.Errorf("it told %q, %v", d.told, err)
	}
	for field, err := range map[string]error{"what": fill(" ", "", ""), "due": fill("x", "", "soon")} {
		if f := fieldOf(err); f != field {
			t.Errorf("what is wrong with %s is said beside %q: %v", field, f, err)
		}
	}
}

// fieldOf is the field beside which an error is said.
func fieldOf(err error) string {
	if f, ok := errors.AsType[*FieldError](err); ok {
		return f.Field
	}
	return ""
}

func TestParseDue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"today": "2018-01-16 00:00", "EOD": "2018-01-16 00:00", "tomorrow": "2018-01-17 00:00",
		"Fri": "2018-01-19 00:00", "tue": "2018-01-23 00:00", "this tuesday": "2018-01-16 00:00", "next friday": "2018-01-26 00:00",
		"end of the week": "2018-01-19 00:00", "in 3 days": "2018-01-19 00:00", "2w": "2018-01-30 00:00",
		"10 jan": "2019-01-10 00:00", "January 22nd": "2018-01-22 00:00", "22 jan 2018": "2018-01-22 00:00", "2018-02-29": "", "31 feb": "",
		"3pm": "2018-01-17 14:00", "17:30": "2018-01-16 16:30", "noon-ish": "", "": "",
	} {
		got, ok := parseDue(t.Context(), text, now, typed("").Zone)
		if dayOf(got) != want && (ok || want != "") {
			t.Errorf("by %q is %q (%v), want %q", text, dayOf(got), ok, want)
		}
	}
	// After midnight in Vienna it is another day than in UTC.
	late := now.Add(8 * time.Hour)
	if got, _ := parseDue(t.Context(), "today", late, typed("").Zone); dayOf(got) != "2018-01-17 00:00" {
		t.Errorf("today is %s", dayOf(got))
	}
}
