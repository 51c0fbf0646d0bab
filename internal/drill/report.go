package drill

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Report is what a drill found: the object that --json prints.
type Report struct {
	Drill  string        `json:"drill"`
	Checks []CheckReport `json:"checks"`

	BlindPublished *int   `json:"blind_minutes_published"` // Whole minutes; null where the report does not say.
	BlindHere      *int   `json:"blind_minutes_here"`      // Null while nobody is on it, with BlankBecause.
	BlankBecause   string `json:"blank_because,omitempty"`
	BudgetUsed     int    `json:"messages_first_10_min"`
	Postmortem     string `json:"postmortem"`
}

// CheckReport is one check, as the bot first answered it.
type CheckReport struct {
	Check    string     `json:"check"`
	Verdict  string     `json:"verdict"`
	Have     *float64   `json:"have"`
	Want     *float64   `json:"want"`
	SignalAt *time.Time `json:"signal_at"` // When the metrics first showed a failure.
	ToldAt   *time.Time `json:"told_at"`   // When the bot first said so.
	OwnedAt  *time.Time `json:"owned_at"`  // When a person first acted on it.
}

// NewReport reads a drill's outcome off the incident and its timeline.
func NewReport(s *Scenario, i incident.Incident, events []incident.Event) Report {
	r := Report{Drill: s.ID, Postmortem: i.Draft, BlankBecause: s.Published.Blind.BlankBecause}
	if b := s.Published.Blind; !b.From.IsZero() && !b.To.IsZero() {
		r.BlindPublished = new(int(b.To.Sub(b.From).Minutes()))
	}
	for _, c := range i.Checks {
		first := firstVerdict(events, c.Verdict.Check)
		if first == nil {
			continue
		}
		r.Checks = append(r.Checks, CheckReport{
			Check: c.Verdict.Check, Verdict: string(first.Outcome), Have: first.HaveNumber, Want: first.WantNumber,
			SignalAt: instant(c.SignalAt), ToldAt: instant(c.ToldAt), OwnedAt: instant(c.OwnedAt()),
		})
	}
	// In the order of the path, whichever answered first.
	slices.SortStableFunc(r.Checks, func(a, b CheckReport) int {
		x, _ := i.Check(a.Check)
		y, _ := i.Check(b.Check)
		return cmp.Or(cmp.Compare(incident.StageOrder(x.Stage), incident.StageOrder(y.Stage)), cmp.Compare(a.Check, b.Check))
	})
	switch c, ok := i.Deciding(); {
	case !ok:
		r.BlankBecause = "no check failed"
	case c.SignalAt.IsZero():
		r.BlankBecause = "it is not known since when the metrics showed it"
	case c.SignalEarlier:
		r.BlankBecause = "it was on the metrics for longer than was looked back"
	case c.OwnedAt().IsZero():
		r.BlankBecause = "nobody has been on it"
	default:
		r.BlindHere = new(int(c.OwnedAt().Sub(c.SignalAt).Minutes()))
	}
	return r
}

func firstVerdict(events []incident.Event, check string) *incident.Verdict {
	for _, e := range events {
		if e.Kind == incident.Judged && e.Data.Verdict.Check == check {
			return e.Data.Verdict
		}
	}
	return nil
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Write prints the report for people.
func (r Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Drill %s\n", r.Drill)
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "  %-8s %-34s", c.Verdict, c.Check)
		for _, t := range []struct {
			name string
			at   *time.Time
		}{{"on the metrics", c.SignalAt}, {"told", c.ToldAt}, {"someone on it", c.OwnedAt}} {
			if t.at != nil {
				fmt.Fprintf(&b, " %s %s,", t.name, t.at.Format("15:04"))
			}
		}
		fmt.Fprintln(&b)
	}
	fmt.Fprintf(&b, "Blind time: %s min here", shown(r.BlindHere))
	if r.BlankBecause != "" {
		fmt.Fprintf(&b, " (%s)", r.BlankBecause)
	}
	fmt.Fprintf(&b, ", %s min published\n", shown(r.BlindPublished))
	fmt.Fprintf(&b, "Messages in the first ten minutes: %d\n", r.BudgetUsed)
	fmt.Fprintf(&b, "Postmortem: %s\n", r.Postmortem)
	_, err := io.WriteString(w, b.String())
	return err
}
