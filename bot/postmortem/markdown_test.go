package postmortem

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// ours are the only pieces of HTML that a draft may hold.
var ours = regexp.MustCompile(`<!-- sitrep:(begin|end) [a-z]+ -->|<a id="(line|evidence)-\d+"></a>|</?(sup|code)>`)

// unfenced is a draft without its blocks of code, where text is only text.
func unfenced(t *testing.T, md string) string {
	t.Helper()
	var kept []string
	inside := ""
	for line := range strings.Lines(md) {
		trimmed := strings.TrimSpace(line)
		switch {
		case inside != "":
			if trimmed == inside {
				inside = ""
			}
		case strings.HasPrefix(trimmed, "```"):
			inside = strings.TrimRight(trimmed, "abcdefghijklmnopqrstuvwxyz")
		default:
			kept = append(kept, line)
		}
	}
	if inside != "" {
		t.Fatalf("a block of code does not end")
	}
	return strings.Join(kept, "")
}

func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	md := string(Markdown(hostile().build("15:50")))
	_, body, _ := strings.Cut(strings.TrimPrefix(md, "---\n"), "\n---\n")
	text := ours.ReplaceAllString(unfenced(t, body), "")
	for _, bad := range []string{"<", "://evil", "www.evil", "\u202e", "\x00", "\n# Heading", "\n- item"} {
		if at := strings.Index(text, bad); at >= 0 {
			t.Errorf("%q came through: …%s…", bad, text[max(0, at-40):min(len(text), at+40)])
		}
	}
	if live := regexp.MustCompile(`(^|[^\\])\]\(([^)]*)\)`).FindAllStringSubmatch(text, -1); len(live) == 0 {
		t.Error("the draft has no links of its own any more, so this test sees nothing")
	} else {
		for _, l := range live {
			if !strings.HasPrefix(l[2], "#") {
				t.Errorf("a text became a link to %q", l[2])
			}
		}
	}
}

func TestMarkersAreWholeLinesThatNobodyCanWrite(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*story{"hostile": hostile(), "toggl": toggl()} {
		open := ""
		seen := map[string]bool{}
		for line := range strings.Lines(string(Markdown(s.build("15:50")))) {
			line = strings.TrimSuffix(line, "\n")
			if block, ok := strings.CutPrefix(line, "<!-- sitrep:begin "); ok {
				if open != "" || seen[block] {
					t.Errorf("%s: block %q begins inside %q or twice", name, block, open)
				}
				open, seen[block] = block, true
			}
			if block, ok := strings.CutPrefix(line, "<!-- sitrep:end "); ok {
				if block != open {
					t.Errorf("%s: block %q ends where %q is open", name, block, open)
				}
				open = ""
			}
		}
		if open != "" || len(seen) < 9 {
			t.Errorf("%s: %d blocks, %q is left open", name, len(seen), open)
		}
	}
}

func TestEveryRowOfATableHasTheCellsOfItsHead(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*story{"hostile": hostile(), "toggl": toggl(), "corrected": corrected(), "nothing": nothing()} {
		cells, tables := 0, 0
		for line := range strings.Lines(unfenced(t, string(Markdown(s.build("15:50"))))) {
			if !strings.HasPrefix(line, "|") {
				cells = 0
				continue
			}
			n := strings.Count(line, "|")
			if cells == 0 {
				cells, tables = n, tables+1
			}
			if n != cells {
				t.Errorf("%s: a row has %d bars and its head %d: %s", name, n, cells, line)
			}
		}
		if tables < 3 {
			t.Errorf("%s: got %d tables, want at least 3", name, tables)
		}
	}
}

func TestGapsAreSetApartFromTheReport(t *testing.T) {
	t.Parallel()
	d := nothing().build("09:30")
	md := string(Markdown(d))
	for _, g := range d.Gaps {
		if !strings.Contains(md, esc(g.Title)) {
			t.Errorf("%s is not in the list on the first screen", g.ID)
		}
		if g.Under == "" {
			continue
		}
		if !strings.Contains(md, "\n## "+g.Under+"\n") || !strings.Contains(md, "> **To be written:** *"+esc(g.Prompt)) {
			t.Errorf("%s has no heading, or its prompt is not set apart", g.ID)
		}
	}
}

func TestTheDraftNeverRaisesItsVoice(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*story{"toggl": toggl(), "corrected": corrected(), "nothing": nothing()} {
		if text := ours.ReplaceAllString(string(Markdown(s.build("17:00"))), ""); strings.Contains(text, "!") {
			t.Errorf("%s: there is an exclamation mark", name)
		}
	}
}

func TestTheBlindLineSaysWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("15:04", "API is slow")
	v := poolFails()
	v.SinceAtLeast = true
	s.judge("15:04:11", v)
	for _, want := range []string{"**It was on the metrics at 15:00 or earlier. No act of ours on it is on record.** Blind time is blank: no act of a person on it is on record."} {
		if md := string(Markdown(s.build("15:50"))); !strings.Contains(md, want) {
			t.Errorf("%q is missing", want)
		}
	}
	s.take("15:07", cho, pool)
	if md, want := string(Markdown(s.build("15:50"))), "**It was on the metrics at 15:00 or earlier. We acted on it at 15:07. At least 7 minutes.**"; !strings.Contains(md, want) {
		t.Errorf("%q is missing", want)
	}
}

func TestTenThousandEventsAreDraftedUnderASecond(t *testing.T) {
	t.Parallel()
	s := toggl()
	for n := range 10_000 {
		clock := at("16:00").Add(time.Duration(n) * time.Second).Format(time.TimeOnly)
		switch n % 5 {
		case 0:
			s.said(clock, ben, incident.Noted, fmt.Sprintf("note %d | with *marks*", n), incident.Moment{})
		case 1:
			s.judge(clock, poolFails())
		case 2:
			s.answer(clock, ana, pool, incident.Pass, "looks fine")
		case 3:
			s.effect(clock, s.said(clock, ben, incident.Acted, "did something", incident.Moment{}), incident.NothingYet)
		case 4:
			s.take(clock, cho, pool)
		}
	}
	i := s.incident()
	// The machine may be busy with others: what a draft takes is the shortest of
	// several tries.
	var md []byte
	best := time.Hour
	for try := 0; try < 5 && best > time.Second*slower; try++ {
		began := time.Now()
		md = Markdown(Build(i, s.events, s.evidence, Options{At: at("20:00")}))
		best = min(best, time.Since(began))
	}
	if best > time.Second*slower {
		t.Errorf("it took %s", best)
	}
	if n := strings.Count(string(md), "<a id=\"line-"); n < 10_000 {
		t.Errorf("got %d lines, want them all", n)
	}
}

func TestFileNamesAreNeverPaths(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"API is slow":                    "inc-12-api-is-slow.md",
		"":                               "inc-12.md",
		"../../etc/passwd":               "inc-12-etc-passwd.md",
		`C:\windows\con`:                 "inc-12-c-windows-con.md",
		"Überlast":                       "inc-12-berlast.md",
		"日本":                             "inc-12.md",
		"a\x00b\n.":                      "inc-12-a-b.md",
		strings.Repeat("very long ", 50): "inc-12-very-long-very-long-very-long-very-long-very-long-very-long.md",
	} {
		if got := FileName(incident.Incident{Number: 12, Title: title}); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}
