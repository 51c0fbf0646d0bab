package commands

import (
	"strings"
	"testing"
)

func TestDeclare(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line, told string }{
		{"a severity and a title that names the service", "declare sev1 API is slow", "declare|sev1|api|API is slow"},
		{"no severity is not set", "declare API is slow", "declare||api|API is slow"},
		{"a service that is said", "declare sev2 on web Slow since lunch", "declare|sev2|web|Slow since lunch"},
		{"severity after the service", "declare on web sev2 Slow since lunch", "declare|sev2|web|Slow since lunch"},
		{"on something that is no service", "declare on Friday all was slow", "declare|||on Friday all was slow"},
		{"a service nobody knows", "declare sev3 printer is on fire", "declare|sev3||printer is on fire"},
		{"SEV-1", "declare SEV-1: API is slow", "declare|sev1|api|API is slow"},
		{"sev 1", "declare sev 1 API is slow", "declare|sev1|api|API is slow"},
		{"P1", "declare P1 API is slow", "declare|sev1|api|API is slow"},
		{"critical", "declare critical API is slow", "declare|sev1|api|API is slow"},
		{"S3 is a service of Amazon's", "declare s3 is down", "declare|||s3 is down"},
		{"s3 before something else is a severity", "declare s3 checkout is slow", "declare|sev3||checkout is slow"},
		{"another word for it", "new sev1 API is slow", "declare|sev1|api|API is slow"},
		{"and another", "Open sev1 API is slow", "declare|sev1|api|API is slow"},
		{"with a colon", "declare: API is slow", "declare||api|API is slow"},
		{"in quotes that a phone made round", "declare “API is slow”", "declare||api|API is slow"},
		{"quotes within stay", `declare sev1 users see "try later"`, `declare|sev1||users see "try later"`},
		{"a dash between words is prose", "declare API slow — since lunch", "declare||api|API slow — since lunch"},
		{"escaped by the chat", "declare p95 &gt; 4 s &amp; rising", "declare|||p95 > 4 s & rising"},
		{"a channel and a link", "declare see <#C1|general> and <https://x.example/a|https://x.example/a>", "declare|||see #general and https://x.example/a"},
		{"a title is one line", "declare sev1 API is slow\nsince lunch", "declare|sev1|api|API is slow since lunch"},
		{"in private", "declare private sev1 API keys leaked", "declare|sev1|api|API keys leaked|private"},
		{"in private, the severity first", "declare sev1 private: keys leaked", "declare|sev1||keys leaked|private"},
		{"in private, on a service", "declare on web private keys leaked", "declare||web|keys leaked|private"},
		{"private within a title", "declare sev1 the private keys leaked", "declare|sev1||the private keys leaked"},
		{"the whole command twice", "/incident declare sev1 API is slow", "declare|sev1|api|API is slow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open()
			reply, err := table(t, d).Run(t.Context(), typed(tt.line))
			if err != nil || d.told != tt.told {
				t.Fatalf("%q told the domain %q (%v), want %q", tt.line, d.told, err, tt.told)
			}
			if reply.Opens != d.i.ID {
				t.Error("the answer does not say which incident it opens")
			}
		})
	}
	play(t, []line{
		{
			name: "says that it is saved", text: "declare sev1 API is slow", channel: outside, told: "declare|sev1|api|API is slow",
			reads: "INC-12 is open and saved. SEV1 · API is slow · service api (from your title)\nYour channel is on its way; first answers about 10 seconds after it.\n[Other service](service 3) [Not real: call it off](calloff INC-12)",
		},
		{
			name: "asks for the service", text: "declare it is slow", channel: outside, told: "declare|||it is slow",
			reads: "INC-12 is open and saved. SEV not set · it is slow. Which service?\n[api](service 3 api) [web](service 3 web) [billing](service 3 billing)\nYour channel is on its way. Meanwhile I look at all 3.",
		},
		{
			name: "says what private means", text: "declare private sev1 API keys leaked", channel: outside, told: "declare|sev1|api|API keys leaked|private",
			reads: "INC-12 is open in private and saved. SEV1 · API keys leaked · service api (from your title)\nYour channel is on its way; first answers about 10 seconds after it.\nIt is private: its channel is for you and whom you invite there, and its name is only the number. I announce it nowhere and name it to nobody else.\n[Other service](service 3) [Not real: call it off](calloff INC-12)",
		},
		{name: "asks what is wrong in private", text: "declare private", channel: outside, form: strings.Replace(declareAsks(" private", "", ""), "](private))", "](private) = private)", 1), reads: whatIsWrong + forExample + "declare private`"},
		{
			name: "joins what was declared a moment ago", text: "declare sev1 API is slow", channel: outside, told: "report|sev1|api|API is slow",
			with:  func(d *domain) { d.declared, d.i.Declarer = true, ben },
			reads: "Ben declared INC-12 API is slow 2 minutes ago on the same service. I added you there and kept your words: #inc-12-api-is-slow\n[No, mine is another one](declare --another sev1 on api API is slow)",
		},
		{
			name: "one's own, whose channel is on its way", text: "declare sev1 it is slow", channel: outside, told: "report|sev1||it is slow",
			with:  func(d *domain) { d.declared, d.i.Declarer, d.i.Channel = true, ana, "" },
			reads: "You declared INC-12 API is slow 2 minutes ago in the same words. Your words are kept there, and you are invited as soon as its channel is open.\n[No, mine is another one](declare --another sev1 it is slow)",
		},
		{
			name: "opens another one where that is meant", text: "declare --another sev1 on api API is slow", channel: outside, told: "declare|sev1|api|API is slow",
			with:  func(d *domain) { d.declared = true },
			reads: "INC-12 is open and saved. SEV1 · API is slow · service api (from your title)\nYour channel is on its way; first answers about 10 seconds after it.\n[Other service](service 3) [Not real: call it off](calloff INC-12)",
		},
		{
			name: "says how long it takes where many wait", text: "declare sev1 API is slow", channel: outside, told: "declare|sev1|api|API is slow",
			with:  func(d *domain) { d.waiting = 41 },
			reads: "INC-12 is open and saved. SEV1 · API is slow · service api (from your title)\nSlack lets me open about 20 channels a minute; yours is 41st, about 2 minutes. First answers about 10 seconds after it.\n[Other service](service 3) [Not real: call it off](calloff INC-12)",
		},
		{name: "asks what is wrong", text: "declare", channel: outside, form: declareAsks("", "", ""), reads: whatIsWrong + forExample + "declare`"},
		{name: "asks it after a severity alone", text: "declare sev1", form: declareAsks("", "", " = sev1"), reads: whatIsWrong + forExample + "declare sev1`"},
	})
}

const forExample = "\nFor example: `/incident declare sev1 API is slow`\nYou typed: `/incident "

// declareAsks is the form of declare with what is filled in already.
func declareAsks(value, title, severity string) string {
	return "Declare an incident [Declare](declare" + value + ")\ntitle: What is wrong?" + title +
		"\n(severity: How bad is it? [SEV1: everyone is affected](sev1) [SEV2: many are](sev2) [SEV3: some are](sev3) [SEV4: hardly anyone is](sev4)" + severity + ")" +
		"\n(service: Which service? [api](api) [web](web) [billing](billing))" +
		"\n(who: Who may see it? [Everyone](everyone) [Only those invited to its channel](private))"
}

func TestAnIncidentIsDeclaredByAForm(t *testing.T) {
	t.Parallel()
	const link = "https://acme.slack.com/archives/C1/p1516115040000100"
	saved := func(sev, rest string) string {
		return "INC-12 is open and saved. " + sev + " · " + rest
	}
	onAPI := " · service api (from your title)\nYour channel is on its way; first answers about 10 seconds after it.\n[Other service](service 3) [Not real: call it off](calloff INC-12)"
	onWeb := strings.Replace(onAPI, "api (from your title)", "web", 1)
	press(t, []line{
		{
			name: "in private", text: "declare", channel: outside, fields: map[string]string{"title": "keys leaked", "severity": "sev1", "service": "web", "who": "private"},
			told:  "declare|sev1|web|keys leaked|private",
			reads: "INC-12 is open in private and saved. SEV1 · keys leaked · service web\nYour channel is on its way; first answers about 10 seconds after it.\nIt is private: its channel is for you and whom you invite there, and its name is only the number. I announce it nowhere and name it to nobody else.\n[Other service](service 3) [Not real: call it off](calloff INC-12)",
		},
		{
			name: "a title that begins with the word, for everyone", text: "declare", channel: outside, fields: map[string]string{"title": "private keys leaked", "severity": "sev1", "service": "web", "who": "everyone"},
			told:  "declare|sev1|web|private keys leaked",
			reads: saved("SEV1", "private keys leaked") + onWeb,
		},
		{
			name: "a title is enough", text: "declare", channel: outside, fields: map[string]string{"title": " API is slow ", "severity": "", "service": ""},
			told: "declare||api|API is slow", reads: saved("SEV not set", "API is slow") + onAPI,
		},
		{
			name: "what is chosen counts, whatever the title says", text: "declare", channel: outside, fields: map[string]string{"title": "sev3 API is slow", "severity": "sev1", "service": "web"},
			told: "declare|sev1|web|API is slow", reads: saved("SEV1", "API is slow") + onWeb,
		},
		{
			name: "a message proposes its words", text: "declare from " + link + " customers cannot\npay since lunch", ask: true, channel: outside,
			form: declareAsks(" from "+link, " = customers cannot pay since lunch", ""), reads: whatIsWrong + strings.Split(forExample, "\nYou")[0],
		},
		{
			name: "and its address is kept", text: "declare from " + link, channel: outside, fields: map[string]string{"title": "API is slow"},
			told: "declare||api|API is slow|" + link, reads: saved("SEV not set", "API is slow") + onAPI,
		},
		{name: "blanks are no title", text: "declare", fields: map[string]string{"title": "  "}, wrong: "title: " + whatIsWrong},
		{name: "a severity alone is none", text: "declare", fields: map[string]string{"title": "sev1"}, wrong: "title: " + whatIsWrong},
		{name: "a service that nobody knows", text: "declare", fields: map[string]string{"title": "slow", "service": "moon"}, wrong: "service: I know no service “moon”. Leave it empty and I ask you afterwards."},
		{name: "a severity that is none", text: "declare", fields: map[string]string{"title": "slow", "severity": "9"}, wrong: "severity: I know sev1 to sev4. Leave it empty to say it later."},
	})
	play(t, []line{{name: "a title may begin with from", text: "declare from lunch on API is slow", told: "declare||api|from lunch on API is slow", reads: saved("SEV not set", "from lunch on API is slow") + onAPI}})
}
