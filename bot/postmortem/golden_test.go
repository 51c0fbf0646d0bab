package postmortem

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var update = flag.Bool("update", false, "write the golden files anew")

// nothing is an incident of which nobody recorded more than that it is there.
func nothing() *story {
	s := &story{}
	s.add("09:00", incident.Event{Actor: ana, Kind: incident.Declared, Text: "Something is odd", Data: incident.Data{Title: "Something is odd"}})
	return s
}

func TestDraftsReadAsTheyShould(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]Document{
		"toggl":     toggl().build("15:45:01"),
		"nothing":   nothing().build("09:30"),
		"corrected": corrected().build("16:30"),
		"hostile":   hostile().build("15:50"),
		"hindsight": lookedBack().build("15:45:10"),
		"people":    people().build("15:45"),
		"theories":  theories().build("16:30"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", name+".md")
			got := Markdown(doc)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the draft is not %s any more; run with -update and read the difference. Got:\n%s", file, got)
			}
		})
	}
}

// lookedBack is the Toggl story with what every check showed over its time.
func lookedBack() *story {
	s := toggl()
	s.add("15:45:05", incident.Event{Actor: incident.Bot, Kind: incident.LookedBack, Text: "13:45 to 15:45 UTC: 4 of 7 checks failed, 2 of them never asked, 1 could not be looked back", Data: incident.Data{Hindsight: &incident.Hindsight{
		From: at("13:45"), To: at("15:45"), Seen: []incident.Seen{
			{Check: "noise/red", Ask: "Is the disk quiet?", Red: true, Last: at("15:45"), Share: 1, Step: 30 * time.Second},
			{Check: "backend-pool/running", Ask: "Are the API servers running?", Stage: "running", Base: true, Asked: true, Step: 30 * time.Second},
			{Check: pool, Ask: "Is the API pool whole?", Stage: "healthy", Base: true, Asked: true, First: at("15:00:29"), Last: at("15:21"), Share: 0.175, Step: 30 * time.Second},
			{Check: "connection-limits/database", Ask: "Is the | database near its limit?", Stage: "admission", First: at("14:58"), Last: at("15:20"), Share: 0.18, Step: 30 * time.Second},
			{Check: "retry-storm/share", Ask: "Do clients retry?", Stage: "demand", First: at("15:02"), Last: at("15:04"), Share: 0.004, Step: 30 * time.Second},
			{Check: "latency/p95", Ask: "Does API answer in time?", Stage: "working", Base: true, Asked: true, Red: true, First: at("14:45"), Last: at("15:22"), Share: 0.996},
			{Check: "dns/answers", Ask: "Does DNS answer?", Why: "Prometheus other has not answered within 20 s."},
		},
	}}})
	return s
}

// corrected is an incident whose record was mended by people: late entries,
// retractions, vague times and times that contradict each other.
func corrected() *story {
	s := &story{}
	s.declare("15:04", "Queue is late")
	s.judge("15:04:11", poolFails())
	wrong := s.said("15:10", ben, incident.Noted, "it is DNS", incident.Moment{})
	s.undo("15:12", ben, wrong)
	s.said("15:40", cho, incident.Noted, "first customer ticket", minute("14:57"))
	s.said("15:41", cho, incident.Acted, "restarted the proxy", vague("15:20", incident.Approx))
	began := s.said("15:50", ana, incident.ImpactBegan, "pool fell", minute("15:02"))
	s.said("15:51", ana, incident.ImpactEnded, "", vague("16:20", incident.By))
	s.undo("15:52", ana, began)
	s.said("15:53", ana, incident.ImpactBegan, "first ticket", incident.Moment{At: at("14:57"), Precision: incident.Minute})
	s.said("16:00", ana, incident.Mitigated, "", incident.Moment{})
	s.said("16:05", ana, incident.Resolved, "restarted the proxy", incident.Moment{})
	s.said("16:06", ana, incident.Reopened, "it is back", incident.Moment{})
	s.said("16:15", ana, incident.Resolved, "restarted the proxy twice", incident.Moment{})
	return s
}

// hostile is an incident in which every text tries to be more than text.
func hostile() *story {
	s := &story{}
	s.declare("15:04", "</details> | ``` <script>alert(1)</script> [x](javascript:alert(1))")
	v := poolFails()
	v.Ask = "Is **it** whole? <img src=x onerror=alert(1)>"
	v.Offenders = []string{"api-3|api-4", "`rm`", "a\nb\n" + End("timeline") + "\n# Heading"}
	s.judge("15:05", v)
	for hash, p := range s.evidence {
		p.Queries[0].Query = "sum(x{a=~`b|c`})\n" + End("evidence") + "\n```\n# Heading\n"
		p.Link = "javascript:alert(1)"
		p.Queries[0].Series[0].Labels = map[string]string{"pod": "x\n```\n</details>"}
		s.evidence[hash] = p
	}
	s.said("15:06", incident.Actor{ID: "U9", Name: "<b>Eve</b> | root"}, incident.Noted, "see https://evil.example and www.evil.example, 1. one | two ~~three~~ $x$ \\| _four_ snake_case\n"+End("timeline")+"\n- item", incident.Moment{})
	s.said("15:07", ben, incident.Acted, "# did <!-- x --> `a|b\\` ![p](http://x/y.png)", incident.Moment{})
	s.said("15:08", ben, incident.Resolved, "1. \u202egnihton\u202c\x00 *done*", incident.Moment{})
	return s
}
