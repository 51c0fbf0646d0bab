package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// nasty are pieces of what titles, labels, names and answers may hold.
var nasty = []string{
	"<!here>", "<!channel>", "<!everyone>", "<!subteam^S0SRE|@sre>", "<@U0EVE>", "<@U0EVE|eve>", "<#C0EVIL|x>", "<http://evil.example|runbook>", "<javascript:alert(1)|x>",
	"<!date^1^{ago}^http://evil.example|x>", "&lt;!here&gt;", "&amp;lt;!here&amp;gt;", "@here", "@channel", "@everyone", "@eve", " @here ", "http://evil.example/x", "evil.example", "mailto:eve@evil.example",
	"*", "_", "~", "`", "```", "*bold*", "_it_", ":fire:", ":", ">", "\n>", "\n* item", "\n1. item", "|", "<", "&", "#general", "\n", "\r\n", "\t", "\x00", "\x1b[31m", "\x1b]8;;http://evil.example\a", "\u009b31m",
	"\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u2028", "\u3164", "\U000e0041", "\xff", "Überlast", "日本", "👩\u200d🚒", "api is slow", "2 of 20", "[x](http://evil.example)", "![x](http://evil.example)", "| a | b |", "# head",
	"ghp_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", "https://ana:hunter22@evil.example/", "password=hunter22",
}

func nastyText(t *rapid.T) string {
	piece := rapid.OneOf(rapid.SampledFrom(nasty), rapid.SampledFrom(nasty), rapid.StringN(0, 6, 12))
	return strings.Join(rapid.SliceOfN(piece, 1, 4).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
}

// The people and the pages that the incident itself speaks of.
var (
	knownPeople = []string{"U0ANA", "U0BEN", "UBOT"}
	knownHosts  = []string{"prometheus.example", "team.slack.com"}
)

// haunted is an incident in which every text that can come from outside is the
// same one, and every subject has come about. Ids, addresses and the words of
// our own lists stay.
func haunted(text string) incident.Incident {
	text, _ = incident.Mask(text) // As the Service stores it.
	ana, ben := incident.Actor{ID: "U0ANA", Name: "ana"}, incident.Actor{ID: "U0BEN", Name: "ben"}
	n, number := 3, 2.0
	verdict := func(check string, o incident.Outcome, r incident.Reason) *incident.Verdict {
		return &incident.Verdict{
			Check: check, Outcome: o, Reason: r, Base: true, Bases: 4, Stage: "registered", HaveNumber: &number, Since: t0.Add(-time.Minute), GoodFrom: t0.Add(-time.Hour), GoodTo: t0.Add(-2 * time.Minute),
			SampledAt: t0, Offenders: []string{""}, More: 2, Every: 15 * time.Second,
		}
	}
	message := &incident.Message{Channel: "C1", TS: "1516115040.000100", Link: "https://team.slack.com/archives/C1/p1", MarkedBy: ben, Files: []incident.File{{Link: "https://team.slack.com/files/x"}}}
	events := []incident.Event{
		{Kind: incident.Declared, Data: incident.Data{UID: "UID", Severity: new(incident.Sev1)}},
		{Kind: incident.ChannelOpened, Data: incident.Data{Channel: "C1"}},
		{Kind: incident.Surveyed, Data: incident.Data{Survey: &incident.Survey{At: t0, Looked: 40, Whole: 30, Short: 2, Blind: 8, Worst: []incident.Standing{{Have: 2, Want: 20}, {Silent: true}}}}},
		{Kind: incident.Judged, Evidence: "h", Data: incident.Data{Verdict: verdict("a/fails", incident.Fail, "")}},
		{Kind: incident.Judged, Evidence: "h", Data: incident.Data{Verdict: verdict("a/stopped", incident.Unknown, incident.Stopped)}},
		{Kind: incident.Judged, Evidence: "h", Data: incident.Data{Verdict: verdict("a/asks", incident.Unknown, incident.AskPerson)}},
		{Kind: incident.Judged, Evidence: "h", Data: incident.Data{Verdict: verdict("a/passes", incident.Pass, "")}},
		{Kind: incident.Answered, Actor: ben, Data: incident.Data{Check: "a/fails", Outcome: incident.Pass}},
		{Kind: incident.Answered, Actor: ben, Data: incident.Data{Check: "a/asks", Outcome: incident.Fail}},
		{Kind: incident.Overruled, Actor: ben, Data: incident.Data{Check: "a/passes", Outcome: incident.Fail, Over: incident.Pass}},
		{Kind: incident.Taken, Actor: ben, Data: incident.Data{Check: "a/fails"}},
		{Kind: incident.Noted, Data: incident.Data{Message: message}},
		{Kind: incident.Acted, Subject: "message:C1/1516115040.000100", Data: incident.Data{Message: message}},
		{Kind: incident.EffectJudged, Data: incident.Data{Effect: &incident.Effect{
			Action: 13, Look: 10 * time.Minute, Outcome: incident.NothingYet, At: t0, After: 10 * time.Minute,
			Measures: []incident.Measure{{Check: "a/fails"}}, Elsewhere: []incident.Elsewhere{{At: t0}}, Next: t0.Add(time.Hour),
		}}},
		{Kind: incident.CapacityCounted, Data: incident.Data{Capacity: &incident.Capacity{Action: 13, Asked: &n, Running: &n, Healthy: &n, Receiving: new(int), Members: []string{"", ""}, Idle: []string{""}}}},
		{Kind: incident.Theorised, Data: incident.Data{Theory: 1}},
		{Kind: incident.Nudged, Actor: incident.Bot, Data: incident.Data{Theory: 1}},
		{Kind: incident.Theorised, Data: incident.Data{Theory: 2}},
		{Kind: incident.RuledOut, Data: incident.Data{Theory: 2}},
		{Kind: incident.Found, Data: incident.Data{Theory: 3}},
		{Kind: incident.MetricAsked, Data: incident.Data{MetricAsk: &incident.MetricAsk{From: t0, To: t0.Add(time.Hour)}}},
		{Kind: incident.MetricShown, Evidence: "h", Data: incident.Data{Metric: &incident.Metric{Asked: 21, From: t0, To: t0.Add(time.Hour), Lines: []incident.MetricLine{{}, {}}, SampledAt: t0, Link: "https://prometheus.example/graph"}}},
		{Kind: incident.Told, Data: incident.Data{Next: t0.Add(time.Hour)}},
		{Kind: incident.Decided},
		{Kind: incident.Tasked, Data: incident.Data{Task: 1}},
		{Kind: incident.SeverityChanged, Data: incident.Data{Severity: new(incident.Sev2)}},
		{Kind: incident.LeadChanged, Data: incident.Data{Lead: &ben}},
		{Kind: incident.ImpactBegan},
		{Kind: incident.GaveUp, Actor: incident.Bot},
	}
	for k := range events {
		e := &events[k]
		e.Seq, e.Moment, e.RecordedAt = int64(k+1), incident.ExactMoment(t0.Add(time.Duration(k)*time.Second)), t0
		if e.Actor.IsZero() {
			e.Actor = ana
		}
		if !e.Actor.IsBot() {
			e.Actor.Name = text
		}
		e.Text = text
		haunt(reflect.ValueOf(&e.Data).Elem(), text)
	}
	return incident.Incident{ID: 1, Number: 12}.Apply(events...)
}

// ours are the fields of events that no outsider's text gets into.
var ours = []string{"UID", "ID", "Check", "Stage", "TS", "Link", "Way", "Author", "Query"}

// haunt puts a text into every field that holds any text.
func haunt(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			haunt(v.Elem(), text)
		}
	case reflect.Slice:
		for n := range v.Len() {
			haunt(v.Index(n), text)
		}
	case reflect.Struct:
		for f, field := range v.Fields() {
			if f.IsExported() && !slices.Contains(ours, f.Name) && f.Type != reflect.TypeFor[time.Time]() {
				haunt(field, text)
			}
		}
	default:
	}
}

// everyMessage are all messages about an incident, by their subjects.
func everyMessage(i incident.Incident) map[string]chat.Message {
	kinds := regexp.MustCompile(`"([a-z]+)"`)
	subjects := []string{
		incident.BoardSubject, incident.AnswersSubject, incident.ResolvedSubject, incident.SurveySubject, incident.SourceSubject,
		incident.BackSubject, incident.AnnouncementSubject,
	}
	for _, c := range i.Checks {
		subjects = append(subjects, "check:"+c.Verdict.Check, "contradiction:"+c.Verdict.Check)
	}
	all := map[string]chat.Message{}
	for _, subject := range subjects {
		if m, ok := say.Subject(i, subject, t0.Add(time.Minute)); ok {
			all[subject] = m
		}
	}
	for _, kind := range kinds.FindAllStringSubmatch(bySeq, -1) {
		for seq, found := int64(1), 0; seq <= i.Seq && found < 3; seq++ {
			subject := fmt.Sprintf("%s:%d", kind[1], seq)
			if m, ok := say.Subject(i, subject, t0.Add(time.Minute)); ok {
				all[subject], found = m, found+1
			}
		}
	}
	all["status"], all["list"] = say.Status(i, t0), say.List([]incident.Incident{i}, t0)
	all["declared"], all["opened"], all["checks"] = say.Declared(i, 2, i.Service), say.Opened(i), say.Checks(i, t0)
	return all
}

// bySeq are the subjects that have a number, as say has them.
var bySeq = func() string {
	code, err := os.ReadFile("../../bot/say/subject.go")
	if err != nil {
		panic(err)
	}
	_, numbered, _ := strings.Cut(string(code), "SubjectSeq(")
	return numbered
}()

// TestNothingFromOutsideDoesAnything draws every message of an incident whose
// every text is nasty, and reads it as Slack does.
func TestNothingFromOutsideDoesAnything(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		text := "Q" + nastyText(t) + "Q"
		i := haunted(text)
		if rapid.Bool().Draw(t, "over") {
			i = i.Apply(incident.Event{Seq: i.Seq + 1, Moment: incident.ExactMoment(t0), Actor: incident.Actor{ID: "U0ANA", Name: text}, Kind: incident.Resolved, Text: text})
		}
		for subject, m := range everyMessage(i) {
			kind, _ := incident.SplitSubject(subject)
			kinds[kind] = true
			for _, d := range draw(m) {
				harmless(t, subject, d)
			}
		}
		board := harmless(t, "the board", draw(everyMessage(i)["board"])[0])
		if title := flatly(asText(i.Title).text); len([]rune(title)) < 60 && !strings.Contains(board, title) {
			t.Errorf("the board does not show %q:\n%s", title, board)
		}
		for _, s := range []safe{topic(i), purpose(i)} {
			inertText(t, "the topic", s.text)
			if strings.Contains(s.text, "\n") {
				t.Errorf("the topic has two lines: %q", s.text)
			}
		}
	})
	for _, kind := range []string{
		"board", "answers", "resolved", "survey", "announcement", "check", "contradiction", "action", "effect", "metric", "update", "severity", "theory", "nudge",
	} {
		if !kinds[kind] {
			t.Errorf("nothing was drawn of the subject %q, so the test does not see it", kind)
		}
	}
}

// TestAFormFromOutsideDoesNothing draws forms of nasty texts.
func TestAFormFromOutsideDoesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := nastyText(t)
		var f chat.Form
		for range 3 {
			f.Fields = append(f.Fields, chat.Field{Label: text, Hint: text, Initial: text, Options: []chat.Option{{Label: text, Value: "v"}}})
		}
		for n := range f.Fields {
			f.Fields[n].Name, f.Fields[n].Kind = fmt.Sprint(n), chat.FieldKind(n)
		}
		f.Title, f.Submit, f.Verb, f.Intro = text, text, "note", []chat.Span{chat.T(text), chat.B(text)}
		v, err := drawForm(f, "C1", "")
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, "a form", drawn{Text: fallback(text), Blocks: v.Blocks.BlockSet})
		harmless(t, "its title", drawn{Text: fallback(text), Blocks: []slack.Block{slack.NewHeaderBlock(v.Title)}})
	})
}

// judgeOf is a test or a property.
type judgeOf interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// harmless reads a message as Slack does, and fails where it would do anything
// but show text: call somebody, lead to a foreign host, format. It returns what
// one reads.
func harmless(t judgeOf, what string, d drawn) string {
	t.Helper()
	blocks, err := json.Marshal(d.Blocks)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return harmlessly(t, what, d.Text.text, blocks)
}

// harmlessly is harmless for a message as it came to Slack.
func harmlessly(t judgeOf, what, text string, blocks []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(blocks, &v); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	inertText(t, what, text)
	var reads []string
	var read func(v any)
	read = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				read(e)
			}
		case map[string]any:
			if text := elementReads(t, what, v); text != "" {
				reads = append(reads, text)
			}
			for _, key := range []string{"blocks", "elements", "element", "text", "title", "label", "hint", "options", "placeholder", "confirm", "deny"} {
				read(v[key])
			}
		}
	}
	read(v)
	return flatly(strings.Join(reads, ""))
}

// elementReads reads one element of a block.
func elementReads(t judgeOf, what string, e map[string]any) string {
	t.Helper()
	text, _ := e["text"].(string)
	switch kind, _ := e["type"].(string); kind {
	case "mrkdwn":
		inertText(t, what, text)
		if e["verbatim"] != true {
			t.Errorf("%s: Slack may look for names in %q", what, text)
		}
		return typed.Replace(text)
	case "plain_text":
		visible(t, what, text)
		if e["emoji"] != false {
			t.Errorf("%s: Slack may make emoji of %q", what, text)
		}
		return text
	case "plain_text_input":
		initial, _ := e["initial_value"].(string)
		visible(t, what, initial)
	case "text":
		visible(t, what, text)
		return text
	case "link":
		u, err := url.Parse(e["url"].(string))
		if err != nil || !slices.Contains(knownHosts, u.Host) {
			t.Errorf("%s: there is a link to %v", what, e["url"])
		}
		return text
	case "user":
		if !slices.Contains(knownPeople, e["user_id"].(string)) {
			t.Errorf("%s calls %v", what, e["user_id"])
		}
	case "channel":
		if e["channel_id"] == "C0EVIL" {
			t.Errorf("%s leads to %v", what, e["channel_id"])
		}
	case "broadcast", "usergroup", "emoji", "color":
		t.Errorf("%s has a %s: %v", what, kind, e)
	}
	return ""
}

var (
	angle  = regexp.MustCompile(`<([^<>]*)>`)
	called = regexp.MustCompile(`(^|[^\p{L}\p{N}])@[\p{L}\p{N}]`)
)

// inertText reads text with Slack's markup in it.
func inertText(t judgeOf, what, text string) {
	t.Helper()
	visible(t, what, text)
	rest := angle.ReplaceAllStringFunc(text, func(s string) string {
		key, _, _ := strings.Cut(s[1:len(s)-1], "|")
		u, err := url.Parse(key)
		switch {
		case strings.HasPrefix(key, "@") && slices.Contains(knownPeople, key[1:]), strings.HasPrefix(key, "#") && key != "#C0EVIL":
		case regexp.MustCompile(`^!date\^\d+\^\{ago\}$`).MatchString(key):
		case err == nil && slices.Contains(knownHosts, u.Host):
		default:
			t.Errorf("%s has %s in %q", what, s, text)
		}
		return ""
	})
	if strings.ContainsAny(rest, "<>") {
		t.Errorf("%s is half marked up: %q", what, text)
	}
	if at := called.FindString(rest); at != "" {
		t.Errorf("%s calls %q in %q", what, at, text)
	}
}

// visible holds that a reader sees all of a text, and no secret in it.
func visible(t judgeOf, what, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && string(r) != apart && r != '\u200d' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)) {
			t.Errorf("%s holds %U: %q", what, r, text)
		}
	}
	if strings.Contains(text, "hunter22") || strings.Contains(text, "ghp_"+"AbCdEf") {
		t.Errorf("%s holds a secret: %q", what, text)
	}
}

// flatly is text as one reads it, without line breaks and double blanks.
func flatly(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, apart, "")), " ")
}
