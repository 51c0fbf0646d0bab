package incident

import (
	"fmt"
	"strconv"
	"strings"
)

// Subjects are what messages are about: one message per subject, edited as the
// subject changes.
const (
	BoardSubject    = "board"    // The pinned board.
	AnswersSubject  = "answers"  // The first answers, unasked.
	ResolvedSubject = "resolved" // The resolution and what is left.
	SurveySubject   = "survey"   // Which service it may be, where nobody named one.
	SourceSubject   = "source"   // A metrics source that does not answer: one message for all checks.
	PrivateSubject  = "private"  // That it is private from here on, and how its channel becomes so.
	BackSubject     = "back"     // That it answers again: an edit would notify nobody.
	// AnnouncementSubject is the one message for people outside the incident. Its
	// thread holds the updates.
	AnnouncementSubject = "announcement"
)

// UpdateSubject is an update for people outside, by its number.
func UpdateSubject(seq int64) string { return fmt.Sprintf("update:%d", seq) }

// OutcomeSubject is what became of the incident, for people outside, by the
// number of the event that says so: an edit notifies nobody.
func OutcomeSubject(seq int64) string { return fmt.Sprintf("outcome:%d", seq) }

// ReturnSubject is what happened while nothing could be posted in the channel, by
// the number of the event that ended it.
func ReturnSubject(seq int64) string { return fmt.Sprintf("return:%d", seq) }

// HandoverSubject is an offer of the lead, by its number.
func HandoverSubject(seq int64) string { return fmt.Sprintf("handover:%d", seq) }

// OverSubject is the message that it was called off, is a duplicate or is
// closed, by the number of the event that says so.
func OverSubject(seq int64) string { return fmt.Sprintf("over:%d", seq) }

// ReopenedSubject is the message that it is open again, by the number of the
// event that says so.
func ReopenedSubject(seq int64) string { return fmt.Sprintf("reopened:%d", seq) }

// ActionSubject is the subject of an action, by its number.
func ActionSubject(seq int64) string { return fmt.Sprintf("action:%d", seq) }

// EffectSubject is the turning point of an action: a message of its own,
// because an edit notifies nobody.
func EffectSubject(seq int64) string { return fmt.Sprintf("effect:%d", seq) }

// SharedSubject is a copy of the board that somebody shared with the channel,
// by the number of the event that says so.
func SharedSubject(seq int64) string { return fmt.Sprintf("shared:%d", seq) }

// TheorySubject is the subject of a theory, by the number of the event that
// began it.
func TheorySubject(seq int64) string { return fmt.Sprintf("theory:%d", seq) }

// NudgeSubject is the bot's question about a theory, in its thread, by the
// number of the event that asks.
func NudgeSubject(seq int64) string { return fmt.Sprintf("nudge:%d", seq) }

// CauseSubject is the message that a theory is a cause, by the number of the
// event that says so. A cause that was no theory has the theory's own message.
func CauseSubject(seq int64) string { return fmt.Sprintf("cause:%d", seq) }

// TaskSubject is what somebody is told who was given a task, by the number of
// the event that gave it.
func TaskSubject(seq int64) string { return fmt.Sprintf("task:%d", seq) }

// MetricSubject is the subject of a measure that was asked for, by its number.
func MetricSubject(seq int64) string { return fmt.Sprintf("metric:%d", seq) }

// ChartSubject is the picture in the thread of a subject's message.
func ChartSubject(subject string) string { return "chart:" + subject }

// CheckSubject is the subject of a check, by its name.
func CheckSubject(name string) string { return "check:" + name }

// EvidenceSubject is the thread under a check's message.
func EvidenceSubject(name string) string { return "evidence:" + name }

// ContradictionSubject is the message about people's word against a check's
// metrics, by the check's name.
func ContradictionSubject(name string) string { return "contradiction:" + name }

// SplitSubject is a subject's kind and what it names.
func SplitSubject(subject string) (kind, name string) {
	kind, name, _ = strings.Cut(subject, ":")
	return kind, name
}

// SubjectSeq is the number in an action's or effect's subject.
func SubjectSeq(subject string) (int64, bool) {
	_, name := SplitSubject(subject)
	n, err := strconv.ParseInt(name, 10, 64)
	return n, err == nil
}
