package promlab

import (
	"strings"
	"testing"
	"time"
)

func TestARecordIsAnsweredAsItWas(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 5, 11, 0, 0, time.UTC)
	l := New(Config{Now: func() time.Time { return at.Add(time.Hour) }})
	samples := []Sample{{at, 8}, {at.Add(7 * time.Second), 4}, {at.Add(90 * time.Second), 2}}
	if err := l.Record(`active{proxy="pool"}`, samples); err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]string{0: "8", 6 * time.Second: "8", 7 * time.Second: "4", 2 * time.Minute: "2"} {
		q, err := l.engine.NewInstantQuery(t.Context(), l, nil, "active", at.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		res := q.Exec(t.Context())
		if got := res.String(); res.Err != nil || !strings.Contains(got, "=> "+want+" @") {
			t.Errorf("after %v it is %q (%v), want %s", after, got, res.Err, want)
		}
		q.Close()
	}
	if err := l.Record(`other`, []Sample{{at, 1}, {at, 2}}); err == nil || !strings.Contains(err.Error(), "sample 2") {
		t.Errorf("a sample that is not after the one before it: %v", err)
	}
	if err := l.Record(`active{proxy="pool"}`, samples); err == nil {
		t.Error("the same series twice was taken")
	}
	if err := l.Record(`{`, nil); err == nil {
		t.Error("a series that is none was taken")
	}
}
