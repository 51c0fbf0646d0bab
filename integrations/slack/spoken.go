package slack

import (
	"context"
	"sync"
)

// spoken remembers the newest answers that went out as acknowledgements, until
// it is known that one was lost. It is kept in memory only: Slack forgets where
// an answer goes after half an hour, and a lost one is known at once.
type spoken struct {
	mu    sync.Mutex
	order []string // Envelopes, the oldest first.
	of    map[string]spokenTo
}

// spokenTo is an answer and where else it can be given.
type spokenTo struct {
	url    string
	answer ephemeral
}

// spokenLimit bounds the memory: more than can be on their way at once.
const spokenLimit = 4 * atOnce

func (s *spoken) keep(envelope, url string, payload any) {
	answer, ok := payload.(ephemeral)
	if !ok || url == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[string]spokenTo{}
	}
	for len(s.order) >= spokenLimit {
		delete(s.of, s.order[0])
		s.order = s.order[1:]
	}
	s.order, s.of[envelope] = append(s.order, envelope), spokenTo{url, answer}
}

func (s *spoken) take(envelope string) (spokenTo, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lost, ok := s.of[envelope]
	delete(s.of, envelope)
	return lost, ok
}

// sayAgain gives an answer that was lost with its acknowledgement through the
// response_url. Whoever typed sees Slack's own error by then, and would type
// again what is stored already.
func (s *socket) sayAgain(ctx context.Context, envelope string) {
	lost, ok := s.spoken.take(envelope)
	if !ok {
		return
	}
	s.a.giveAgain(ctx, lost.url, lost.answer)
}

// giveAgain gives an answer through the response_url that could not go with its
// acknowledgement. Best effort: there is no third way.
func (a *Adapter) giveAgain(ctx context.Context, url string, answer ephemeral) {
	a.intake.also(func() { a.tell(ctx, url, "an answer given again", []ephemeral{answer}) })
}
