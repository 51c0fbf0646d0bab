package sandbox

import (
	"crypto/rand"
	"fmt"
	"time"
)

// random is n characters that cannot be guessed, in capitals and digits.
func random(n int) string {
	text := ""
	for len(text) < n {
		text += rand.Text()
	}
	return text[:n]
}

// id makes an id with the prefix. It carries the workspace's own mark: a bot
// that remembers ids over restarts must never meet one for the second time.
func (w *Workspace) id(prefix string) string {
	w.lastID++
	return fmt.Sprintf("%s0%s%02d", prefix, w.salt, w.lastID)
}

// triggerID makes a trigger id, of the shape of Slack's.
func (w *Workspace) triggerID() string {
	w.lastID++
	return fmt.Sprintf("%d.%d.%s", w.lastID, 1000+w.lastID, random(16))
}

// stamp is the id of the next message: story time, moved on by microseconds so
// that no two are equal and none is before another.
func (w *Workspace) stamp() (string, time.Time) {
	now := w.now()
	at := now.Truncate(time.Microsecond)
	if !at.After(w.lastStamp) {
		at = w.lastStamp.Add(time.Microsecond)
	}
	w.lastStamp = at
	return slackTS(at), now
}

func slackTS(at time.Time) string {
	return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000)
}
