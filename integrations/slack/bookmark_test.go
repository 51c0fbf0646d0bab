package slack

import (
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// linked is the manifest with what bookmarks need.
var linked = strings.Replace(manifest, `"commands", `, `"commands", "bookmarks:write", "bookmarks:read", `, 1)

func TestTheLinksAboveTheChannelLeadToItsMessages(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.FaultKind{"the first time": sandbox.NoFault, "though the answer was lost": sandbox.FailAfter} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newLife(t, func(method string, call int) sandbox.Fault {
				if method == "bookmarks.add" && call == 1 {
					return sandbox.Fault{Kind: fault}
				}
				return sandbox.Fault{}
			}, func(c *sandbox.Config) { c.Manifest = []byte(linked) })
			x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident API is slow"))
			x.until("a link to the board", func() bool { return x.incident().Steps["bookmark: Where it stands"] })
			i := x.incident()
			_, err := x.svc.Resolve(t.Context(), incident.Call{Source: "resolve", Channel: i.Channel, By: i.Lead}, "put them back")
			x.must(err)
			x.until("a link to the resolution", func() bool { return x.incident().Steps["bookmark: Resolution and draft"] })
			all, err := x.a.api.ListBookmarksContext(t.Context(), string(i.Channel))
			x.must(err)
			var titles []string
			for _, b := range all {
				titles = append(titles, b.Title)
				if !strings.Contains(b.Link, string(i.Channel)) {
					t.Errorf("%s leads to %s", b.Title, b.Link)
				}
			}
			if !slices.Equal(titles, []string{"Where it stands", "Resolution and draft"}) {
				t.Errorf("the links are %q", titles)
			}
			x.gaveNothingUp()
		})
	}
}
