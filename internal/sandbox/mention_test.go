package sandbox_test

import (
	"testing"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestTypedNamesBecomeMentions(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		allowed(c)
		c.People = append(c.People, sandbox.Person{ID: "U0CHO", Name: "cho", RealName: "Cho Lee"})
		c.Groups = []sandbox.Group{{ID: "S0SRE", Handle: "sre-team"}}
	})
	for typed, want := range map[string]string{
		"@ben look":                  "<@U0BEN> look",
		"@Ben, @BEN: look":           "<@U0BEN>, <@U0BEN>: look",
		"@cho lee and @Cho":          "<@U0CHO> and <@U0CHO>",
		"(@Cho Lee)":                 "(<@U0CHO>)",
		"@cho leeway":                "<@U0CHO> leeway",
		"@benjamin @ben-smith":       "@benjamin @ben-smith",
		"@ben.":                      "<@U0BEN>.",
		"ben@ben.example":            "ben@ben.example",
		"@SRE-team":                  "<!subteam^S0SRE|@sre-team>",
		"<!subteam^S0SRE|@sre-team>": "<!subteam^S0SRE|@sre-team>",
		"@here & @channel":           "<!here> &amp; <!channel>",
		"@everyone @hereafter":       "<!everyone> @hereafter",
		"<!here> <!Here> <script>":   "<!here> &lt;!Here&gt; &lt;script&gt;",
		"<@U0BEN|x> in #general.":    "<@U0BEN> in <#" + w.Channels()[0].ID + "|general>.",
		"https://a.example/@ben, ok": "<https://a.example/@ben>, ok",
		"ünlü @ben":                  "ünlü <@U0BEN>",
	} {
		must(t, w.Type(t.Context(), "U0ANA", "general", "", typed))
		if got := last(t, w, "general").Text; got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}

func TestPrivateNamesBecomeLinksForThoseInsideOnly(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	id, err := w.Create(t.Context(), "U0ANA", "board-room", true)
	must(t, err)
	for user, want := range map[string]string{"U0ANA": "see <#" + id + "|board-room>", "U0BEN": "see #board-room"} {
		must(t, w.Type(t.Context(), user, "general", "", "see #board-room"))
		if got := last(t, w, "general").Text; got != want {
			t.Errorf("%s writes %q, want %q", user, got, want)
		}
	}
}

func TestCommandsCarryMentionsWithTheirNames(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		allowed(c)
		c.Groups = []sandbox.Group{{ID: "S0SRE", Handle: "sre"}}
	})
	s := newClient(t, w).connect()
	for typed, want := range map[string]string{
		"/incident lead @Ben @sre @here": "lead <@U0BEN|ben> <!subteam^S0SRE|@sre> <!here>",
		"/raw lead @Ben <!here>":         "lead @Ben &lt;!here&gt;",
	} {
		done := typing(t, w, "general", typed)
		e := s.next()
		s.ack(e.ID, nil)
		must(t, <-done)
		if got := at(e.Payload, "text"); got != want {
			t.Errorf("%s is sent as %q, want %q", typed, got, want)
		}
	}
}
