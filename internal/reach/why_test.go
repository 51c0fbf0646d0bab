package reach

import (
	"testing"
	"time"
)

func TestLimitsAreWrittenAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{5 * time.Second: "5 s", 1500 * time.Millisecond: "1.5 s", 250 * time.Millisecond: "250 ms", 90 * time.Second: "90 s"} {
		if got := words(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}
