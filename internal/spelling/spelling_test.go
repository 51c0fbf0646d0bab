package spelling_test

import (
	"testing"

	"github.com/sitrephq/sitrep/internal/spelling"
)

func TestAMistypedWordIsFoundAndAnotherWordIsNot(t *testing.T) {
	t.Parallel()
	there := []string{"bot_token", "app_token", "command", "url", "by", "from"}
	for word, want := range map[string]string{
		"bot_tokn": "bot_token", "bott_token": "bot_token", "ap_token": "app_token", "comamnd": "command", "form": "from", "urll": "url",
		"bu": "", "prometheus": "", "": "",
	} {
		if got := spelling.Nearest(word, there); got != want {
			t.Errorf("%q is taken for %q, want %q", word, got, want)
		}
	}
}

func TestTheDistanceCountsASwapAsOneSlip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "", 3}, {"lsit", "list", 1}, {"reslove", "resolve", 1}, {"grün", "grun", 1}} {
		if got := spelling.Distance(c.a, c.b); got != c.want {
			t.Errorf("from %q to %q are %d slips, want %d", c.a, c.b, got, c.want)
		}
	}
}
