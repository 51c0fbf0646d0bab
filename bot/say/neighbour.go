package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// beside names the incidents that are open on the same service: what is done
// there moves the numbers here.
func beside(i incident.Incident) []chat.Part {
	if !i.Open() || len(i.Neighbours) == 0 {
		return nil
	}
	var names []string
	for _, o := range i.Neighbours {
		names = append(names, fmt.Sprintf("INC-%d", o.Number))
	}
	are, their := "is", "its"
	if len(names) > 1 {
		are, their = "are", "their"
	}
	spans := []chat.Span{chat.B(list(names)), chat.T(fmt.Sprintf(" %s open on %s too; %s actions count as other actions here", are, i.Service, their))}
	for n, o := range i.Neighbours {
		if o.Channel != "" && n < mostNeighbours {
			spans = append(spans, chat.T(" · "), chat.Span{Text: "#" + o.Name, Here: string(o.Channel)})
		}
	}
	return []chat.Part{chat.P(spans...)}
}

// mostNeighbours is how many of their channels are named.
const mostNeighbours = 3
