package slack

import (
	"reflect"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

// What is drawn again is edited; the rest that may show the line is taken away,
// and nothing that is older than the line.
func TestWhatRemainsOfARedactedLine(t *testing.T) {
	t.Parallel()
	posted := func(seq int64, subject, ts string) incident.Event {
		return incident.Event{Seq: seq, Kind: incident.Posted, Subject: subject, Data: incident.Data{Channel: "C1", TS: ts}}
	}
	events := []incident.Event{
		posted(2, incident.ResolvedSubject, "old"),
		{Seq: 5, Kind: incident.Resolved, Text: "hunter2"},
		posted(6, incident.ResolvedSubject, "first"),
		posted(7, partSubject("first", 2), "first part"),
		posted(8, draftSubject, "F1"),
		posted(9, incident.ResolvedSubject, "second"),
		posted(10, partSubject("second", 2), "second part"),
		posted(11, draftSubject, "F2"),
		posted(12, draftSubject, "F2"),
		posted(13, "severity:4", "S1"),
		posted(14, incident.ChartSubject(incident.MetricSubject(5)), "F3"),
		posted(15, incident.ChartSubject(incident.MetricSubject(4)), "F4"),
		posted(16, incident.BoardSubject, "B1"),
		posted(18, "shared:3", "copy"),
		posted(17, incident.BoardSubject, "B2"),
	}
	files, old := remains(incident.Fold(1, 1, events), 5, events)
	if want := []string{"F1", "F2", "F3"}; !reflect.DeepEqual(files, want) {
		t.Errorf("files: %v, want %v", files, want)
	}
	if want := []incident.Post{{Channel: "C1", TS: "first"}, {Channel: "C1", TS: "first part"}, {Channel: "C1", TS: "copy"}}; !reflect.DeepEqual(old, want) {
		t.Errorf("messages: %v, want %v", old, want)
	}
}

func TestADraftWithARedactedLineIsDeletedOnce(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	i := x.declare()
	file, err := x.a.share(t.Context(), shared{channel: i.Channel, name: "inc-1.md", title: asText("draft"), body: []byte("hunter2")})
	x.must(err)
	for range 2 { // Gone already is as good.
		x.must(x.a.deleteFile(t.Context(), file))
	}
	for _, m := range x.ws.Messages(string(i.Channel)) {
		if len(m.Files) != 0 {
			t.Errorf("there is still %+v", m.Files)
		}
	}
}
