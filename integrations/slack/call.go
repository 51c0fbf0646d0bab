package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// call asks a method of the Web API for an answer that we read ourselves. The
// library decodes messages whole, and refuses all of them for one block that it
// does not know: what other apps write is not for us to be strict about. Errors
// are those of the library's own calls.
func (a *Adapter) call(ctx context.Context, method string, args url.Values, answer any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.cfg.APIURL+method, strings.NewReader(args.Encode()))
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+a.cfg.BotToken)
	resp, err := a.http.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if err != nil {
			return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
		}
		return &slack.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second}
	case resp.StatusCode != http.StatusOK:
		return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	var raw json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(nil, resp.Body, mostAnswer)).Decode(&raw); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	var told struct {
		OK     bool   `json:"ok"`
		Error  string `json:"error"`
		Needed string `json:"needed"`
	}
	if err := json.Unmarshal(raw, &told); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	if !told.OK {
		if told.Error == "" {
			return fmt.Errorf("%s: %w", method, errEmpty)
		}
		_ = json.Unmarshal(raw, answer) // Some refusals say more; the code says enough.
		return slack.SlackErrorResponse{Err: told.Error, Needed: told.Needed}
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// mostAnswer is the largest answer that is read, in bytes.
const mostAnswer = 4 << 20
