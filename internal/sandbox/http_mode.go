package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// These are Slack's codes for a command or click that was answered with a status
// other than 2xx, and its reasons for delivering an event again.
const (
	clientError = "http_client_error"
	serverError = "http_service_error"

	timedOut    = "http_timeout"
	unconnected = "connection_failed"
	badStatus   = "http_error"
)

// answerLimit is how much is read of the answer to a request, in bytes.
const answerLimit = 1 << 20

// userAgent is what Slack calls itself.
const userAgent = "Slackbot 1.0 (+https://api.slack.com/robots)"

// SigningSecret is what requests are signed with, the same for the workspace's
// life.
func (w *Workspace) SigningSecret() string { return w.cfg.SigningSecret }

// SetRequestURL names the address at which the bot takes events, commands and
// interactivity, as one does in an app's settings, and asks there for the
// challenge. From then on everything is delivered to it, signed. It is for
// manifests without Socket Mode, and for addresses on this machine. An error
// says what the bot answered in place of the challenge; then nothing changes.
func (w *Workspace) SetRequestURL(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	switch {
	case w.app.socketMode:
		return errors.New("the app manifest enables Socket Mode, so nothing is sent to a request URL")
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || !loopback(u.Hostname()):
		return fmt.Errorf("the practice workspace calls this machine only and not %q; use http://127.0.0.1", address)
	}
	challenge := random(26)
	body := encode(map[string]any{"token": "practice", "type": "url_verification", "challenge": challenge})
	ctx, cancel := context.WithTimeout(ctx, w.cfg.AckTimeout)
	defer cancel()
	answered, err := w.request(ctx, address, "application/json", body, nil)
	if err != nil {
		return fmt.Errorf("your URL did not answer the challenge: %w", err)
	}
	var said struct {
		Challenge string `json:"challenge"`
	}
	text := strings.TrimSpace(string(answered.body))
	if json.Unmarshal(answered.body, &said) == nil {
		text = said.Challenge
	}
	if answered.status != http.StatusOK || text != challenge {
		return fmt.Errorf("your URL did not answer the challenge: it was answered %d %.200q", answered.status, answered.body)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requestURL = address
	return nil
}

// post delivers an envelope as a request, and takes the answer as its
// acknowledgement. The caller holds the lock.
func (w *Workspace) post(e *envelope) {
	if w.requestURL == "" {
		w.missed(e, dispatchFailed)
		return
	}
	kind, body := e.request()
	header := http.Header{}
	if e.attempt > 0 {
		header.Set("X-Slack-Retry-Num", strconv.Itoa(e.attempt))
		header.Set("X-Slack-Retry-Reason", e.reason)
	}
	id, address := e.id, w.requestURL
	w.journal.write(line{Kind: "envelope", Envelope: id, Type: e.kind, Attempt: e.attempt, Payload: e.payload})
	w.sockets.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), w.cfg.AckTimeout)
		defer cancel()
		stop := context.AfterFunc(w.serving, cancel)
		defer stop()
		answered, err := w.request(ctx, address, kind, body, header)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.pending[id] != e || w.closed {
			return
		}
		w.posted(e, answered, err)
	})
}

// posted does what the answer to a request says. The caller holds the lock.
func (w *Workspace) posted(e *envelope, a answered, err error) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		w.missed(e, operationTimeout)
	case err != nil:
		w.missed(e, dispatchFailed)
	case a.status >= 200 && a.status <= 299:
		w.arrived(e, a.payload(e.kind))
	default:
		if a.noRetry {
			e.attempt = len(w.cfg.RedeliverAfter) // It was the last one.
		}
		code := clientError
		if a.status >= http.StatusInternalServerError {
			code = serverError
		}
		w.missed(e, code)
	}
}

// answered is what the bot answered to a request.
type answered struct {
	status  int
	body    []byte
	noRetry bool
}

// payload is the answer as an acknowledgement's payload: nothing, JSON, or text
// in place of a message.
func (a answered) payload(kind string) json.RawMessage {
	text := strings.TrimSpace(string(a.body))
	switch {
	case text == "":
		return nil
	case json.Valid(a.body):
		return a.body
	case kind == "slash_commands":
		return encode(map[string]any{"text": text})
	default:
		return encode(text) // No object, and so understood by nobody.
	}
}

// request sends one signed request. The time in the signature is machine time,
// because it is compared with the bot's own clock.
func (w *Workspace) request(ctx context.Context, address, kind string, body []byte, header http.Header) (answered, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		return answered{}, err
	}
	maps.Copy(req.Header, header)
	now := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("X-Slack-Request-Timestamp", now)
	req.Header.Set("X-Slack-Signature", sign(w.cfg.SigningSecret, now, body))
	resp, err := w.out.Do(req)
	if err != nil {
		return answered{}, err
	}
	defer func() { _ = resp.Body.Close() }() // It was read, or is given up.
	said, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return answered{}, err
	}
	return answered{status: resp.StatusCode, body: said, noRetry: resp.Header.Get("X-Slack-No-Retry") == "1"}, nil
}

// sign is Slack's signature of a body.
func sign(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", timestamp, body) // A hash takes everything.
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// newOut is the client for requests to the bot. It follows no redirects and
// keeps no connections, so that a bot may stop whenever it likes.
func newOut() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// request is the envelope's content as a request carries it: events as JSON,
// commands as a form, all else as JSON in a form.
func (e *envelope) request() (kind string, body []byte) {
	const form = "application/x-www-form-urlencoded"
	switch e.kind {
	case "events_api":
		return "application/json", e.payload
	case "slash_commands":
		var fields map[string]string
		if json.Unmarshal(e.payload, &fields) != nil {
			panic("sandbox: a command has a field that is no text")
		}
		values := url.Values{}
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			values.Set(key, fields[key])
		}
		return form, []byte(values.Encode())
	default:
		return form, []byte(url.Values{"payload": {string(e.payload)}}.Encode())
	}
}
