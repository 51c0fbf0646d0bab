package commands

import "testing"

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
			reads: "INC-12 is open and saved. SEV1 · API is slow · service api (from your title)\nYour channel is on its way; first answers about 10 seconds after it.\n[Other service](service 3)",
		},
		{
			name: "asks for the service", text: "declare it is slow", channel: outside, told: "declare|||it is slow",
			reads: "INC-12 is open and saved. SEV not set · it is slow. Which service?\n[api](service 3 api) [web](service 3 web) [billing](service 3 billing)\nYour channel is on its way. Meanwhile I look at all 3.",
		},
		{name: "asks what is wrong", text: "declare", asks: "What is wrong? Say it in a few words, as users see it."},
		{name: "asks it after a severity alone", text: "declare sev1", asks: "What is wrong? Say it in a few words, as users see it."},
	})
}
