package slack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/chat"
)

// The messages of docs/messages.md, as blocks. They are read from their golden
// files in bot/say, so that the words there, the blocks here and the pictures on
// the page are one.
func TestTheMessagesOfThePageAreDrawn(t *testing.T) {
	t.Parallel()
	names, err := os.ReadFile(filepath.Join("..", "..", "docs", "messages", "list.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(names)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range strings.Fields(line)[1:] {
			source, err := os.ReadFile(filepath.Join("..", "..", "bot", "say", "testdata", name+".golden"))
			if err != nil {
				t.Fatal(err)
			}
			m := fromGolden(string(source))
			all := draw(m)
			if len(all) != 1 {
				t.Fatalf("%s takes %d messages", name, len(all))
			}
			got, err := json.MarshalIndent(map[string]any{"text": all[0].Text, "blocks": all[0].Blocks}, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "messages", name+".json")
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, append(got, '\n'), 0o600); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if want, err := os.ReadFile(path); err != nil || string(want) != string(got)+"\n" {
				t.Errorf("%s is drawn otherwise (%v); look at it, then: go test ./integrations/slack -run TestTheMessagesOfThePage -update\n%s", name, err, got)
			}
		}
	}
}

var (
	buttonIn = regexp.MustCompile(`\[(\*?)([^\]]+)\]\(([^)]*)\)`)
	styledIn = regexp.MustCompile("\\*\\*(.+?)\\*\\*|\\b_([^_\n]+)_|`([^`]+)`|‹([^›]+)›|<([^|>]+)\\|([^>]+)>|@([A-Z][a-z]+)")
)

// fromGolden reads a golden file of bot/say back into the message.
func fromGolden(source string) chat.Message {
	lock, rest, _ := strings.Cut(source, "\n\n")
	m := chat.Message{Text: strings.TrimPrefix(strings.TrimSpace(lock), "lock: ")}
	for part := range strings.SplitSeq(strings.TrimSpace(rest), "\n\n") {
		part = strings.TrimSpace(part)
		switch {
		case strings.HasPrefix(part, "small: "):
			m.Parts = append(m.Parts, chat.Small(spansOf(strings.TrimPrefix(part, "small: "))...))
		case strings.HasPrefix(part, "[") && buttonIn.ReplaceAllString(strings.ReplaceAll(part, " [", "["), "") == "":
			var all []chat.Button
			for _, b := range buttonIn.FindAllStringSubmatch(part, -1) {
				verb, value, _ := strings.Cut(b[3], " ")
				all = append(all, chat.Button{Label: b[2], Verb: verb, Value: value, Primary: b[1] != ""})
			}
			m.Parts = append(m.Parts, chat.Buttons(all...))
		default:
			m.Parts = append(m.Parts, chat.P(spansOf(part)...))
		}
	}
	return m
}

func spansOf(text string) []chat.Span {
	var all []chat.Span
	at := 0
	for _, m := range styledIn.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > at {
			all = append(all, chat.T(text[at:m[0]]))
		}
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return text[m[2*n]:m[2*n+1]]
		}
		switch {
		case group(1) != "":
			all = append(all, chat.B(group(1)))
		case group(2) != "":
			all = append(all, chat.Span{Text: group(2), Italic: true})
		case group(3) != "":
			all = append(all, chat.Span{Text: group(3), Code: true})
		case group(4) != "":
			all = append(all, chat.T(group(4))) // Its age is the reader's; here it stands still.
		case group(5) != "":
			all = append(all, chat.Span{Text: group(5), URL: group(6)})
		default:
			all = append(all, chat.Span{Text: group(7), Person: "U0" + strings.ToUpper(group(7))})
		}
		at = m[1]
	}
	if at < len(text) {
		all = append(all, chat.T(text[at:]))
	}
	return all
}
