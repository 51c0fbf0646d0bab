package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// mostRed is how many checks that were red in a quiet week are named.
const mostRed = 10

// print writes it for people.
func (f audited) print(out io.Writer) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", f.head())
	if f.trouble != nil {
		line("%s", f.trouble)
	}
	line("")
	rows := [][3]string{{"SERVICE", "CAN ASK", "NOT, BECAUSE"}}
	for _, s := range f.audit.Services {
		rows = append(rows, [3]string{s.Service.Name, fmt.Sprintf("%d of %d", len(s.Can), len(f.audit.Checks)), f.because(s)})
	}
	b.WriteString(columns(rows))
	line("")
	if nowhere := f.nowhere(); nowhere != "" {
		line("Not here at all: %s.", nowhere)
	}
	line("%s", f.scrapes())
	line("%s", f.red())
	if len(f.audit.Later) > 0 {
		line("%s", f.later())
	}
	if paste := f.yaml(); paste != "" {
		line("")
		line("%s", f.pasteHead())
		b.WriteString(paste)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// head says which services there are, and how they were found.
func (f audited) head() string {
	n := len(f.audit.Services)
	if f.services.From == "" {
		return fmt.Sprintf("%s, as configured. Asked of %s at %s UTC.", plural(n, "service", "services"), f.source, f.audit.At.Format("15:04"))
	}
	head := fmt.Sprintf("%s by label %q of %s. Asked of %s at %s UTC.", plural(n, "service", "services"), f.services.By, f.services.From, f.source, f.audit.At.Format("15:04"))
	if len(f.splits) == 0 {
		return head
	}
	var others []string
	for _, s := range f.splits[1:] {
		others = append(others, fmt.Sprintf("%s: %d on %d of %d", s.Label, s.Services, s.Targets, s.Of))
	}
	head += fmt.Sprintf("\nThat label splits the targets best, %d of %d have it.", f.splits[0].Targets, f.splits[0].Of)
	if len(others) > 0 {
		head += " Others are " + strings.Join(others, ", ") + "; choose with --from up --by."
	}
	return head
}

// because is why a service cannot be asked the rest: the short way, one clause
// for each cause.
func (f audited) because(s runbooks.Audited) string {
	causes, checks := []string{}, map[string][]string{}
	for _, g := range s.Cannot {
		cause := f.cause(s.Service.Name, g)
		if g.Absent {
			continue // It lacks for all: see nowhere.
		}
		if _, known := checks[cause]; !known {
			causes = append(causes, cause)
		}
		checks[cause] = append(checks[cause], f.short(g.Check))
	}
	if len(causes) == 0 && len(s.Can) == 1 {
		return "only " + s.Can[0].MeasureName() + "; add a check or accept"
	}
	var all []string
	for _, c := range causes {
		all = append(all, strings.Join(checks[c], ", ")+": "+c)
	}
	text := strings.Join(all, ". ")
	if s.Service.Gone.IsZero() {
		return text
	}
	return strings.TrimSuffix("gone, last seen "+s.Service.Gone.Format("2 Jan 15:04")+" UTC. "+text, ". ")
}

// nowhere names what no service can be asked by, for want of the series.
func (f audited) nowhere() string {
	checks := map[string][]string{}
	for _, s := range f.audit.Services {
		for _, g := range s.Cannot {
			if who := f.cause(s.Service.Name, g); g.Absent && !slices.Contains(checks[who], f.short(g.Check)) {
				checks[who] = append(checks[who], f.short(g.Check))
			}
		}
	}
	var all []string
	for _, who := range slices.Sorted(maps.Keys(checks)) {
		all = append(all, fmt.Sprintf("%s (%s)", who, strings.Join(checks[who], ", ")))
	}
	return strings.Join(all, "; ")
}

// later names what needs a value first.
func (f audited) later() string {
	var all []string
	for _, l := range f.audit.Later {
		all = append(all, fmt.Sprintf("%s (%s)", l.Check.MeasureName(), l.Var))
	}
	return "Need a value first, under vars or said with the question: " + strings.Join(all, ", ") + "."
}

// cause is a gap in a few words.
func (f audited) cause(service string, g runbooks.Gap) string {
	switch {
	case g.Label != "":
		series := g.Metric
		if strings.HasPrefix(g.Metric, g.Exporter+"_") {
			series = g.Exporter + " series"
		}
		said := fmt.Sprintf("no %s with %s=%q", series, g.Label, g.Value)
		if near := cmp.Or(f.mend.Except[service][g.Var], f.mend.Unsure[service][g.Var]); near != "" {
			said += fmt.Sprintf("; nearest is %q", near)
		} else if is := strings.ReplaceAll(f.mend.Vars[g.Var], "${service}", service); slices.Contains(g.Values, is) {
			said += fmt.Sprintf("; there is %q", is)
		}
		return said
	case g.Absent && (g.Exporter == "prometheus" || f.audit.Has(g.Metric)):
		return g.Metric
	case g.Absent:
		return strings.Join(g.Tried, " or ")
	}
	return strings.TrimSuffix(g.Detail, ".")
}

func (f audited) short(check string) string {
	for _, c := range f.audit.Checks {
		if c.Name == check {
			return c.MeasureName()
		}
	}
	return check
}

// scrapes says how often is scraped and so how soon effects are answered.
func (f audited) scrapes() string {
	of := map[time.Duration][]string{}
	for name, d := range f.intervals {
		of[d] = append(of[d], name)
	}
	if len(of) == 0 {
		return "How often is scraped cannot be told: no target was seen in the last 20 minutes."
	}
	all := slices.SortedFunc(maps.Keys(of), func(a, b time.Duration) int {
		return cmp.Or(cmp.Compare(len(of[b]), len(of[a])), cmp.Compare(a, b))
	})
	said := []string{fmt.Sprintf("Scrape interval %.0f s: effects are answered after %s.", all[0].Seconds(), answersAfter(all[0]))}
	for _, d := range all[1:] {
		names := of[d]
		slices.Sort(names)
		said = append(said, fmt.Sprintf("%s: %.0f s, so after %s.", few(names), d.Seconds(), answersAfter(d)))
	}
	return strings.Join(said, " ")
}

// answeredAfter is how long after an action its effect can be told, at that
// scrape interval: at the first look, or later where a window takes longer.
func answeredAfter(interval time.Duration) time.Duration {
	var action time.Time
	return max(incident.EffectLooks()[0], incident.AnswerAt(action, interval).Sub(action))
}

// answersAfter is the same in words, against the usual ten minutes.
func answersAfter(interval time.Duration) string {
	usual, now := answeredAfter(time.Second), answeredAfter(interval)
	if now == usual {
		return fmt.Sprintf("%.0f min", now.Minutes())
	}
	return fmt.Sprintf("%.0f min, not %.0f", now.Minutes(), usual.Minutes())
}

// red says what would have failed in a quiet week.
func (f audited) red() string {
	var said []string
	reds := f.reds()
	for _, q := range reds[:min(len(reds), mostRed)] {
		said = append(said, fmt.Sprintf("%s on %s %s of the time", q.Check.MeasureName(), q.Service, share(q.Replay.Red())))
	}
	if more := len(reds) - len(said); more > 0 {
		said = append(said, fmt.Sprintf("and %d more", more))
	}
	judged, not := 0, 0
	why := ""
	for _, q := range f.quiet {
		switch {
		case q.Err != nil:
			not++
			why = cmp.Or(why, reasonOf(q.Err))
		case q.Replay.Passed+q.Replay.Failed > 0:
			judged++
		}
	}
	text := "Red in a quiet week (replayed 7 d, every 30 min): " + strings.Join(said, "; ") + "."
	if len(said) == 0 {
		text = fmt.Sprintf("Nothing was red in a quiet week (replayed 7 d, every 30 min), of %s that could be judged.", plural(judged, "base check", "base checks"))
	}
	if silent := len(f.quiet) - judged - not; silent > 0 {
		text += fmt.Sprintf(" %d had nothing to judge.", silent)
	}
	if not > 0 {
		text += fmt.Sprintf(" %d could not be replayed: %s.", not, why)
	}
	return text
}

// reds are the base checks that failed in the week, the reddest first.
func (f audited) reds() []runbooks.Quiet {
	reds := slices.DeleteFunc(slices.Clone(f.quiet), func(q runbooks.Quiet) bool { return q.Err != nil || q.Replay.Failed == 0 })
	slices.SortStableFunc(reds, func(a, b runbooks.Quiet) int { return cmp.Compare(b.Replay.Red(), a.Replay.Red()) })
	return reds
}

// reasonOf is why a replay did not come about, as a clause.
func reasonOf(err error) string {
	if known, ok := errors.AsType[*incident.Error](err); ok {
		return strings.TrimSuffix(known.Message, ".")
	}
	if source, ok := errors.AsType[*incident.SourceError](err); ok {
		return source.Error()
	}
	return "there was no time left"
}

func share(red float64) string {
	if red < 0.01 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*red)
}

// few are the first three names and the number of the rest.
func few(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// columns aligns the first two of three columns.
func columns(rows [][3]string) string {
	var width [2]int
	for i, r := range rows {
		for n := range r {
			r[n] = incident.OneLine(r[n]) // A name with a line break is no row of its own.
		}
		rows[i] = r
		for n := range width {
			width[n] = max(width[n], utf8.RuneCountInString(r[n]))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		for n := range width {
			b.WriteString(r[n] + strings.Repeat(" ", width[n]-utf8.RuneCountInString(r[n])+3))
		}
		b.WriteString(r[2])
		text := strings.TrimRight(b.String(), " ")
		b.Reset()
		b.WriteString(text + "\n")
	}
	return b.String()
}
