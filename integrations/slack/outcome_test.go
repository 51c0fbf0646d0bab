package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// acts says what the worker is told for each class.
func acts(t *testing.T, err error) string {
	t.Helper()
	var retry *incident.RetryError
	var refused *incident.RefusedError
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &retry):
		return fmt.Sprintf("again after %v, counts %v", retry.After, retry.Counts)
	case errors.As(err, &refused):
		if len(refused.Reason) < 20 || refused.Step != "do it" {
			t.Errorf("refused with %q: %q is no sentence", refused.Step, refused.Reason)
		}
		return "refused"
	}
	return "undecided: " + err.Error()
}

func TestEveryCodeHasItsOutcome(t *testing.T) {
	t.Parallel()
	want := map[class]string{
		unknown: "again after 0s, counts true",
		done:    "done",
		wait:    "again after 30s, counts false",
		notDone: "again after 2s, counts false",
		taken:   "refused",
		gone:    "refused",
		unfit:   "refused",
		refused: "refused",
		barred:  "again after 1m0s, counts false",
	}
	rows := map[class]int{}
	for code, o := range outcomes {
		a := &Adapter{log: quietLog()}
		if got := acts(t, a.settle(t.Context(), "do it", slack.SlackErrorResponse{Err: code})); got != want[o.class] {
			t.Errorf("%s: %s, want %s", code, got, want[o.class])
		}
		if (o.class == refused || o.class == barred) && o.fix == "" {
			t.Errorf("%s does not say what to do", code)
		}
		if a.barred.Load() != (o.class == barred) {
			t.Errorf("%s: barred is %v", code, a.barred.Load())
		}
		rows[o.class]++
	}
	for c := range want {
		if rows[c] == 0 {
			t.Errorf("no code is of class %d", c)
		}
	}
}

func TestEveryFailureOfTheWireHasItsOutcome(t *testing.T) {
	t.Parallel()
	post := func(err error) error { return &url.Error{Op: "Post", URL: "https://slack.com/api/x", Err: err} }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"rate limited", &slack.RateLimitedError{RetryAfter: 9 * time.Second}, "again after 9s, counts false"},
		{"rate limited for no time at all", &slack.RateLimitedError{}, "again after 1s, counts false"},
		{"rate limited without a time", slack.StatusCodeError{Code: http.StatusTooManyRequests}, "again after 30s, counts false"},
		{"a server that failed", slack.StatusCodeError{Code: http.StatusBadGateway}, "again after 0s, counts true"},
		{"a proxy's word", slack.StatusCodeError{Code: http.StatusForbidden}, "again after 0s, counts true"},
		{"nothing listens", post(&net.OpError{Op: "dial", Err: errors.New("refused")}), "again after 2s, counts false"},
		{"no such host", post(&net.DNSError{Err: "no such host"}), "again after 2s, counts false"},
		{"cut while reading", post(&net.OpError{Op: "read", Err: errors.New("reset")}), "again after 0s, counts true"},
		{"no answer in time", post(context.DeadlineExceeded), "again after 0s, counts true"},
		{"an answer that ends early", io.ErrUnexpectedEOF, "again after 0s, counts true"},
		{"an answer without the thing", errEmpty, "again after 0s, counts true"},
		{"a code nobody knows", slack.SlackErrorResponse{Err: "moon_in_the_way"}, "refused"},
		{"nothing wrong", nil, "done"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := &Adapter{log: quietLog()}
			if got := acts(t, a.settle(t.Context(), "do it", tt.err)); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestWhatASentenceAsksForIsWhatTheCodeNeeds(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, asks string }{
		{"is_archived", "Unarchive it"},
		{"is_inactive", "Unarchive it"}, // What an edit answers where a post says is_archived.
		{"not_in_channel", "Invite me"},
		{"too_many_pins", "Remove one"},
	}
	for _, tt := range tests {
		if _, _, fix := judge(slack.SlackErrorResponse{Err: tt.code}); !strings.Contains(fix, tt.asks) {
			t.Errorf("%s says %q, which does not ask for %q", tt.code, fix, tt.asks)
		}
	}
}

func TestAMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	_, _, fix := judge(slack.SlackErrorResponse{Err: "missing_scope", Needed: "pins:write"})
	if want := "The Slack app lacks the scope pins:write. Add it under OAuth & Permissions and install the app again."; fix != want {
		t.Errorf("%q, want %q", fix, want)
	}
}
