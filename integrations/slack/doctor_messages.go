package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/sitrephq/sitrep/internal/doctor"
)

// reportThis is what to do about a fault that is in the code.
const reportThis = "report this with the output of sitrep version: it is a fault of Sitrep"

// verdictLimit is the most that is read of Slack's answer, in bytes.
const verdictLimit = 1 << 20

// messages puts each kind of message before Slack's own validator, which posts
// nothing.
func (d Doctor) messages(ctx context.Context, h *http.Client, granted bool) doctor.Finding {
	const check = "messages"
	if !granted {
		return doctor.Skip(check, "the bot token was not accepted")
	}
	drawings := 0
	for _, s := range d.Messages {
		for _, look := range draw(s.Message) {
			err := d.validate(ctx, h, look)
			switch {
			case errors.Is(err, errNoValidator):
				return doctor.Skip(check, "this server does not know blocks.validate")
			case errors.Is(err, errWait):
				return doctor.Skip(check, fmt.Sprintf("Slack accepted %d and then asked to wait", drawings))
			case err != nil:
				return doctor.Fail(check, fmt.Sprintf("Slack would refuse the message %q: %s", s.Name, sentence(err)), reportThis)
			}
			drawings++
		}
	}
	return doctor.Fine(check, fmt.Sprintf("Slack would accept all %d", drawings))
}

var (
	errNoValidator = errors.New("the method is not known")
	errWait        = errors.New("too many at once")
)

// validate asks Slack about one message. The library has no words for this
// method.
func (d Doctor) validate(ctx context.Context, h *http.Client, look drawn) error {
	blocks, err := json.Marshal(look.Blocks)
	if err != nil {
		return err
	}
	form := url.Values{"blocks": {string(blocks)}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.APIURL+"blocks.validate", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+d.BotToken)
	res, err := h.Do(req)
	if err != nil {
		return errors.New("no answer")
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode == http.StatusTooManyRequests {
		return errWait
	}
	var answer struct {
		OK     bool              `json:"ok"`
		Error  string            `json:"error"`
		Errors []json.RawMessage `json:"errors"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, verdictLimit)).Decode(&answer); err != nil {
		return fmt.Errorf("an answer that cannot be read (%s)", res.Status)
	}
	switch {
	case answer.OK:
		return nil
	case answer.Error == "unknown_method":
		return errNoValidator
	case len(answer.Errors) > 0:
		return fmt.Errorf("%s: %s", answer.Error, cut(string(answer.Errors[0]), 300))
	}
	return errors.New(answer.Error)
}
