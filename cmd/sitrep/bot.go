package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/across"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/postmortem"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/bot/watch"
	"github.com/sitrephq/sitrep/bot/work"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/integrations/slack"
	"github.com/sitrephq/sitrep/internal/chart"
	"github.com/sitrephq/sitrep/internal/store"
	"github.com/sitrephq/sitrep/runbooks"
)

// bot is Sitrep, ready to run: serve, try and drill run the same one.
type bot struct {
	store     *store.Store
	incidents *incident.Service
	worker    *work.Worker
	slack     *slack.Adapter
	directory *runbooks.Directory
}

// databaseName is the database's file in the data folder.
const databaseName = "sitrep.db"

// looksAtOnce is how many looks at metrics run side by side. They have slots of
// their own, because a source that hangs keeps one for seconds, and what people
// read must not wait for it; and many, because the looks at other sources must
// not either.
const looksAtOnce = 32

// newBot puts the parts together. Now is story time: in production the wall
// clock. The caller closes the store by running the bot to its end.
func newBot(ctx context.Context, cfg configs.Config, now func() time.Time, log *slog.Logger) (_ *bot, err error) {
	library, err := runbooks.With(cfg.Runbooks)
	if err != nil {
		return nil, fmt.Errorf("the runbook library: %w", err)
	}
	sources, err := newSources(cfg.Sources, now)
	if err != nil {
		return nil, err
	}
	directory, err := newDirectory(cfg.Services, library, sources, now, log)
	if err != nil {
		return nil, fmt.Errorf("the services: %w", err)
	}
	measures, err := newMeasures(library, cfg.Metrics)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Data, 0o750); err != nil {
		return nil, fmt.Errorf("the data folder: %w", err)
	}
	b := &bot{directory: directory}
	b.store, err = store.Open(ctx, store.Config{Path: filepath.Join(cfg.Data, databaseName), Scratch: cfg.Scratch})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = b.store.Close()
		}
	}()

	b.incidents = &incident.Service{
		Store: b.store,
		Now:   now,
		Followers: []incident.Follower{
			watch.Follow(library, directory, cfg.TheoryReminder),
			slack.Follow,
			slack.FollowOutside,
			postmortem.Follow,
			across.Follow,
		},
	}
	drafts := postmortem.Writer{Dir: cfg.Postmortems, Store: b.store, Now: now}
	table, err := newTable(cfg.Slack.Command, known{b.incidents, b.store, library, directory, drafts, measures, b.permits(cfg, log), b.address, cfg.Slack.Announce})
	if err != nil {
		return nil, err
	}
	b.slack, err = slack.New(slack.Config{
		BotToken:      string(cfg.Slack.BotToken),
		AppToken:      string(cfg.Slack.AppToken),
		SigningSecret: string(cfg.Slack.SigningSecret),
		Listen:        cfg.Slack.Listen,
		APIURL:        cfg.Slack.APIURL,
		Scopes:        slackScopes(),
		Announce:      cfg.Slack.Announce,
		Incidents:     b.incidents,
		Table:         table,
		Now:           now,
		Log:           log,
		Draft:         drafts.File,
		Home:          home{b.store, table.Commands(), now}.Home,
		Chart:         charts{b.store, library}.Draw,
		Named:         library.Named,
		Fits:          func(i incident.Incident) []say.Runbook { return shelf{library}.fitting(i.Title, i.Service) },
		Invited:       func(i incident.Incident) []string { return cfg.Invited(i.Service) },
	})
	if err != nil {
		return nil, err
	}
	looks := &watch.Watch{Store: b.store, Incidents: b.incidents, Library: library, Services: directory, Sources: sources, Now: now, Measures: measures, Spark: chart.Spark}
	b.worker = &work.Worker{
		Queue:     b.store,
		Incidents: b.incidents,
		Handlers:  handlers(b.slack.Handlers(), looks.Handlers(), drafts, across.Across{Incidents: b.incidents, Store: b.store}),
		Now:       now,
		Owner:     fmt.Sprintf("%d", os.Getpid()),
		Log:       log,
		Wake:      b.store.Wake(),
		Apart:     []work.Slots{{Kinds: slices.Sorted(maps.Keys(looks.Handlers())), Parallel: looksAtOnce}},
	}
	return b, nil
}

// permits are what only some may do. Who they are is asked of Slack, which is
// there by the time anybody types.
func (b *bot) permits(cfg configs.Config, log *slog.Logger) permits {
	may := func(block, what string, who configs.Allowed, guests bool) commands.Permit {
		return func(ctx context.Context, by incident.Actor) error {
			return role{block, what, who, guests, b.slack, log}.permit(ctx, by)
		}
	}
	return permits{
		query:  may("promql", "type PromQL of their own", cfg.PromQL, false),
		redact: may("redact", "redact a line", cfg.Redact, true),
		hide: both(may("private", "make an incident private", cfg.Private, true), func(ctx context.Context, _ incident.Actor) error {
			return b.slack.CanHide(ctx)
		}),
		closed: func(ctx context.Context, ch incident.ChannelID) (bool, error) { return b.slack.Closed(ctx, ch) },
	}
}

// address is where a message of ours is to be read.
func (b *bot) address(ctx context.Context, p incident.Post) string { return b.slack.Permalink(ctx, p) }

// parts are what runs, in the order of starting. They stop in reverse: first no
// more commands come in, then the work ends, then the store is closed.
func (b *bot) parts() []part {
	return []part{
		{"store", func(ctx context.Context) error {
			<-ctx.Done()
			return b.store.Close()
		}},
		{"services", b.directory.Run},
		{"worker", b.worker.Run},
		{"slack", b.slack.Run},
	}
}

// ready waits until commands reach the bot.
func (b *bot) ready(ctx context.Context) error {
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for !b.slack.Ready() {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-poll.C:
		}
	}
	return nil
}

// handlers are all parts' handlers, by the kind of job.
func handlers(posts, looks map[string]slack.Handler, drafts postmortem.Writer, between across.Across) map[string]work.Handler {
	all := map[string]work.Handler{postmortem.WriteJob: drafts.Handle, across.DuplicateJob: between.Duplicate, across.NeighbourJob: between.Neighbour}
	for _, some := range []map[string]slack.Handler{posts, looks} {
		for kind, h := range some {
			all[kind] = h
		}
	}
	return all
}
