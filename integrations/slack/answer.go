package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/sitrephq/sitrep/bot/chat"
)

// ephemeral is an answer for the asker alone, as an acknowledgement or a
// response_url takes it.
type ephemeral struct {
	Type    string `json:"response_type"`
	Replace bool   `json:"replace_original"`
	drawn
}

// mostAnswers is how many messages one answer may take: Slack takes five at a
// response_url, and one of them may still be wanted to replace the first.
const mostAnswers = 5

// ephemerals draws an answer, the first in the size of an acknowledgement.
func ephemerals(m chat.Message) []ephemeral {
	limit := messageLimit
	all := drawIn(m, limit)
	for limit > sectionLimit/10 && tooLong(all) {
		limit /= 2
		all = drawIn(m, limit)
	}
	out := make([]ephemeral, 0, len(all))
	for n, d := range all {
		if n == mostAnswers-1 && len(all) > mostAnswers {
			left := 0
			for _, d := range all[n:] {
				left += d.lines()
			}
			d.Blocks = append(d.Blocks[:0:0], plainContext(fmt.Sprintf("… and %d more lines, more than Slack shows here. The postmortem's draft has all of them.", left)))
			return append(out, ephemeral{Type: "ephemeral", drawn: d})
		}
		out = append(out, ephemeral{Type: "ephemeral", drawn: d})
	}
	return out
}

func tooLong(all []drawn) bool {
	for _, d := range all {
		if d.bytes() > ackBytes {
			return true
		}
	}
	return false
}

// answer sends an answer to a response_url, in as many messages as it takes.
// Replace puts it in the place of the one that the url belongs to.
func (a *Adapter) answer(ctx context.Context, to string, m chat.Message, replace bool) error {
	all := ephemerals(m)
	all[0].Replace = replace
	return a.send(ctx, to, all)
}

// bare is an error without the address that it happened at: whoever knows the
// address of an answer or an upload may use it.
func bare(err error) error {
	if at, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", at.Op, at.Err)
	}
	return err
}

func (a *Adapter) send(ctx context.Context, to string, all []ephemeral) error {
	for _, e := range all {
		body, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode an answer: %w", err)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		resp, err := a.http.Do(req)
		if err != nil {
			return fmt.Errorf("answer: %w", bare(err))
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("answer: slack answered %s", resp.Status)
		}
	}
	return nil
}
