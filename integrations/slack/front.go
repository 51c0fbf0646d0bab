package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/slack-go/slack"
)

// The limits of HTTP mode. Slack's largest payloads are views, of 250 kB.
const (
	bodyLimit = 1 << 20
	headLimit = 5 * time.Second
	readLimit = 10 * time.Second
	sendLimit = 15 * time.Second // From the request's head to the answer's end.
	idleLimit = 2 * time.Minute
)

// front is the way in over HTTP: Slack calls us. It takes requests until ctx
// ends, and answers what has come in by then.
func (a *Adapter) front(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("slack.listen is %q, and nothing can listen there: %w", a.cfg.Listen, err)
	}
	alive, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	server := &http.Server{
		Handler:           a.routes(alive),
		ReadHeaderTimeout: headLimit,
		ReadTimeout:       readLimit,
		WriteTimeout:      sendLimit,
		IdleTimeout:       idleLimit,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	a.bound.Store(l.Addr().String())
	a.listening.Store(true)
	defer a.listening.Store(false)
	a.log.InfoContext(ctx, "slack's requests are taken in", "address", l.Addr().String())

	select {
	case err := <-served:
		return fmt.Errorf("slack's requests cannot be taken in any more: %w", err)
	case <-ctx.Done():
	}
	a.listening.Store(false)
	limit, cancel := context.WithTimeout(alive, drainLimit)
	defer cancel()
	if server.Shutdown(limit) != nil {
		a.log.ErrorContext(alive, "the end came before everything was answered")
		_ = server.Close() // Whoever still waits gets no answer.
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		a.log.ErrorContext(alive, "the way in did not end well", "error", err)
	}
	a.intake.close()
	a.rest(limit)
	return nil
}

// rest waits until nothing is worked on, or ctx ends.
func (a *Adapter) rest(ctx context.Context) {
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for a.intake.busy() {
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		}
	}
}

// Address is where Slack's requests are taken in HTTP mode, once it is ready.
func (a *Adapter) Address() string {
	at, _ := a.bound.Load().(string)
	return at
}

// routes are the addresses that can be given to Slack. One is enough: what a
// request is shows in its content.
func (a *Adapter) routes(alive context.Context) http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/slack", "/slack/events", "/slack/commands", "/slack/interactive"} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) { a.receive(alive, w, r) })
	}
	return mux
}

// receive takes one request. Its answer is the acknowledgement.
func (a *Adapter) receive(alive context.Context, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		status := http.StatusBadRequest
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "the body cannot be read", status)
		return
	}
	if err := a.verify(r.Header, body); err != nil {
		a.distrust(r.Context(), err)
		http.Error(w, "the signature is not Slack's", http.StatusUnauthorized)
		return
	}
	d, err := unpack(r.Header.Get("Content-Type"), body)
	if err != nil {
		a.log.WarnContext(r.Context(), "slack sent something that cannot be read", "error", err)
		http.Error(w, err.Error(), http.StatusUnsupportedMediaType)
		return
	}
	switch d.kind {
	case challenged:
		_, _ = io.WriteString(w, d.reason) // Whoever asked has gone.
		return
	case checked:
		return
	}
	d.attempt, _ = strconv.Atoi(r.Header.Get("X-Slack-Retry-Num")) // Not a number is a first delivery.
	d.reason = r.Header.Get("X-Slack-Retry-Reason")
	a.answerTo(alive, w, r, d)
}

// verify refuses what Slack did not sign in the last five minutes.
func (a *Adapter) verify(header http.Header, body []byte) error {
	v, err := slack.NewSecretsVerifier(header, a.cfg.SigningSecret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

// distrust says what may be wrong, at most once a minute: anybody can send
// requests.
func (a *Adapter) distrust(ctx context.Context, err error) {
	now := time.Now().Unix() //nolint:forbidigo // The log is spared on the machine's clock.
	last := a.distrusted.Load()
	if now-last < 60 || !a.distrusted.CompareAndSwap(last, now) {
		return
	}
	fix := "is SLACK_SIGNING_SECRET the Signing Secret of this app's page Basic Information?"
	if errors.Is(err, slack.ErrExpiredTimestamp) {
		fix = "is this machine's clock right? A request may be five minutes old"
	}
	a.log.WarnContext(ctx, "a request was refused, its signature is not Slack's", "error", err, "fix", fix)
}

// The kinds of requests that are answered at once.
const (
	challenged = "url_verification" // Slack asks whether this address is ours.
	checked    = "ssl_check"        // Slack asks whether the certificate is good.
)

// unpack is a request's body as a delivery. A challenge is its reason.
func unpack(contentType string, body []byte) (delivery, error) {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return delivery{}, fmt.Errorf("the content type %q cannot be read", contentType)
	}
	d := delivery{id: digest(body)}
	switch kind {
	case "application/json":
		var p struct {
			Type      string `json:"type"`
			Challenge string `json:"challenge"`
		}
		// What is no JSON is refused where it is read.
		if json.Unmarshal(body, &p) == nil && p.Type == challenged {
			d.kind, d.reason = challenged, p.Challenge
			return d, nil
		}
		d.kind, d.payload = eventsAPI, body
		return d, nil
	case "application/x-www-form-urlencoded":
		return d, d.form(body)
	}
	return delivery{}, fmt.Errorf("the content type %q is none of Slack's", kind)
}

// form reads a form: a payload of its own, or a command's fields.
func (d *delivery) form(body []byte) error {
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil:
		return errors.New("the form cannot be read")
	case form.Get("ssl_check") == "1":
		d.kind = checked
		return nil
	case form.Has("payload"):
		d.kind, d.payload = interactive, json.RawMessage(form.Get("payload"))
		return nil
	}
	fields := make(map[string]string, len(form))
	for name := range form {
		fields[name] = form.Get(name)
	}
	d.kind = slashCommands
	d.payload, err = json.Marshal(fields)
	return err
}

// digest names a request in the log, and is the identity of one that carries
// none.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// answerTo dispatches a request and answers it: with what acknowledges it, or
// with an error, upon which Slack delivers an event again and shows a person
// its own sign.
func (a *Adapter) answerTo(alive context.Context, w http.ResponseWriter, r *http.Request, d delivery) {
	type answer struct {
		payload any
		url     string
		taken   bool
	}
	answered := make(chan answer, 1)
	d.acknowledge = func(payload any, url string) { answered <- answer{payload, url, true} }
	d.leave = func() { answered <- answer{} }
	a.dispatch(alive, d)
	var got answer
	select {
	case got = <-answered:
	case <-r.Context().Done():
		a.log.WarnContext(alive, "slack hung up before the answer", "envelope", d.id)
		got = <-answered // Inside of the limits, whatever happens.
	}
	lost := func(why error) {
		a.log.ErrorContext(alive, "an acknowledgement was lost", "envelope", d.id, "error", why)
		if e, ok := got.payload.(ephemeral); ok && got.url != "" {
			a.giveAgain(alive, got.url, e)
		}
	}
	if !got.taken {
		http.Error(w, "not taken, send it again", http.StatusServiceUnavailable)
		return
	}
	if err := r.Context().Err(); err != nil {
		lost(err)
		return
	}
	var body []byte
	if got.payload != nil {
		var err error
		if body, err = json.Marshal(got.payload); err != nil {
			a.log.ErrorContext(alive, "an acknowledgement could not be encoded", "envelope", d.id, "error", err)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	if err := errors.Join(err, http.NewResponseController(w).Flush()); err != nil {
		lost(err)
	}
}
