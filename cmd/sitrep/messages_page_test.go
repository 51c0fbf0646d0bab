package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/sandbox"
	"github.com/sitrephq/sitrep/internal/sandbox/page"
)

var updatePictures = flag.Bool("update-pictures", false, "take the pictures of docs/messages.md anew, in Chromium")

// messageTitles are what the messages are, by their number.
var messageTitles = map[string]string{
	"M1": "Declared: the answer, and where it leads", "M1b": "Declared, and the service is not known",
	"M2": "The board", "M3": "A verdict that fails",
	"M4a": "Can't tell: it stopped", "M4b": "Can't tell: the source is down", "M4c": "Can't tell: too old",
	"M5": "An action through its life", "M6": "A theory that outlives its check", "M7": "A person against the metrics",
	"M8": "Resolved", "M9": "Called off", "M10": "Handover", "M12": "Word to people outside",
}

// elsewhere are messages that are no message in a channel: where they are kept
// word for word.
const elsewhere = `
## The others

- **M13, the postmortem's first screen**: ` + "[toggl.md](../bot/postmortem/testdata/toggl.md)" + `.
- **A whole evening**, read from top to bottom: ` + "[evening.txt](../cmd/sitrep/testdata/evening.txt)" + `.
- **M15, the request for the admin**: ` + "`sitrep doctor --request`" + ` prints it; [setup.md](setup.md) has its tables.
`

type pageMessage struct{ number, golden string }

func pageMessages(t *testing.T) []pageMessage {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "docs", "messages", "list.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []pageMessage
	for line := range strings.Lines(string(source)) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		for _, golden := range words[1:] {
			all = append(all, pageMessage{words[0], golden})
		}
	}
	return all
}

// What the page says a message says is what its golden file says, and each has
// a picture.
func TestTheMessagesPageIsMadeFromTheGoldenFiles(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# What Sitrep says

Each message as it reads, with its picture from the practice page. The words come from the golden files in ` + "`bot/say/testdata`" + `; the numbers are Toggl's, and times and names that its report does not give are invented.
` + "`make pictures`" + ` takes the pictures and writes this page anew. The first line is what a lock screen shows.
`)
	last := ""
	for _, m := range pageMessages(t) {
		if m.number != last {
			last = m.number
			if messageTitles[m.number] == "" {
				t.Errorf("%s has no title", m.number)
			}
			fmt.Fprintf(&b, "\n## %s · %s\n", m.number, messageTitles[m.number])
		}
		words, err := os.ReadFile(filepath.Join("..", "..", "bot", "say", "testdata", m.golden+".golden"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join("..", "..", "docs", "messages", m.golden+".png")); err != nil {
			t.Errorf("%s has no picture: make pictures", m.golden)
		}
		alt := strings.NewReplacer("\n", " ", "[", "", "]", "", "*", "").Replace(strings.TrimPrefix(strings.SplitN(string(words), "\n", 2)[0], "lock: "))
		fmt.Fprintf(&b, "\n![%s](messages/%s.png)\n\n```\n%s\n```\n", alt, m.golden, strings.TrimSpace(string(words)))
	}
	b.WriteString(elsewhere)
	path := filepath.Join("..", "..", "docs", "messages.md")
	if *updatePages {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != b.String() {
		t.Error("docs/messages.md is not what the golden files say: make pictures")
	}
}

// The pictures are taken of the practice page, which draws blocks as Slack does.
func TestPicturesOfTheMessages(t *testing.T) {
	t.Parallel()
	if !*updatePictures {
		return // They are taken on request: fonts differ from machine to machine.
	}
	manifest, err := configs.Manifest(configs.App{Command: "/incident", Hint: usageHint()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2018, 1, 16, 15, 13, 0, 0, time.UTC)
	w, err := sandbox.New(sandbox.Config{
		Manifest: manifest, TeamName: "Toggl practice", Channels: []string{"general"}, Me: "U0ANA", Page: page.FS(),
		Now: func() time.Time { return now },
		People: []sandbox.Person{
			{ID: "U0ANA", Name: "ana", RealName: "Ana", Color: "#7a4fd0"},
			{ID: "U0BEN", Name: "ben", RealName: "Ben", Color: "#0f7b6c"},
			{ID: "U0CHO", Name: "cho", RealName: "Cho", Color: "#b3471d"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	call := func(method string, form url.Values) map[string]any {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL()+"/api/"+method, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Authorization", "Bearer "+w.BotToken())
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		var answer map[string]any
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer["ok"] != true {
			t.Fatalf("%s: %v %v", method, answer, err)
		}
		return answer
	}
	channel := w.Channels()[0].ID
	call("conversations.join", url.Values{"channel": {channel}})
	tab := openBrowser(t, 1030, 1200) // A message is 800 px wide then.
	if err := chromedp.Do(tab, chromedp.Navigate(w.URL()), chromedp.WaitVisible("#composer")); err != nil {
		t.Fatal(err)
	}
	// When it was posted here says nothing beside the times in its words.
	if _, err := chromedp.Run(tab, chromedp.Evaluate[any](`const s = document.createElement("style"); s.textContent = ".message time { visibility: hidden }"; document.head.append(s); null`)); err != nil {
		t.Fatal(err)
	}
	for _, m := range pageMessages(t) {
		source, err := os.ReadFile(filepath.Join("..", "..", "integrations", "slack", "testdata", "messages", m.golden+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var drawn struct {
			Text   string
			Blocks json.RawMessage
		}
		if err := json.Unmarshal(source, &drawn); err != nil {
			t.Fatal(err)
		}
		now = now.Add(10 * time.Minute) // Each with its head.
		ts := fmt.Sprint(call("chat.postMessage", url.Values{"channel": {channel}, "text": {drawn.Text}, "blocks": {string(drawn.Blocks)}})["ts"])
		at := fmt.Sprintf(`li.message[data-ts="%s"]`, ts)
		limited, cancel := context.WithTimeout(tab, 20*time.Second)
		if err := chromedp.Do(limited, chromedp.WaitVisible(at)); err != nil {
			cancel()
			t.Fatalf("%s: %v", m.golden, err)
		}
		time.Sleep(1500 * time.Millisecond) // The flash of a new message fades.
		png, err := chromedp.Run(limited, chromedp.Screenshot(at))
		cancel()
		if err != nil {
			t.Fatalf("%s: %v", m.golden, err)
		}
		if err := os.WriteFile(filepath.Join("..", "..", "docs", "messages", m.golden+".png"), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
