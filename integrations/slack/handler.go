package slack

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Handler works one kind of job.
type Handler = func(ctx context.Context, l incident.Lease) (incident.Decision, error)

// inviteStep names the step for people.
const inviteStep = "invite the declarer"

// Handlers are the handlers of this package's jobs, by kind. Each may be
// killed at any line and run again: what it is not sure of it looks up first.
func (a *Adapter) Handlers() map[string]Handler {
	all := map[string]Handler{
		ChannelJob:  a.openChannel,
		InviteJob:   a.inChannel(inviteStep, a.invite),
		MarkJob:     a.inChannel("write the channel's purpose", a.mark),
		TrimJob:     a.inChannel("set the channel's topic", a.trim),
		PinJob:      a.pin,
		PostJob:     a.post,
		EvidenceJob: a.evidence,
		ChartJob:    a.chart,
		UploadJob:   a.upload,
		AnnounceJob: a.announce,
		RemindJob:   a.remind,
		ClosedJob:   a.lookClosed,
		EraseJob:    a.erase,
		CaptureJob:  a.capture,
		CallLeadJob: a.callLead,
		TaskJob:     a.handOver,
		BookmarkJob: a.bookmark,
		SummonJob:   a.summon,
		SignJob:     a.sign,
		LostJob:     a.tellLost,
		ComeBackJob: a.comeBack,
		LookJob:     a.lookFor,

		ArchiveJob: a.archive,
		GreetJob:   a.greet,
		HelpersJob: a.helpers,
		BringJob:   a.bring,
	}
	for _, kind := range insideKinds() {
		all[kind] = a.inside(all[kind])
	}
	for kind, work := range all {
		all[kind] = a.last(work)
	}
	return all
}

// last lets go of the connections after a handler that outlived Run: nobody
// comes after it who would.
func (a *Adapter) last(work Handler) Handler {
	return func(ctx context.Context, l incident.Lease) (incident.Decision, error) {
		d, err := work(ctx, l)
		if a.ended.Load() {
			a.http.CloseIdleConnections()
		}
		return d, err
	}
}

// load is the incident as it is now.
func (a *Adapter) load(ctx context.Context, l incident.Lease) (incident.Incident, payload, error) {
	p, err := payloadOf(l.Job)
	if err != nil {
		return incident.Incident{}, p, err
	}
	i, err := a.cfg.Incidents.Store.Incident(ctx, l.Incident)
	if _, away := i.Away(); err == nil && away && slices.Contains(insideKinds(), l.Kind) {
		err = errAway
	}
	return i, p, err
}

// begun reports whether what the job makes may exist already and has to be
// looked for. A job that gave up is finished and is not in the lease's word: its
// last attempt may have been done and only its answer, or the look for it,
// refused.
func begun(i incident.Incident, l incident.Lease, step string) bool {
	_, refused := i.GaveUp[step]
	_, tired := i.GaveUp[l.Kind] // So the worker calls what failed too often.
	return l.Begun || refused || tired
}

// inChannel makes a handler of a step that is done once in the channel. All of
// these steps may be repeated without a look: doing them again changes nothing.
func (a *Adapter) inChannel(name string, do func(ctx context.Context, i incident.Incident) error) Handler {
	return func(ctx context.Context, l incident.Lease) (incident.Decision, error) {
		i, _, err := a.load(ctx, l)
		if err != nil || i.Channel == "" || i.Steps[name] {
			return nil, err
		}
		if err := a.settle(ctx, name, do(ctx, i)); err != nil {
			return nil, err
		}
		return func(i incident.Incident, at time.Time) (incident.Change, error) {
			return incident.Change{Events: i.Step(name, at)}, nil
		}, nil
	}
}

func (a *Adapter) invite(ctx context.Context, i incident.Incident) error {
	if i.Declarer.IsBot() || i.Declarer.IsZero() {
		return nil
	}
	_, err := a.api.InviteUsersToConversationContext(ctx, string(i.Channel), i.Declarer.ID)
	return err
}

func (a *Adapter) mark(ctx context.Context, i incident.Incident) error {
	return a.setPurpose(ctx, i.Channel, purpose(i))
}

func (a *Adapter) trim(ctx context.Context, i incident.Incident) error {
	return a.setTopic(ctx, i.Channel, topic(i))
}

// pin pins the board. It keeps no record of it: a board that had to be posted
// anew is pinned too, and one that is pinned already says so.
func (a *Adapter) pin(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, _, err := a.load(ctx, l)
	board, ok := i.Posts[incident.BoardSubject]
	if err != nil || !ok {
		return nil, err
	}
	err = a.api.AddPinContext(ctx, string(board.Channel), slack.NewRefToMessage(string(board.Channel), board.TS))
	return nil, a.settle(ctx, "pin the board", err)
}

// drawings remembers what each message last showed, so that one whose look did
// not change is not sent again. It may forget: then it is sent once more.
type drawings struct {
	mu   sync.Mutex
	last map[string]uint64
}

const drawingsLimit = 4096

// same reports whether the message shows this already.
func (d *drawings) same(channel, ts string, look drawn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	sum, known := d.last[channel+"/"+ts]
	return known && sum == look.sum()
}

func (d *drawings) keep(channel, ts string, look drawn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil || len(d.last) >= drawingsLimit {
		d.last = map[string]uint64{}
	}
	d.last[channel+"/"+ts] = look.sum()
}

func (d drawn) sum() uint64 {
	h := fnv.New64a()
	// A drawing that cannot be encoded cannot be sent either.
	_ = json.NewEncoder(h).Encode(d)
	return h.Sum64()
}
