package say

import (
	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// severity is the word that it is worse, or less bad, than was said.
func severity(i incident.Incident) chat.Message {
	head := i.Name() + " is " + i.Severity.String() + " now"
	return chat.Message{
		Text:  head + ": " + brief(i.Title, headLength),
		Parts: []chat.Part{chat.P(chat.T("· "), chat.B(head), chat.T(": "+brief(i.Title, headLength)))},
	}
}
