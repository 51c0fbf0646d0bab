package incident

import "time"

// readAgain is how old the newest look on record may become before one that
// changed nothing is recorded too: the board promises to be at most five
// minutes old.
const readAgain = 4*time.Minute + 30*time.Second

// Judge takes in what one look at a check found. The first look counts at
// once. After that two reads in a row make a flip: one that disagrees is only
// remembered, so that a single odd sample alarms nobody. Asked says that a
// person wanted to know now: then every look is a line.
func (i Incident) Judge(v Verdict, evidence string, asked bool, at time.Time) []Event {
	judged := Event{Moment: ExactMoment(at), Actor: Bot, Kind: Judged, Text: v.Say, Subject: CheckSubject(v.Check), Evidence: evidence, Data: Data{Verdict: &v}}
	read := judged
	read.Kind = Read
	judged.Data.Asked = asked

	c, known := i.Check(v.Check)
	switch {
	case asked, !known, c.Outcome == "":
		return []Event{judged}
	case v.Outcome != c.Outcome:
		if c.Pending != nil && c.Pending.Outcome == v.Outcome {
			return []Event{judged}
		}
		return []Event{read}
	case c.Pending != nil, news(c, v), at.Sub(i.ReadAt) >= readAgain:
		return []Event{keepStory(read, c)}
	}
	return nil
}

// news reports whether a look at the same failure found out more: a count that
// changed, or since when. A number that only wobbles is none.
func news(c Check, v Verdict) bool {
	return v.Outcome == Fail && (v.Want != "" && v.Have != c.Have || c.Since.IsZero() && !v.Since.IsZero())
}

// keepStory carries over what only the first look at a failure found out: a
// later look at the same failure asks for its number alone.
func keepStory(read Event, c Check) Event {
	v := *read.Data.Verdict
	if v.Outcome == Fail && v.Since.IsZero() {
		v.Since, v.SinceAtLeast, v.GoodFrom, v.GoodTo, v.Usual = c.Since, c.SinceAtLeast, c.GoodFrom, c.GoodTo, c.Usual
	}
	read.Data.Verdict = &v
	return read
}
