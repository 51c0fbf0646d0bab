// Package doctor is what an examination of the set-up finds, in words: each part
// that is examined gives findings, and one report prints them.
package doctor

import "slices"

// Level is how bad a finding is.
type Level string

// The levels. A check that could not be made is none of the three others.
const (
	OK         Level = "ok"
	Warning    Level = "warning"
	Failed     Level = "failed"
	NotChecked Level = "not checked"
)

// Finding is what one check found. Neither text holds a secret.
type Finding struct {
	Check string `json:"check"` // What was looked at, in a word or two.
	Level Level  `json:"level"`
	Said  string `json:"said"`           // What was found, without a full stop where it is one clause.
	Next  string `json:"next,omitempty"` // What to do about it; never empty where the level is Warning or Failed.
}

// Fine is a finding that all is well.
func Fine(check, said string) Finding { return Finding{Check: check, Level: OK, Said: said} }

// Warn is a finding with which the bot runs, but not as well as it could.
func Warn(check, said, next string) Finding {
	return Finding{Check: check, Level: Warning, Said: said, Next: next}
}

// Fail is a finding with which the bot does not run, or fails when it is needed.
func Fail(check, said, next string) Finding {
	return Finding{Check: check, Level: Failed, Said: said, Next: next}
}

// Skip is a finding about a check that could not be made, and why.
func Skip(check, why string) Finding { return Finding{Check: check, Level: NotChecked, Said: why} }

// Worst is the worst level among the findings.
func Worst(all []Finding) Level {
	for _, level := range []Level{Failed, Warning, NotChecked} {
		if slices.ContainsFunc(all, func(f Finding) bool { return f.Level == level }) {
			return level
		}
	}
	return OK
}
