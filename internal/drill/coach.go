package drill

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// Coach leads a newcomer through a scenario: five steps, a clock that can be
// skipped, and the end always one button away.
type Coach struct {
	Driver *Driver
	Speed  float64   // Story seconds per second, once the incident is declared.
	Out    io.Writer // The terminal.
	// Look is the incident as it is, and its timeline; the zero incident while
	// there is none.
	Look func(ctx context.Context) (incident.Incident, []incident.Event, error)

	mu   sync.Mutex
	step int
}

// refresh is how often the page's story is brought up to date, machine time.
const refresh = 200 * time.Millisecond

// Run keeps the page's story true until ctx ends.
func (c *Coach) Run(ctx context.Context) error {
	s := c.Driver.Scenario
	if _, err := fmt.Fprintf(c.Out, "Sitrep practice at %s · %s · %s UTC, %.0f times faster than life once you declare\n",
		c.Driver.Workspace.URL(), s.Intro, s.Start.Format("2 Jan 2006 15:04"), c.Speed); err != nil {
		return err
	}
	tick := time.NewTicker(refresh)
	defer tick.Stop()
	told, finished := -1, false
	for {
		i, events, err := c.Look(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		c.follow(events)
		story := c.story(i)
		c.Driver.Workspace.SetStory(story)
		if n := c.at(); n != told && n < len(s.Coach) {
			told = n
			_, _ = fmt.Fprintf(c.Out, "Step %d of %d: %s  %s\n", n+1, len(s.Coach), s.Coach[n].Say, s.Coach[n].Insert)
		}
		if len(story.Score) > 0 && !finished {
			finished = true
			for _, line := range story.Score {
				_, _ = fmt.Fprintln(c.Out, line)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// follow moves the lessons on with what is on the timeline, by whatever door it
// came, and lets the clock run from the moment there is an incident: until then
// a newcomer may read in peace.
func (c *Coach) follow(events []incident.Event) {
	if len(events) > 0 && c.Driver.Clock.Speed() == 0 {
		c.Driver.Clock.SetSpeed(c.Speed)
	}
	lessons := c.Driver.Scenario.Coach
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := c.step; n < len(lessons); n++ {
		for _, e := range events {
			if lessons[n].Done.by(e) {
				c.step = n + 1
			}
		}
	}
}

func (c *Coach) at() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.step
}

// Press does what one of the story's buttons says.
func (c *Coach) Press(ctx context.Context, id string) error {
	i, _, err := c.Look(ctx)
	if err != nil {
		return err
	}
	if i.ID == 0 {
		return fmt.Errorf("declare the incident first: %s", c.Driver.Scenario.Coach[0].Insert)
	}
	switch id {
	case "skip":
		at, _ := nextThing(i, c.Driver.Clock.Now())
		return c.Driver.Forward(ctx, at)
	case "end":
		if !i.Open() {
			return nil
		}
		me, _ := c.Driver.Scenario.Person(c.Driver.Scenario.Me)
		return c.Driver.Workspace.Type(ctx, me.ID, string(i.Channel), "", c.Driver.Scenario.Command+" resolve ended from the practice page")
	default:
		return fmt.Errorf("there is no button %q", id)
	}
}

// nextThing is the next moment worth waiting for, and what happens then.
func nextThing(i incident.Incident, now time.Time) (time.Time, string) {
	next, what := now.Add(5*time.Minute), "five minutes on"
	for _, a := range i.Actions {
		since := a.At
		if a.DoneAt.After(since) {
			since = a.DoneAt
		}
		for _, look := range []struct {
			after time.Duration
			what  string
		}{{2*time.Minute + 10*time.Second, "first look at: "}, {10*time.Minute + 10*time.Second, "what it moved: "}} {
			if at := since.Add(look.after); at.After(now) && at.Before(next.Add(6*time.Minute)) && (what == "five minutes on" || at.Before(next)) {
				next, what = at, look.what+a.Text
			}
		}
	}
	return next, what
}

// story is the page's coach as things stand.
func (c *Coach) story(i incident.Incident) sandbox.Story {
	s, now := c.Driver.Scenario, c.Driver.Clock.Now()
	story := sandbox.Story{Title: s.Title, Intro: upperFirst(s.Intro), Now: now, Speed: c.Driver.Clock.Speed()}
	at := c.at()
	for n, l := range s.Coach {
		story.Steps = append(story.Steps, sandbox.StoryStep{Text: l.Say, Insert: l.Insert, Done: n < at, Current: n == at})
	}
	next, what := nextThing(i, now)
	story.Buttons = []sandbox.StoryButton{
		{ID: "skip", Label: "Skip to the next thing", Note: next.Format("15:04") + ", " + what, Disabled: i.ID == 0 || !i.Open() && i.Draft != ""},
		{ID: "end", Label: "End the incident and show me the postmortem", Disabled: i.ID == 0 || !i.Open()},
	}
	if !i.Open() && i.Draft != "" && i.ID != 0 {
		story.Score = c.score(i)
	}
	return story
}

// upperFirst begins a sentence.
func upperFirst(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:]
}

// score is the card at the end: when it was on the metrics, when somebody was
// on it, and how long it took those who lived it.
func (c *Coach) score(i incident.Incident) []string {
	d, ok := i.Deciding()
	if !ok || d.SignalAt.IsZero() || d.SignalEarlier {
		return []string{"Nothing that Sitrep measures failed in this incident."}
	}
	lines := []string{fmt.Sprintf("The metrics showed it at %s.", d.SignalAt.Format("15:04"))}
	if owned := d.OwnedAt(); owned.IsZero() {
		lines = append(lines, "Nobody pressed I'm on it, so nobody was on it.")
	} else {
		lines = append(lines, fmt.Sprintf("You were on it at %s: %.0f minutes.", owned.Format("15:04"), owned.Sub(d.SignalAt).Minutes()))
	}
	return append(lines, c.Driver.Scenario.Published.Words, "The draft of the postmortem: "+i.Draft)
}
