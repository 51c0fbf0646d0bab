package commands

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// incidentForm is an incident by its name at the front of a text: inc-12,
// INC 12.
var incidentForm = regexp.MustCompile(`(?i)^#?inc[-_ ]?([1-9]\d{0,17})\b[\s:,.]*`)

// whereabouts finds the incident of a channel: where one stands, and of a channel
// that is only named.
type whereabouts interface {
	here
	there
}

// incidentRef takes an incident off the front of a text: by its name, or by its
// channel. Number is 0 where the text begins with none.
func incidentRef(ctx context.Context, incidents there, v incident.Viewer, text string) (number int64, rest string, err error) {
	if m := incidentForm.FindStringSubmatch(text); m != nil {
		if number, err = strconv.ParseInt(m[1], 10, 64); err == nil {
			return number, strings.TrimSpace(text[len(m[0]):]), nil
		}
	}
	m := channelRef.FindStringSubmatchIndex(text)
	if m == nil || m[0] != 0 {
		return 0, text, nil
	}
	i, err := incidents.There(ctx, v, incident.ChannelID(text[m[2]:m[3]]))
	if incident.CodeOf(err) == incident.NotFound {
		return 0, text, nil // It is part of what is said.
	}
	return i.Number, strings.TrimSpace(text[m[1]:]), err
}
