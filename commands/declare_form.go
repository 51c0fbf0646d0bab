package commands

import (
	"regexp"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// whatIsWrong is all that declare insists on.
const whatIsWrong = "What is wrong? Say it in a few words, as users see it."

// everyone is whom an incident is for, unless somebody says otherwise.
const everyone = "everyone"

// proposed is how many characters of a message are proposed as a title.
const proposed = 120

// declareForm asks for an incident. Only the title is needed: whatever is left
// empty is asked for afterwards.
func declareForm(d incident.Declaration, services []string) chat.Form {
	f := chat.Form{
		Title: "Declare an incident", Submit: "Declare", Verb: "declare",
		Fields: []chat.Field{
			{Name: "title", Label: "What is wrong?", Hint: "In a few words, as users see it.", Initial: clip(d.Title, proposed)},
			{
				Name: "severity", Label: "How bad is it?", Kind: chat.ChoiceField, Optional: true, Initial: string(d.Severity),
				Options: []chat.Option{
					{Label: "SEV1: everyone is affected", Value: string(incident.Sev1)},
					{Label: "SEV2: many are", Value: string(incident.Sev2)},
					{Label: "SEV3: some are", Value: string(incident.Sev3)},
					{Label: "SEV4: hardly anyone is", Value: string(incident.Sev4)},
				},
				Hint: "Left empty it is not set, and people are told as for SEV2.",
			},
		},
	}
	if len(services) > 0 {
		f.Fields = append(f.Fields, chat.Field{
			Name: "service", Label: "Which service?", Kind: chat.ChoiceField, Optional: true, Initial: d.Service,
			Options: chat.Options(services...), Hint: "Left empty I look for it in what you wrote, and ask if I find none.",
		})
	}
	f.Fields = append(f.Fields, chat.Field{
		Name: "who", Label: "Who may see it?", Kind: chat.ChoiceField, Optional: true,
		Options: []chat.Option{{Label: "Everyone", Value: everyone}, {Label: "Only those invited to its channel", Value: "private"}},
		Hint:    "Left empty it is for everyone. A private one is announced nowhere.",
	})
	if d.From != "" {
		f.Value = "from " + d.From
	}
	if d.Private {
		f.Fields[len(f.Fields)-1].Initial, f.Value = "private", strings.TrimSpace(f.Value+" private")
	}
	return f
}

// filledIn is what the form says. Where it began with a message, d says which.
func filledIn(d incident.Declaration, req Request, services serviceFinder) (incident.Declaration, error) {
	title := declaration(unquoted(req.filled("title", "")), services)
	title.From, title.Another = d.From, d.Another
	switch req.filled("who", "") {
	case "private":
		title.Private = true
	case everyone:
		if title.Private { // Then it was the title's own word.
			title.Title, title.Private = "private "+title.Title, false
		}
	default:
		title.Private = title.Private || d.Private
	}
	if title.Title == "" {
		return d, &FieldError{Field: "title", Message: whatIsWrong}
	}
	if said := req.filled("severity", ""); said != "" {
		sev, ok := incident.ParseSeverity(said)
		if !ok {
			return d, &FieldError{Field: "severity", Message: "I know sev1 to sev4. Leave it empty to say it later."}
		}
		title.Severity = sev
	}
	if said := req.filled("service", ""); said != "" {
		name, _, ok := services.In(said)
		if !ok {
			return d, &FieldError{Field: "service", Message: "I know no service “" + clip(said, 40) + "”. Leave it empty and I ask you afterwards."}
		}
		title.Service = name
	}
	return title, nil
}

// webAddress is the address of a message or a page.
var webAddress = regexp.MustCompile(`^https?://[^\s<>|]+$`)

func isLink(word string) bool { return webAddress.MatchString(word) }
