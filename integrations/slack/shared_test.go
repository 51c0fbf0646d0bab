package slack

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestTheBoardIsSharedOnceAndStaysAsItWas(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.rest()
	share := func(source string) error {
		_, err := r.svc.Share(t.Context(), incident.Call{Source: source, Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U2", Name: "ben"}})
		return err
	}
	if err := share("press 1"); err != nil {
		t.Fatal(err)
	}
	if err := share("press 2"); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("a second press at once: %v", err)
	}
	// The message is there and its answer is lost: it is not posted again.
	r.posting("API is slow", func(w http.ResponseWriter, form url.Values) {
		r.work("chat.postMessage", form)
		w.WriteHeader(http.StatusBadGateway)
	})
	r.rest()

	copies := func() []map[string]any {
		r.mu.Lock()
		defer r.mu.Unlock()
		return slices.DeleteFunc(slices.Clone(r.messages), func(m map[string]any) bool {
			return !strings.Contains(blocksOf(m), "the pinned board is kept up to date")
		})
	}
	if n := len(copies()); n != 1 {
		t.Fatalf("there are %d copies", n)
	}
	was := blocksOf(copies()[0])
	r.later += 2 * time.Minute
	r.judge(i, failingPool())
	r.rest()
	if got := copies(); len(got) != 1 || blocksOf(got[0]) != was {
		t.Errorf("the copy has changed: %v", got)
	}
	if err := share("press 3"); err != nil {
		t.Errorf("two minutes later: %v", err)
	}
}

func blocksOf(m map[string]any) string {
	blocks, _ := m["blocks"].(json.RawMessage)
	return string(blocks)
}
