package slack

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
)

func TestLiteral(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"plain", "plain"},
		{"haproxy_up and p95*2", "haproxy_up and p95*2"},
		{"15:04:05 http://x:80/", "15:04:05 http://x:80/"},
		{"a < b & c > d", "a &lt; b &amp; c &gt; d"},
		{"> no quote\n> nor here", "\u200b&gt; no quote\n\u200b&gt; nor here"},
		{"*bold*", "\u200b*\u200bbold\u200b*\u200b"},
		{"_it_ ~gone~", "\u200b_\u200bit\u200b_\u200b \u200b~\u200bgone\u200b~\u200b"},
		{"`code`", "\u200b`\u200bcode\u200b`\u200b"},
		{":fire:", ":\u200bfire:"},
	} {
		if got := literal(tt.in); got != tt.want {
			t.Errorf("literal(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// FuzzNothingFromOutsideFormats reads the escaped text as Slack does: whatever
// stands between angle brackets is a mention or a link, and a formatting
// character acts where it stands at the edge of a word.
func FuzzNothingFromOutsideFormats(f *testing.F) {
	for _, s := range []string{hostile, "*a*", "&lt;!here&gt;", "a*b* c", "**", "_*`~", ">", "\n>", ": :a:", "\u200b*a*"} {
		f.Add(s)
	}
	entity := regexp.MustCompile(`&(amp|lt|gt);`)
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) {
			return
		}
		out := literal(in)
		if strings.ContainsAny(out, "<>") || strings.Contains(entity.ReplaceAllString(out, ""), "&") {
			t.Errorf("%q became %q, which marks up", in, out)
		}
		if got := strings.ReplaceAll(typed.Replace(out), apart, ""); got != strings.ReplaceAll(in, apart, "") {
			t.Errorf("%q became %q, which reads %q", in, out, got)
		}
		r := []rune(out)
		for n, c := range r {
			if !strings.ContainsRune("*_~`", c) {
				continue
			}
			opens := (n == 0 || unicode.IsSpace(r[n-1]) || unicode.IsPunct(r[n-1])) && n+1 < len(r) && string(r[n+1]) != apart
			closes := n > 0 && string(r[n-1]) != apart && (n+1 == len(r) || unicode.IsSpace(r[n+1]) || unicode.IsPunct(r[n+1]))
			if opens || closes {
				t.Errorf("%q became %q, in which %c at %d formats", in, out, c, n)
			}
		}
	})
}

// FuzzEveryMessageIsInsideTheLimits draws whatever comes.
func FuzzEveryMessageIsInsideTheLimits(f *testing.F) {
	f.Add("title", hostile, "small", "label", 3)
	f.Add("", "\n\n\n", "", "", 60)
	f.Add("t", strings.Repeat("long ", 2000), "*s*", "l", 1)
	f.Fuzz(func(t *testing.T, title, text, quiet, label string, n int) {
		if !utf8.ValidString(title + text + quiet + label) {
			return
		}
		m := chat.Message{Text: title}
		for range min(max(n, 0), 70) {
			m.Parts = append(m.Parts,
				chat.Part{Title: title}, chat.P(chat.B(title), chat.T(text)), chat.Small(chat.B(quiet), chat.T(quiet)),
				chat.Buttons(chat.Button{Label: label, Verb: "take", Value: text}))
		}
		for _, d := range append(draw(m), short(m)) {
			legal(t, d)
		}
	})
}

func TestChannelNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		title string
		n     int
		want  string
	}{
		{"API is slow", 1, "inc-12-api-is-slow"},
		{"API is slow", 2, "inc-12-api-is-slow-2"},
		{"  P95 > 4s!! (all)  ", 1, "inc-12-p95-4s-all"},
		{"Всё медленно", 1, "inc-12"},
		{"Всё медленно", 3, "inc-12-3"},
		{"🔥🔥 API 🔥 down 👩‍🚒", 1, "inc-12-api-down"},
		{"الخدمة API متوقفة", 2, "inc-12-api-2"},
		{"\u202eevil\u202c title", 1, "inc-12-evil-title"},
		{"ＡＰＩ café naïve", 1, "inc-12-caf-na-ve"},
		{"--- __ ---", 9, "inc-12-9"},
		{strings.Repeat("y", 71) + " z", 2, "inc-12-" + strings.Repeat("y", 71) + "-2"},
		{strings.Repeat("y", 72) + " z", 2, "inc-12-2"},
		{strings.Repeat("word ", 40), 1, "inc-12" + strings.Repeat("-word", 14)},
		{strings.Repeat("x", 90), 1, "inc-12"},
	} {
		i := openTale(tt.title)
		got := channelName(i, tt.n)
		if got != tt.want || len(got) > nameLimit {
			t.Errorf("%q, %d: %s, want %s", tt.title, tt.n, got, tt.want)
		}
	}
}

func TestATopicFits(t *testing.T) {
	t.Parallel()
	got := topic(openTale(strings.Repeat("& ", 300))).text
	if n := utf8.RuneCountInString(got); n > topicLimit || !strings.HasPrefix(got, "INC-12 · SEV not set · &amp; ") {
		t.Errorf("%d characters: %s", n, got)
	}
}

func TestAPastedAddressReachesTheVerbAsItWasPasted(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"see <https://x.example/a?b=1&amp;c=2> now": "see https://x.example/a?b=1&c=2 now",
		"see <https://x.example/a|x.example/a> now": "see https://x.example/a now",
		"&lt;https://not-a-link&gt;":                "<https://not-a-link>",
		"lead <@U1|ana> in <#C1|general>":           "lead <@U1|ana> in <#C1|general>",
	} {
		if got := asTyped(in); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}
