package slack

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestThoseWhoAnswerForTheServiceAreBroughtIn(t *testing.T) {
	t.Parallel()
	groups := strings.Replace(manifest, `"commands", `, `"commands", "usergroups:read", `, 1)
	for name, tt := range map[string]struct {
		manifest string
		come     []string
		logged   string
	}{
		"with the people of a group":          {groups, []string{"U0ANA", "U0BEN", "U0CHO"}, "user_not_found"},
		"but a group where it cannot be read": {manifest, []string{"U0ANA", "U0BEN"}, "missing_scope"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newLife(t, nil, func(c *sandbox.Config) {
				c.Manifest = []byte(tt.manifest)
				c.People = append(c.People, sandbox.Person{ID: "U0CHO", Name: "cho"})
				c.Groups = []sandbox.Group{{ID: "S0SRE", Handle: "sre", Users: []string{"U0CHO", "U0BEN"}}}
			})
			x.a.cfg.Invited = func(i incident.Incident) []string {
				return []string{"U0BEN", "S0" + map[string]string{"api": "SRE"}[i.Service], "U0GONE", "U0ANA"}
			}
			x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident API is slow"))
			x.until("those who were invited", func() bool { return x.incident().Steps["invite the people of api"] })
			c, _ := x.room("inc-1-api-is-slow")
			here := slices.DeleteFunc(c.Members, func(m string) bool { return m == x.ws.BotUser() })
			slices.Sort(here)
			if !slices.Equal(here, tt.come) {
				t.Errorf("in the channel are %v, want %v", here, tt.come)
			}
			if !strings.Contains(x.logs.String(), tt.logged) {
				t.Errorf("the log is %s", x.logs)
			}
			x.gaveNothingUp()
		})
	}
}

// What Slack answers about single people, and what of it the board says.
func TestWhoCannotComeKeepsNobodyElseOut(t *testing.T) {
	t.Parallel()
	all := func(code string) string {
		return fmt.Sprintf(`{"ok":false,"error":%q,"errors":[{"user":"U2","ok":false,"error":%q},{"user":"U3","ok":false,"error":"already_in_channel"}]}`, code, code)
	}
	some := func(code string) string { return strings.Replace(all(code), `"ok":false`, `"ok":true`, 1) }
	for name, tt := range map[string]struct{ answer, want string }{
		"a guest":                       {some("user_is_restricted"), "Slack did not let 1 of 2 come. A guest cannot be brought into a channel by an app. Ask an admin to add them."},
		"a guest in all their channels": {some("ura_max_channels"), "Slack did not let 1 of 2 come. This guest is in as many channels as guests may be. Ask an admin to add them."},
		"nobody is left who can":        {all("user_is_restricted"), "Slack did not let 1 of 2 come. A guest cannot be brought into a channel by an app. Ask an admin to add them."},
		"all are there":                 {all("already_in_channel"), ""},
		"somebody has left":             {some("user_not_found"), ""},
		"an account is closed":          {some("user_disabled"), ""},
		"one of a code nobody knows":    {some("something_new"), ""},
		"a refusal without its list":    {`{"ok":false,"error":"cant_invite"}`, "Slack did not let 1 of 2 come. Slack does not let me invite this person. Invite them by hand."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			r.a.cfg.Invited = func(incident.Incident) []string { return []string{"U2", "U3"} }
			for _, answer := range []string{`{"ok":true,"channel":{"id":"C1"}}`, tt.answer} { // The declarer comes first.
				r.next("conversations.invite", func(w http.ResponseWriter, _ func()) { _, _ = fmt.Fprint(w, answer) })
			}
			i := r.declare()
			r.rest()
			i = r.incident(i.ID)
			if !i.Steps["invite the people of api"] || i.GaveUp["invite the people of api"] != tt.want {
				t.Errorf("steps %v, gave up %v", i.Steps, i.GaveUp)
			}
			if asked := r.last("conversations.invite"); asked.Get("users") != "U2,U3" || asked.Get("force") != "true" {
				t.Errorf("asked for %v", asked)
			}
		})
	}
}

func TestNobodyIsBroughtIntoAPrivateIncident(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	asked := false
	r.a.cfg.Invited = func(incident.Incident) []string { asked = true; return []string{"U2"} }
	i, err := r.svc.Declare(t.Context(), incident.Call{Source: "x", By: incident.Actor{ID: "U1", Name: "ana"}}, incident.Declaration{Title: "keys", Service: "api", Private: true})
	if err != nil {
		t.Fatal(err)
	}
	r.rest()
	if i = r.incident(i.ID); i.Channel == "" || asked || r.count("conversations.invite") != 1 {
		t.Errorf("asked for people: %v, invitations %d, channel %q", asked, r.count("conversations.invite"), i.Channel)
	}
}
