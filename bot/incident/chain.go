package incident

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Digest is the hash of what an event says: its text and data. The chain is
// built over digests, so that a text can be blanked for good and the chain
// still be checked.
func Digest(e Event) (string, error) {
	body, err := json.Marshal(struct {
		Text string `json:"text"`
		Data Data   `json:"data"`
	}{e.Text, e.Data})
	if err != nil {
		return "", fmt.Errorf("digest of event %d: %w", e.Seq, err)
	}
	return sum(body), nil
}

// Link is an event's hash in the chain of its incident: over the hash before
// it, everything about the event that is never blanked, and its digest.
func Link(prev string, e Event, digest string) string {
	h := sha256.New()
	for _, part := range []string{
		prev, strconv.FormatInt(e.Seq, 10), millis(e.At), e.Zone, string(e.Precision), millis(e.RecordedAt),
		e.Actor.ID, e.Actor.Name, string(e.Kind), e.Subject, e.Evidence, digest,
	} {
		// The length in front keeps two neighbours from trading characters.
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Sealed is the evidence with its hash set, ready to be stored and referred to.
// Secrets in it are masked first; a link that would show one is dropped.
func (e Evidence) Sealed() (Evidence, error) {
	asked := e.Query
	if e = maskedIn(e); e.Query != asked {
		e.Link = ""
	}
	body, err := json.Marshal(e)
	if err != nil {
		return Evidence{}, fmt.Errorf("seal evidence of %s: %w", e.Check, err)
	}
	e.Hash = sum(body)
	return e, nil
}

// millis is the precision that the store keeps.
func millis(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
