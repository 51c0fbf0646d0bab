package say_test

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestARunbookThatFitsIsSuggestedInOneLine(t *testing.T) {
	t.Parallel()
	asked := say.Runbook{ID: "backend-pool", Checks: []say.Question{{Name: poolName}, {Name: "backend-pool/other"}}}
	free := say.Runbook{ID: "connection-limits", Checks: []say.Question{{Name: "connection-limits/proxy"}}}
	more := say.Runbook{ID: "noisy-client", Checks: []say.Question{{Name: "noisy-client/share"}}}
	i := declared()
	i.Checks = []incident.Check{judgedAt(poolVerdict(), "15:04:11")}
	plain := chat.Text("Nothing I can measure fails.")
	pressed := plain
	pressed.Parts = append(pressed.Parts[:1:1], chat.Buttons(chat.Button{Label: "I'm on it", Verb: "take"}))
	full := plain
	full.Parts = append(full.Parts[:1:1], chat.Buttons(make([]chat.Button, 3)...))
	for _, tt := range []struct {
		name string
		m    chat.Message
		fits []say.Runbook
		want string
	}{
		{"one", plain, []say.Runbook{asked, free}, "small: Fits: connection-limits.\n\n[Ask it](check connection-limits)\n"},
		{"two", plain, []say.Runbook{free, more}, "small: Fits: connection-limits and noisy-client.\n\n[Ask connection-limits](check connection-limits)\n"},
		{"where there is a button", pressed, []say.Runbook{free}, "small: Fits: connection-limits.\n\n[I'm on it](take) [Ask it](check connection-limits)\n"},
		{"where there is no room", full, []say.Runbook{free}, "small: Fits: connection-limits. To ask it, type check connection-limits.\n\n[]() []() []()\n"},
		{"one that is known", plain, []say.Runbook{asked}, "Nothing I can measure fails.\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := render(say.Fitting(tt.m, i, tt.fits)); !strings.HasSuffix(got, tt.want) {
				t.Errorf("it reads\n%s\nwant at its end\n%s", got, tt.want)
			}
		})
	}
	over := with(i, func(i *incident.Incident) { i.Status = incident.IsResolved })
	if got := render(say.Fitting(plain, over, []say.Runbook{free})); strings.Contains(got, "Fits") {
		t.Errorf("it is over, and reads\n%s", got)
	}
}
