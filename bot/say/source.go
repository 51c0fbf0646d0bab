package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// silent are the checks that their metrics source does not answer.
func silent(i incident.Incident) []incident.Check {
	var out []incident.Check
	for _, c := range i.Checks {
		if c.Outcome == incident.Unknown && c.Reason == incident.SourceFailed {
			out = append(out, c)
		}
	}
	return out
}

// source is the one message about a metrics source that does not answer: for
// all checks at once, because they all say the same. It stays, and says so,
// when the source is back; that is also a message of its own.
func source(i incident.Incident) (chat.Message, bool) {
	quiet := silent(i)
	if len(quiet) == 0 {
		if _, told := i.Posts[incident.SourceSubject]; !told {
			return chat.Message{}, false
		}
		return chat.Message{
			Text:  "The metrics source answers again.",
			Parts: []chat.Part{chat.P(chat.T("○ "), chat.B("The metrics source answers again."), chat.T(" The board shows what it says."+keeps(i)))},
		}, true
	}
	spans := silence(i, quiet)
	if again := keeps(i); again != "" {
		spans = append(spans, chat.T(again))
	}
	return chat.Message{
		Text:  fmt.Sprintf("CAN'T TELL, %s: %s gives no answer", howMany(i, quiet), sourceName(quiet[0].Source)),
		Parts: []chat.Part{chat.P(spans...)},
	}, true
}

// keeps says that the source comes and goes, so that it is not said each time.
func keeps(i incident.Incident) string {
	if i.KeepsFallingSilent() {
		return " It keeps falling silent, see the board."
	}
	return ""
}

// back says that the source answers again and what it says. It is no good news
// by itself, so it is not green. Once it has fallen silent again there is
// nothing to say.
func back(i incident.Incident) (chat.Message, bool) {
	if len(silent(i)) > 0 {
		return chat.Message{}, false
	}
	t := tallyOf(i)
	if t.asked() == 0 {
		return chat.Message{}, false
	}
	var last incident.Check
	for _, c := range i.Checks {
		if c.Before.Reason == incident.SourceFailed && c.At.After(last.At) {
			last = c
		}
	}
	head := sourceName(last.Source) + " answers again"
	if !last.At.IsZero() {
		head += ", since " + clockSeconds(last.At)
	}
	now := outcomes(t)
	m := chat.Message{Text: head + ": " + plain(now)}
	m.Parts = append(m.Parts, chat.P(append([]chat.Span{chat.T("○ "), chat.B(head + "."), chat.T(" It says: ")}, now...)...))
	if bad := byPath(i.Failing()); len(bad) > 0 {
		m.Parts = append(m.Parts, chat.P(chat.T("Fails: "+shortOf(bad[0])+".")))
	}
	return m, true
}

// silence says what is not known, since when and why, and what I do about it.
func silence(i incident.Incident, quiet []incident.Check) []chat.Span {
	since, why := quiet[0].At, quiet[0].Detail
	for _, c := range quiet {
		if c.At.Before(since) {
			since = c.At
		}
	}
	spans := []chat.Span{chat.T("? "), chat.B("CAN'T TELL, " + howMany(i, quiet) + ".")}
	if how, silent := notAnswered(quiet[0].Verdict); silent {
		spans = append(spans, chat.T(" Prometheus "), chat.Span{Text: quiet[0].Source, Italic: true}, chat.T(" has not answered since "+clockSeconds(since)+tries(how, quiet)+"."))
	} else {
		spans = append(spans, chat.T(" "+sentence(why)+" So it is since "+clockSeconds(since)+"."))
	}
	return append(spans, chat.T(" "+dark(i, quiet)+" Is it behind what is down? I try every 15 s and will say when it is back."))
}

// tries adds to how a source was silent how often that was: " (no reply in 5 s,
// 3 tries)".
func tries(how string, quiet []incident.Check) string {
	most := 0
	for _, c := range quiet {
		most = max(most, c.Tries)
	}
	inner, parenthesis := strings.CutSuffix(how, ")")
	if most == 0 || !parenthesis {
		return how
	}
	return inner + ", " + count(most, "try", "tries") + ")"
}

// notAnswered says that a source was silent, rather than answering something
// useless, and in which way: " (no reply in 5 s)".
func notAnswered(v incident.Verdict) (how string, silent bool) {
	if v.Detail == "" {
		return "", true
	}
	how, silent = strings.CutPrefix(clause(v.Detail), sourceName(v.Source)+" has not answered")
	return how, silent
}

// dark warns against reading silence as green.
func dark(i incident.Incident, quiet []incident.Check) string {
	if tallyOf(i).asked() > len(quiet) {
		return "None of these is green."
	}
	return "Nothing below is green."
}

// howMany is the part of the checks that is dark.
func howMany(i incident.Incident, quiet []incident.Check) string {
	if asked := tallyOf(i).asked(); asked > len(quiet) {
		return fmt.Sprintf("%d of %d checks", len(quiet), asked)
	}
	return all(len(quiet))
}

// all is that none is left out.
func all(checks int) string {
	if checks == 1 {
		return "the one check"
	}
	return fmt.Sprintf("all %d checks", checks)
}

func sourceName(name string) string {
	if name == "" {
		return "Prometheus"
	}
	return "Prometheus " + name
}

// clockSeconds is a time to the second, where the second matters.
func clockSeconds(t time.Time) string { return t.UTC().Format("15:04:05") + " UTC" }
