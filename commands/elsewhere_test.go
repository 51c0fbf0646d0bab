package commands

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAVerbIsAboutTheIncidentThatIsNamedBeforeIt(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		told string
		in   incident.ChannelID
	}{
		"inc-12 note customers see errors":  {"note|customers see errors", inside},
		"INC 12: note customers see errors": {"note|customers see errors", inside},
		"inc-12 sev2":                       {"sev|sev2", inside},
		"note inc-12 is the same":           {"note|inc-12 is the same", outside},
	} {
		d := open()
		req := typed(line)
		req.Channel = outside
		reply, err := table(t, d).Run(t.Context(), req)
		if err != nil || !strings.HasPrefix(d.told, want.told) || d.call.Channel != want.in {
			t.Errorf("%q says %q in %s (%v): %s", line, d.told, d.call.Channel, err, read(reply.Message))
		}
	}
}

func TestAnswersGivenElsewhereLeadBackToTheirIncident(t *testing.T) {
	t.Parallel()
	d := open()
	req := typed("inc-12 did restarted api")
	req.Channel = outside
	reply, err := table(t, d).Run(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	pressed := 0
	for _, p := range reply.Parts {
		for _, b := range p.Buttons {
			press := typed(b.Value)
			press.Channel, press.Verb = outside, b.Verb
			d.call = incident.Call{}
			if _, err := table(t, d).Press(t.Context(), b.Verb, press); err != nil || d.call.Channel != inside {
				t.Errorf("[%s] with %q goes to %q: %v", b.Label, b.Value, d.call.Channel, err)
			}
			pressed++
		}
	}
	if pressed == 0 {
		t.Fatalf("there is nothing to press in %s", read(reply.Message))
	}
	// And what is typed in its own channel is as it was.
	reply, err = table(t, open()).Run(t.Context(), typed("did restarted api"))
	if err != nil || strings.Contains(read(reply.Message), "@12|") {
		t.Errorf("in the channel: %s (%v)", read(reply.Message), err)
	}
}

func TestAFormThatIsOpenedElsewhereLeadsBackToo(t *testing.T) {
	t.Parallel()
	d := open()
	req := typed("inc-12 did")
	req.Channel = outside
	reply, err := table(t, d).Run(t.Context(), req)
	if err != nil || reply.Form == nil {
		t.Fatalf("there is no form: %s (%v)", read(reply.Message), err)
	}
	sent := typed(reply.Form.Value)
	sent.Channel, sent.Verb, sent.Fields = outside, reply.Form.Verb, map[string]string{}
	for _, f := range reply.Form.Fields {
		sent.Fields[f.Name] = f.Initial
	}
	sent.Fields[reply.Form.Fields[0].Name] = "restarted api"
	if _, err := table(t, d).Press(t.Context(), reply.Form.Verb, sent); err != nil || d.call.Channel != inside {
		t.Errorf("it goes to %q: %v", d.call.Channel, err)
	}
}

func TestAnIncidentThatOneMayNotSeeIsNotGoneTo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(i *incident.Incident){
		"private":           func(i *incident.Incident) { i.Private, i.Declarer, i.Lead, i.Members = true, ben, ben, nil },
		"of another number": func(i *incident.Incident) { i.Number = 13 },
	} {
		d := open()
		change(&d.i)
		req := typed("inc-12 note hello")
		req.Channel = outside
		_, err := table(t, d).Run(t.Context(), req)
		if incident.CodeOf(err) != incident.NotFound || d.told != "" {
			t.Errorf("%s: %v, said %q", name, err, d.told)
		}
		press := typed("@12|hello")
		press.Channel = outside
		if _, err := table(t, d).Press(t.Context(), "note", press); incident.CodeOf(err) != incident.NotFound || d.told != "" {
			t.Errorf("%s, by a button: %v, said %q", name, err, d.told)
		}
	}
}

func TestAnIncidentWithoutAChannelIsWaitedFor(t *testing.T) {
	t.Parallel()
	d := open()
	d.i.Channel = ""
	req := typed("inc-12 note hello")
	req.Channel = outside
	if _, err := table(t, d).Run(t.Context(), req); incident.CodeOf(err) != incident.Conflict || !strings.Contains(err.Error(), "no channel yet") {
		t.Errorf("%v", err)
	}
}

func TestAnIncidentAloneShowsWhereItStands(t *testing.T) {
	t.Parallel()
	req := typed("inc-12")
	req.Channel = outside
	reply, err := table(t, open()).Run(t.Context(), req)
	if err != nil || !strings.Contains(read(reply.Message), "INC-12") || strings.Contains(read(reply.Message), "did not know") {
		t.Errorf("%s (%v)", read(reply.Message), err)
	}
}
