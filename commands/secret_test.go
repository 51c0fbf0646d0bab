package commands

import (
	"strings"
	"testing"
)

const (
	leaked  = "ghp_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
	toldOff = "I masked what looks like a GitHub token before keeping it. "
	gone    = toldOff + "It has left your hands all the same: revoke the token."
)

func TestASecretIsMaskedBeforeAnyVerbSeesIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, line string
		mentioned  bool
		told       string // What the domain hears.
		reads      string // What ends the answer.
	}{
		{name: "in a note", line: "note leaked " + leaked, told: "note|leaked [masked: GitHub token]", reads: gone},
		{name: "in an action that is answered with nothing", line: "did revoked " + leaked, told: "did|revoked [masked: GitHub token]|", reads: gone},
		{name: "in a title", line: "declare sev1 api leaks " + leaked, told: "declare|sev1|api|api leaks [masked: GitHub token]", reads: gone},
		{name: "in a message that still shows it", line: "note leaked " + leaked, mentioned: true, told: "note|leaked [masked: GitHub token]", reads: toldOff + "Your message in Slack still shows it: delete it and revoke the token."},
		{name: "from a phone", line: "note password=“hunter22”", told: `note|password="[masked: password]"`, reads: "I masked what looks like a password before keeping it. It has left your hands all the same: change the password."},
		{name: "two kinds", line: "note " + leaked + " password=hunter22", told: "note|[masked: GitHub token] password=[masked: password]", reads: "I masked what looks like a GitHub token and a password before keeping it. It has left your hands all the same: make all of them invalid."},
		{name: "none", line: "note password reset", told: "note|password reset", reads: "[Undo](undo 14)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open()
			req := typed(tt.line)
			req.Mentioned = tt.mentioned
			reply, err := table(t, d).Run(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			if d.told != tt.told {
				t.Errorf("the domain hears %q, want %q", d.told, tt.told)
			}
			if got := read(reply.Message); !strings.HasSuffix(got, tt.reads) || strings.Contains(got+reply.Text, leaked) {
				t.Errorf("the typist reads %q, want it to end with %q", got, tt.reads)
			}
			if strings.Contains(tt.line, leaked) && reply.Opens != 0 {
				t.Error("the warning would be replaced by the way to the channel")
			}
		})
	}
}

func TestASecretIsNotGivenBackEither(t *testing.T) {
	t.Parallel()
	table := table(t, open())
	req := typed("overrule pool perhaps " + leaked)
	_, err := table.Run(t.Context(), req)
	got := read(table.Explain(err, req))
	if strings.Contains(got, leaked) || !strings.Contains(got, gone) || !strings.HasSuffix(got, "You typed: `/incident overrule pool perhaps [masked: GitHub token]`") {
		t.Errorf("the typist reads\n%s", got)
	}
	reply, err := table.Run(t.Context(), typed("leaked "+leaked))
	if got := read(reply.Message); err != nil || strings.Contains(got, leaked) || !strings.Contains(got, "(declare leaked [masked: GitHub token])") {
		t.Errorf("a line without a verb reads\n%s, %v", got, err)
	}
}

func TestASecretInAFormIsMasked(t *testing.T) {
	t.Parallel()
	d := open()
	req := typed("")
	req.Fields = map[string]string{"text": "", "title": "api leaks " + leaked, "severity": "SEV1", "service": "api"}
	fields := req.Fields
	reply, err := table(t, d).Press(t.Context(), "declare", req)
	if err != nil {
		t.Fatal(err)
	}
	if want := "declare|sev1|api|api leaks [masked: GitHub token]"; d.told != want || !strings.HasSuffix(read(reply.Message), gone) {
		t.Errorf("the domain hears %q and the person reads %q", d.told, read(reply.Message))
	}
	if fields["title"] != "api leaks "+leaked {
		t.Error("the caller's own fields were changed")
	}

	// What is only proposed is said in the form.
	req = typed("api leaks " + leaked)
	req.Ask = true
	reply, err = table(t, d).Press(t.Context(), "declare", req)
	if err != nil || reply.Form == nil {
		t.Fatalf("no form: %+v, %v", reply, err)
	}
	if got := readForm(reply.Form); strings.Contains(got, leaked) || len(reply.Form.Intro) == 0 || reply.Form.Intro[0].Text != gone {
		t.Errorf("the form reads\n%s\n%+v", got, reply.Form.Intro)
	}
}
