package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/sitrephq/sitrep/runbooks"
)

// servicesReport is what services prints for programs.
type servicesReport struct {
	At       time.Time       `json:"at"`
	Source   string          `json:"source"`
	From     string          `json:"from,omitempty"`
	By       string          `json:"by,omitempty"`
	Labels   []labelReport   `json:"labels,omitempty"` // Those that it was chosen from, the best first.
	Services []serviceReport `json:"services"`
	Later    []laterReport   `json:"need_a_value"`
	Replay   replayReport    `json:"quiet_week"`
	Gaps     int             `json:"gaps"`
	Fixed    int             `json:"fixed_by_yaml"`
	YAML     string          `json:"yaml,omitempty"`
	Trouble  string          `json:"trouble,omitempty"`
}

type labelReport struct {
	Label    string `json:"label"`
	Services int    `json:"services"`
	Targets  int    `json:"targets"`
	Of       int    `json:"of"`
}

type serviceReport struct {
	Service  string      `json:"service"`
	Can      []string    `json:"can"`
	Of       int         `json:"of"`
	Cannot   []gapReport `json:"cannot"`
	Interval float64     `json:"interval_s,omitempty"`
	Answered float64     `json:"effects_answered_after_s,omitempty"`
	Gone     *time.Time  `json:"gone_since,omitempty"`
}

type laterReport struct {
	Check string `json:"check"`
	Var   string `json:"var"`
}

type gapReport struct {
	Check     string   `json:"check"`
	Exporters []string `json:"exporters"`
	Reason    string   `json:"reason"`
	Because   string   `json:"because"`
	Label     string   `json:"label,omitempty"`
	Value     string   `json:"value,omitempty"`
	Var       string   `json:"var,omitempty"`
}

type replayReport struct {
	Days        int         `json:"days"`
	StepSeconds float64     `json:"step_s"`
	Judged      int         `json:"judged"`
	NotReplayed int         `json:"not_replayed"`
	Red         []redReport `json:"red"`
}

type redReport struct {
	Service string  `json:"service"`
	Check   string  `json:"check"`
	Red     float64 `json:"red"`
	Failed  int     `json:"failed"`
	Passed  int     `json:"passed"`
	Unknown int     `json:"unknown"`
}

// encode writes it for programs.
func (f audited) encode(out io.Writer) error {
	r := servicesReport{
		At: f.audit.At, Source: f.source, From: f.services.From, By: f.services.By, Services: []serviceReport{}, Later: []laterReport{},
		Gaps: f.audit.Gaps(), Fixed: f.mend.Fixed, YAML: f.yaml(),
	}
	if f.trouble != nil {
		r.Trouble = f.trouble.Error()
	}
	for _, s := range f.splits {
		r.Labels = append(r.Labels, labelReport{s.Label, s.Services, s.Targets, s.Of})
	}
	for _, l := range f.audit.Later {
		r.Later = append(r.Later, laterReport{l.Check.Name, l.Var})
	}
	for _, s := range f.audit.Services {
		r.Services = append(r.Services, f.service(s))
	}
	r.Replay = replayReport{Days: int(quietWeek / (24 * time.Hour)), StepSeconds: quietStep.Seconds(), Red: []redReport{}}
	for _, q := range f.quiet {
		switch {
		case q.Err != nil:
			r.Replay.NotReplayed++
		case q.Replay.Passed+q.Replay.Failed > 0:
			r.Replay.Judged++
		}
	}
	for _, q := range f.reds() {
		r.Replay.Red = append(r.Replay.Red, redReport{q.Service, q.Check.Name, q.Replay.Red(), q.Replay.Failed, q.Replay.Passed, q.Replay.Unknown})
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func (f audited) service(s runbooks.Audited) serviceReport {
	one := serviceReport{Service: s.Service.Name, Can: []string{}, Of: len(f.audit.Checks), Cannot: []gapReport{}}
	if !s.Service.Gone.IsZero() {
		one.Gone = &s.Service.Gone
	}
	for _, c := range s.Can {
		one.Can = append(one.Can, c.Name)
	}
	for _, g := range s.Cannot {
		because := f.cause(s.Service.Name, g)
		if g.Absent {
			because += ": not here"
		}
		one.Cannot = append(one.Cannot, gapReport{g.Check, g.Tried, string(g.Reason), because, g.Label, g.Value, g.Var})
	}
	d, ok := f.intervals[s.Service.Name]
	if !ok {
		d, ok = f.intervals[""]
	}
	if ok {
		one.Interval, one.Answered = d.Seconds(), answeredAfter(d).Seconds()
	}
	return one
}
