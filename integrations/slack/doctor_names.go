package slack

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/doctor"
)

// slackName is what a channel may be called.
var slackName = regexp.MustCompile(`^[a-z0-9_-]{1,80}$`)

// channelNames names the channels of incidents, without making any.
func channelNames(titles []string) doctor.Finding {
	const check = "channel names"
	var first string
	for n, title := range titles {
		for _, try := range []int{1, 2, 99} {
			name := channelName(incident.Incident{Number: int64(n + 1), Title: title}, try)
			if !slackName.MatchString(name) {
				return doctor.Fail(check, fmt.Sprintf("the title %q gives the name %q, which Slack does not accept", title, name), reportThis)
			}
			if first == "" {
				first = name
			}
		}
	}
	return doctor.Fine(check, "such as "+first)
}

// skewLimit is how far two clocks may be apart before Slack's signatures and
// our times are worth nothing.
const skewLimit = 300 * time.Second

// skew compares the machine's clock with Slack's, which every answer has in its
// header, to the second.
func skew(header http.Header, now time.Time) doctor.Finding {
	const check = "clock"
	theirs, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return doctor.Skip(check, "no answer of Slack's says what time it is")
	}
	off := now.Sub(theirs).Truncate(time.Second)
	if off.Abs() <= 2*time.Second {
		return doctor.Fine(check, "it agrees with Slack's")
	}
	word := "ahead of"
	if off < 0 {
		word = "behind"
	}
	apart := fmt.Sprintf("%d s", int(off.Abs().Seconds()))
	if off.Abs() >= 2*time.Minute {
		apart = fmt.Sprintf("%d min", int(off.Abs().Minutes()))
	}
	said := fmt.Sprintf("it is %s %s Slack's", apart, word)
	const mend = "let the machine keep its time by NTP: the timeline takes its times from it"
	switch {
	case off.Abs() > skewLimit:
		return doctor.Fail(check, said, mend)
	case off.Abs() > 10*time.Second:
		return doctor.Warn(check, said, mend)
	}
	return doctor.Fine(check, said)
}
