package slack

import (
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Slack's limits for channels.
const (
	nameLimit  = 80
	topicLimit = 250
)

// channelName is the n-th name to try for an incident's channel, from 1. The
// number comes first: it is what people say and what a narrow sidebar shows.
func channelName(i incident.Incident, n int) string {
	name, suffix := fmt.Sprintf("inc-%d", i.Number), ""
	if n > 1 {
		suffix = fmt.Sprintf("-%d", n)
	}
	title := words(i.Title)
	if i.Private {
		title = nil // A private channel's name shows in places that its people do not choose.
	}
	for _, word := range title {
		if len(name)+1+len(word)+len(suffix) > nameLimit {
			break
		}
		name += "-" + word
	}
	return name + suffix
}

// words are the title's words in the letters that channel names may have. A
// title in another script leaves the number alone.
func words(title string) []string {
	return strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// purpose marks the channel as ours by the incident's random uid: a name may
// be anyone's.
func purpose(i incident.Incident) safe {
	return inertLine(fmt.Sprintf("Sitrep incident %s · %s", i.Name(), i.UID), topicLimit)
}

// topic is the incident in one line, as it was when the channel was opened.
func topic(i incident.Incident) safe {
	line := fmt.Sprintf("%s · %s · %s", i.Name(), i.Severity, i.Title)
	if i.Service != "" {
		line += " · " + i.Service
	}
	return inertLine(line, topicLimit)
}

// cut shortens a text to a number of characters, and says so by its last one.
func cut(text string, limit int) string {
	r := []rune(text)
	if len(r) <= limit {
		return text
	}
	return string(r[:limit-1]) + "…"
}
