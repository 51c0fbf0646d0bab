package say_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// render is a message as plain text: what a lock screen shows first, then what
// stands in the channel, with **bold**, links and [buttons].
func render(m chat.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "lock: %s\n", m.Text)
	for _, p := range m.Parts {
		b.WriteString("\n")
		switch {
		case p.Title != "":
			b.WriteString("# " + p.Title)
		case len(p.Text) > 0:
			b.WriteString(spans(p.Text))
		case len(p.Small) > 0:
			b.WriteString("small: " + spans(p.Small))
		case len(p.Buttons) > 0:
			for n, button := range p.Buttons {
				if n > 0 {
					b.WriteString(" ")
				}
				mark := ""
				if button.Primary {
					mark = "*"
				}
				fmt.Fprintf(&b, "[%s%s](%s)", mark, button.Label, strings.TrimSpace(button.Verb+" "+button.Value))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func spans(all []chat.Span) string {
	var b strings.Builder
	for _, s := range all {
		text := s.Text
		switch {
		case s.Person != "":
			text = "@" + text
		case s.URL != "":
			text = "<" + text + "|" + s.URL + ">"
		case s.When != nil:
			text = "‹" + text + "›"
		case s.Code:
			text = "`" + text + "`"
		}
		if s.Bold {
			text = "**" + text + "**"
		}
		if s.Italic {
			text = "_" + text + "_"
		}
		b.WriteString(text)
	}
	return b.String()
}

// golden compares a message with its file, and holds every message to the
// rules that all of them share.
func golden(t *testing.T, name string, m chat.Message) {
	t.Helper()
	manners(t, m)
	got := render(m)
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s reads:\n%s\nwant:\n%s", name, got, want)
	}
}

// verbs are those that a button may press; any other would be a dead button.
var verbs = map[string]bool{
	"take": true, "finish": true, "running": true, "answer": true, "undo": true, "impact": true, "service": true, "check": true,
	"evidence": true, "mitigate": true, "resolve": true, "reopen": true, "calloff": true, "handover": true, "fine": true, "sev": true, "declare": true, "did": true, "overrule": true, "unsay": true, "update": true,
	"think": true, "ruleout": true, "found": true, "still": true,
	"task": true, "edit": true, "timeline": true,
	"status": true, "share": true, "follow": true, "canhelp": true,
}

func manners(t *testing.T, m chat.Message) {
	t.Helper()
	if m.Text == "" {
		t.Error("a lock screen would show nothing")
	}
	text := render(m)
	if strings.Contains(text, "!") {
		t.Errorf("an exclamation mark in:\n%s", text)
	}
	if strings.Contains(text, "  ") || strings.Contains(text, " .") {
		t.Errorf("a gap where something is missing in:\n%s", text)
	}
	for _, p := range m.Parts {
		set := 0
		for _, is := range []bool{p.Title != "", len(p.Text) > 0, len(p.Small) > 0, len(p.Buttons) > 0, p.Divider, p.Image != nil} {
			if is {
				set++
			}
		}
		if set != 1 {
			t.Errorf("a part has %d fields set: %+v", set, p)
		}
		if len(p.Buttons) > 3 {
			t.Errorf("%d buttons in a row", len(p.Buttons))
		}
		for _, b := range p.Buttons {
			if !verbs[b.Verb] {
				t.Errorf("button %q presses %q, which is no verb", b.Label, b.Verb)
			}
			if promises := strings.HasSuffix(b.Label, "…"); b.Ask && !promises || promises && !b.Ask && utf8.RuneCountInString(b.Label) < 20 {
				t.Errorf("button %q and what it opens do not agree: a form is promised by …", b.Label)
			}
			if n := utf8.RuneCountInString(b.Label); n > 75 {
				t.Errorf("button %q has %d characters", b.Label, n)
			}
		}
	}
}
