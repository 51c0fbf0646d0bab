package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// personIn is the person that a line names, anywhere in it, or whoever typed it
// where it names none: "assign lead to @ben" names Ben. Beside the name it may
// hold filling words and the given ones. An app is the bot: nobody can tell two
// apps apart, and neither can do what a person does.
func personIn(ctx context.Context, req Request, beside ...string) (incident.Actor, bool) {
	rest, who := req.Text, req.By
	if m := personRef.FindStringSubmatch(req.Text); m != nil {
		who = incident.Actor{ID: m[1], Name: m[2]}
		rest = strings.Replace(req.Text, m[0], "", 1)
		if req.IsApp != nil && req.IsApp(ctx, who.ID) {
			who = incident.Bot
		}
	}
	beside = append(beside, "as", "to", "is", "the", "me", "i", "")
	for w := range strings.FieldsSeq(strings.ToLower(rest)) {
		if !slices.Contains(beside, strings.Trim(w, ".,:;")) {
			return incident.Actor{}, false
		}
	}
	return who, true
}
