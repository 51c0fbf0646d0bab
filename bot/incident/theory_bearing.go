package incident

// Bearing is what is on record about a theory: the check that its words name,
// what people answered to it, and what was done since that names the theory.
type Bearing struct {
	Check   Check    // The zero Check where its words name none, or nobody has asked it.
	Answers []Answer // The newest of each person.
	Actions []Action // The oldest first.
}

// Bears is what bears on a theory, as it is known now.
func (i Incident) Bears(t Theory) Bearing {
	var b Bearing
	if c, ok := i.Check(t.Check); ok && t.Check != "" {
		b.Answers = c.Words()
		if c.Outcome != "" && !c.Human {
			b.Check = c
		}
	}
	for _, a := range i.Actions {
		if !a.At.Before(t.At) && (i.named(t, a.Text) || t.Check != "" && i.actedOn(t.Check, a.Seq)) {
			b.Actions = append(b.Actions, a)
		}
	}
	return b
}

// actedOn reports whether an action named a check.
func (i Incident) actedOn(check string, action int64) bool {
	c, _ := i.Check(check)
	for _, a := range c.Acts {
		if a.Seq == action {
			return true
		}
	}
	return false
}

// Measured reports whether anything was measured for the theory: its check gave
// an answer, or it is known what an action for it moved. What nobody can tell
// and what people say is no measurement.
func (b Bearing) Measured() bool {
	if b.Check.Outcome == Pass || b.Check.Outcome == Fail {
		return true
	}
	for _, a := range b.Actions {
		if a.Effect != nil && a.Effect.Outcome != CantTell {
			return true
		}
	}
	return false
}
