package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestEveryVerbIsDocumentedAndItsExampleIsItself(t *testing.T) {
	t.Parallel()
	commands := table(t, open()).Commands()
	seen := map[string]string{}
	for _, c := range commands {
		for _, word := range append([]string{c.Name}, c.Aliases...) {
			if other, taken := seen[word]; taken {
				t.Errorf("%q means both %s and %s", word, other, c.Name)
			}
			if word != strings.ToLower(word) || len(strings.Fields(word)) > 2 || strings.Join(strings.Fields(word), " ") != word {
				t.Errorf("%q cannot be typed as a verb", word)
			}
			seen[word] = c.Name
		}
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || len(c.Short) > 72 {
			t.Errorf("%s has no short line that fits a list: %q", c.Name, c.Short)
		}
		line, ok := strings.CutPrefix(c.Example, "/incident ")
		if verb, _ := cut(line); !ok || seen[verb] != c.Name {
			t.Errorf("the example of %s is of another verb: %q", c.Name, c.Example)
		}
	}
	for _, c := range commands {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			d := open()
			thinks("DNS", "disk")(d)
			if _, err := table(t, d).Run(t.Context(), typed(strings.TrimPrefix(c.Example, "/incident "))); err != nil {
				t.Errorf("%q does not work: %v", c.Example, err)
			}
		})
	}
}

func TestTheTableRefusesVerbsThatNobodyCouldUse(t *testing.T) {
	t.Parallel()
	run := func(context.Context, Request) (Reply, error) { return Reply{}, nil }
	good := Command{Name: "did", Aliases: []string{"done"}, Short: "Log it", Example: "/incident did it", Run: run}
	for name, cmds := range map[string][]Command{
		"no line of what it does": {{Name: "did", Example: "/incident did it", Run: run}},
		"no example":              {{Name: "did", Short: "Log it", Run: run}},
		"nothing to run":          {{Name: "did", Short: "Log it", Example: "/incident did it"}},
		"one name twice":          {good, good},
		"a name that is an alias": {good, {Name: "done", Short: "Log it", Example: "/incident done it", Run: run}},
	} {
		if _, err := NewTable("/incident", cmds...); err == nil {
			t.Errorf("the table takes %s", name)
		}
	}
	table, err := NewTable("/sos", good)
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Commands()[0].Example; got != "/sos did it" {
		t.Errorf("the example says %q where the command is called /sos", got)
	}
}

func TestALineWithoutAVerbIsGivenBack(t *testing.T) {
	t.Parallel()
	back := func(line string) string {
		return "\nYou typed: `/incident " + line + "` · all verbs: `/incident help all`"
	}
	play(t, []line{
		{name: "a title", text: "api is slow", reads: "I did not know `api`.\n[Note it here](note api is slow) [Declare “api is slow”](declare api is slow)" + back("api is slow")},
		{name: "a severity and a title", text: "sev1 api is slow", reads: "I did not know `sev1`.\n[Set SEV1 here](sev sev1 api is slow) [Note it here](note sev1 api is slow) [Declare “sev1 api is slow”](declare sev1 api is slow)" + back("sev1 api is slow")},
		{name: "a slip of the thumb", text: "reslove put it back", reads: "I did not know `reslove`.\n[resolve put it back](resolve put it back) [Note it here](note reslove put it back) [Declare “reslove put it back”](declare reslove put it back)" + back("reslove put it back")},
		{name: "an action", text: "restarted api-3", reads: "I did not know `restarted`.\n[Log it as an action](did restarted api-3) [Note it here](note restarted api-3) [Declare “restarted api-3”](declare restarted api-3)" + back("restarted api-3")},
		{name: "a word of another tool", text: "page the DBA", reads: "I did not know `page`. Invite people with the chat's own words; I only keep the timeline.\n[Note it here](note page the DBA) [Declare “page the DBA”](declare page the DBA)" + back("page the DBA")},
		{name: "one word, a slip of the thumb", text: "statsu", reads: "I did not know `statsu`.\n[status](status)" + back("statsu")},
		{name: "one word of another tool", text: "page", reads: "I did not know `page`. Invite people with the chat's own words; I only keep the timeline." + back("page")},
		{name: "one word", text: "outage", reads: "I did not know `outage`.\n[Note it here](note outage) [Declare “outage”](declare outage)" + back("outage")},
		{name: "a title where nothing can be noted", channel: outside, text: "api is slow", reads: "I did not know `api`.\n[Declare “api is slow”](declare api is slow)" + back("api is slow")},
		{name: "a severity and a title there", channel: outside, text: "sev1 api is slow", reads: "I did not know `sev1`.\n[Declare “sev1 api is slow”](declare sev1 api is slow)" + back("sev1 api is slow")},
		{name: "an action there", channel: outside, text: "restarted api-3", reads: "I did not know `restarted`.\n[Declare “restarted api-3”](declare restarted api-3)" + back("restarted api-3")},
		{name: "more than a button carries is still given back", text: "x " + strings.Repeat("y", 2000), reads: "I did not know `x`." + back("x "+strings.Repeat("y", 2000))},
	})
}

func TestNothingTypedIsLostInAnError(t *testing.T) {
	t.Parallel()
	d := open()
	table := table(t, d)
	explain := func(text string, channel incident.ChannelID) string {
		t.Helper()
		req := typed(text)
		req.Channel = channel
		_, err := table.Run(t.Context(), req)
		if err == nil {
			t.Fatalf("%q ends without an error", text)
		}
		return read(table.Explain(err, req))
	}
	for _, tt := range []struct{ got, want string }{
		{explain("take", inside), "Which check are you on?\nFor example: `/incident take pool`\nYou typed: `/incident take`"},
		{explain("overrule pool perhaps “so”", inside), "Is the API pool whole? Say ok or bad after the name, then why the metric is wrong.\nFor example: `/incident overrule pool ok the exporter reads the old balancer`\nYou typed: `/incident overrule pool perhaps “so”`"},
		{explain("timeline", outside), "This is not an incident's channel.\nYou typed: `/incident timeline`"},
	} {
		if tt.got != tt.want {
			t.Errorf("the asker reads\n%s\nwant\n%s", tt.got, tt.want)
		}
	}

	d.err = errors.New("pq: password authentication failed for user sitrep")
	got := explain("note the db is full", inside)
	if strings.Contains(got, "password") || !strings.Contains(got, "/incident note the db is full") {
		t.Errorf("a fault of ours reads %q", got)
	}
	d.err = fmt.Errorf("commit: %w", context.DeadlineExceeded)
	if got := explain("note the db is full", inside); !strings.Contains(got, "cannot say whether it was recorded") {
		t.Errorf("a fault that may have been recorded reads %q", got)
	}
}

func TestATalkThatIsNotForUsIsAnsweredInOneLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   incident.ChannelID
		want string
	}{
		{outside, "I did not know “thanks”. To see what I can do, type /incident help."},
		{inside, "[Note it here](note thanks for the help)"},
	} {
		req := typed("thanks for the help")
		req.Channel, req.Mentioned = tt.in, true
		reply, err := table(t, open()).Run(t.Context(), req)
		if got := read(reply.Message); err != nil || !strings.Contains(got, tt.want) || tt.in == outside && got != tt.want {
			t.Errorf("in %s a mention is answered %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestAPressIsNotGivenBackAsTyped(t *testing.T) {
	t.Parallel()
	d := open()
	d.err = incident.Errorf(incident.Conflict, "You are on it already.")
	table := table(t, d)
	req := typed("backend-pool/healthy-share")
	_, err := table.Press(t.Context(), "take", req)
	if got := read(table.Explain(err, req)); got != "You are on it already." {
		t.Errorf("a press is answered %q", got)
	}
	_, err = table.Press(t.Context(), "moon", req)
	if got := read(table.Explain(err, req)); incident.CodeOf(err) != incident.NotFound || strings.Contains(got, "You typed") {
		t.Errorf("a button of another version is answered %q (%v)", got, err)
	}
}

func TestTheCallReachesTheDomainWhole(t *testing.T) {
	t.Parallel()
	// Whatever changes something must carry who, where and which delivery.
	for _, text := range []string{
		"declare API is slow", "check pool", "answer pool ok", "did it", "note it", "impact start", "impact end", "lead", "sev 1",
		"mitigate", "resolve it", "reopen", "undo", "take pool", "running 14", "finish 14", "service 3 api",
	} {
		d := open()
		req := typed(text)
		if _, err := table(t, d).Run(t.Context(), req); err != nil {
			t.Fatal(err)
		}
		if d.call != req.Call {
			t.Errorf("%q reaches the domain as %+v", text, d.call)
		}
	}
}

func TestCommandsIsACopy(t *testing.T) {
	t.Parallel()
	table := table(t, open())
	before := table.Commands()
	slices.Reverse(table.Commands())
	if table.Commands()[0].Name != before[0].Name {
		t.Error("whoever lists the verbs can reorder them")
	}
}
