package postmortem

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	rendered "github.com/yuin/goldmark/renderer/html"

	"github.com/sitrephq/sitrep/bot/incident"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// FuzzEsc reads a draft as GitHub does, raw HTML and all, and finds nothing in
// it but the text: no link, image, heading, list, table or code.
func FuzzEsc(f *testing.F) {
	for _, s := range []string{
		"plain", "<script>alert(1)</script>", "[x](javascript:alert(1))", "![p](http://x/y.png)", "a|b", "| --- |", "# head", "- item", "+ item", "1. one", "2) two",
		"=====", "-----", "> quote", "```", "`a|b\\`", "*b* _i_ ~~s~~", "https://evil.example", "www.evil.example", "ops@evil.example", "mailto:ops@evil.example",
		"<!-- sitrep:end timeline -->", "&lt;b&gt; &#60;", "\\<b>", "[ref]: http://evil.example", "[^1]", "- [x] done", "a\nb\n\n# c", "\u202egnihton", "\x00\x1b[31m", "snake_case", "ftp://evil.example/x", "~~~", "***", "\t code",
	} {
		f.Add(s)
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(rendered.WithUnsafe()))
	page := func(t *testing.T, text string) string {
		var b strings.Builder
		if err := md.Convert([]byte(text), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := clean(text)
		got := page(t, esc(text)+"\n")
		if want != "" && got != "<p>"+tagless(got)+"</p>\n" {
			t.Errorf("%q became %q, which is drawn as %s", text, esc(text), got)
		}
		// Two blanks that no break is between are one to a reader.
		if shows := strings.Join(strings.Fields(html.UnescapeString(tagless(got))), " "); shows != strings.Join(strings.Fields(html.UnescapeString(html.EscapeString(want))), " ") {
			t.Errorf("%q became %q, which reads %q, want %q", text, esc(text), shows, want)
		}
		cell := page(t, "| a | b |\n| --- | --- |\n| "+esc(text)+" | "+code(text)+" |\n")
		if n := strings.Count(cell, "<td>"); n != 2 {
			t.Errorf("%q makes %d cells: %s", text, n, cell)
		}
		if inner := regexp.MustCompile(`<code>(.*)</code>`).FindStringSubmatch(cell); want != "" && (inner == nil || strings.TrimSpace(html.UnescapeString(inner[1])) != strings.TrimSpace(want)) {
			t.Errorf("%q as code is %q, drawn as %s", text, code(text), cell)
		}
		if !utf8.ValidString(d(text).front()) || strings.Count(d(text).front(), "\n") != strings.Count(d("x").front(), "\n") {
			t.Errorf("%q breaks the front matter: %s", text, d(text).front())
		}
	})
}

func d(title string) Document {
	return Document{Title: title, Service: title, Zone: at("15:04").Location()}
}

func tagless(s string) string {
	return tag.ReplaceAllString(strings.TrimSuffix(strings.TrimPrefix(s, "<p>"), "</p>\n"), "")
}

func TestALinkShowsNobodysPassword(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://prometheus/graph?x=1":           "[graph](https://prometheus/graph?x=1)",
		"https://ana:hunter22@prometheus/graph":  "graph",
		"https://x/y?token=abc123def456":         "graph",
		"javascript:alert(1)":                    "graph",
		"https://x/y) ![z](http://evil.example/": "[graph](https://x/y%29%20%21%5Bz%5D%28http://evil.example/)",
	} {
		if got := link("graph", address); got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
}

func TestADraftHoldsNoSecret(t *testing.T) {
	t.Parallel()
	s := &story{}
	const leaked = "ghp_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
	s.declare("15:04", "api leaks "+leaked)
	v := poolFails()
	v.Ask, v.Offenders = "Is "+leaked+" out?", []string{leaked}
	s.judge("15:05", v)
	for hash, p := range s.evidence {
		p.Queries[0].Query = "up{x=\"" + leaked + "\"}"
		p.Queries[0].Error = "refused " + leaked
		p.Link = "https://prometheus/graph?expr=" + leaked
		s.evidence[hash] = p
	}
	s.said("15:06", ben, incident.Noted, "see "+leaked, incident.Moment{})
	s.said("15:08", ben, incident.Resolved, "revoked "+leaked, incident.Moment{})
	md := string(Markdown(s.build("15:50")))
	if at := strings.Index(md, leaked); at >= 0 {
		t.Errorf("the draft holds it: …%s…", md[max(0, at-60):at+20])
	}
	if n := strings.Count(md, "[masked: GitHub token]") + strings.Count(md, `\[masked: GitHub token\]`); n < 5 {
		t.Errorf("it is masked %d times, want at least 5", n)
	}
}
