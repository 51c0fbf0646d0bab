package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/internal/sandbox"
	"github.com/sitrephq/sitrep/internal/sandbox/page"
	"github.com/sitrephq/sitrep/runbooks"
)

// stage is where a scenario is played: the practice workspace and the metrics,
// each on loopback. The bot is not on it; it comes in by the same doors as any
// other client.
type stage struct {
	scenario  *drill.Scenario
	clock     *drill.Clock
	world     *drill.World
	workspace *sandbox.Workspace
	metrics   *http.Server
	listener  net.Listener
	log       *slog.Logger

	// onButton lets a coach listen; set before the stage runs.
	onButton func(id string) error
}

// stageOptions are what differs between trying, drilling and serving others.
type stageOptions struct {
	addr     string // Of the workspace; "127.0.0.1:0" asks for a port.
	manifest []byte // Of the bot; nil is the one that this version prints.
	journal  io.Writer
	log      *slog.Logger
	fault    func(method string, call int) sandbox.Fault // For tests that break things.
	latency  func(method string) time.Duration           // For measuring.

	ackTimeout time.Duration // Of the workspace; Slack's three seconds if it is zero.
}

// loadScenario is a scenario of the library by its name.
func loadScenario(id string) (*drill.Scenario, error) {
	source, err := runbooks.Drill(id)
	if err != nil {
		return nil, err
	}
	return drill.Parse(source)
}

// newStage sets the stage and opens its doors; nothing is served before run.
func newStage(s *drill.Scenario, clock *drill.Clock, o stageOptions) (*stage, error) {
	st := &stage{scenario: s, clock: clock, log: o.log}
	world, err := drill.NewWorld(s, clock.Now)
	if err != nil {
		return nil, err
	}
	st.world = world

	manifest := o.manifest
	if manifest == nil {
		if manifest, err = configs.Manifest(configs.App{Command: s.Command, Hint: usageHint()}); err != nil {
			return nil, err
		}
	}
	st.workspace, err = sandbox.New(sandbox.Config{
		Manifest:   manifest,
		TeamName:   s.Team,
		People:     people(s),
		Channels:   channels(s),
		Me:         me(s),
		Verbs:      pageVerbs(),
		Now:        clock.Now,
		Journal:    o.journal,
		Page:       page.FS(),
		Fault:      o.fault,
		Latency:    o.latency,
		AckTimeout: o.ackTimeout,

		RedeliverInStory: true,
		OnTyped:          st.typed,
		OnStoryButton:    st.pressed,
	})
	if err != nil {
		return nil, err
	}
	for _, t := range s.Talk {
		who, _ := s.Person(t.Who) // Parse has looked.
		if err := st.workspace.Type(context.Background(), who.ID, s.Channel, "", t.Say); err != nil {
			return nil, err
		}
	}
	if err := st.workspace.Listen(o.addr); err != nil {
		return nil, err
	}
	st.listener, err = new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the metrics cannot be served: %w", err)
	}
	st.metrics = &http.Server{Handler: world.Lab.Handler(), ReadHeaderTimeout: 5 * time.Second}
	return st, nil
}

// typed is called for every line that a person types.
func (st *stage) typed(_, _, text string) {
	if err := st.world.Typed(text); err != nil {
		st.log.Error("the scenario cannot answer to what was typed", "error", err)
	}
}

// pressed is called for the page's story buttons. Without a coach there are none.
func (st *stage) pressed(id string) error {
	if st.onButton == nil {
		return fmt.Errorf("there is no button %q", id)
	}
	return st.onButton(id)
}

func (st *stage) metricsURL() string { return "http://" + st.listener.Addr().String() }

// parts are the stage's, for runParts.
func (st *stage) parts() []part {
	return []part{
		{"metrics", func(ctx context.Context) error {
			stop := context.AfterFunc(ctx, func() { _ = st.metrics.Close() })
			defer stop()
			if err := st.metrics.Serve(st.listener); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		}},
		{"workspace", st.workspace.Run},
	}
}

// config is what a bot is told to come onto this stage.
func (st *stage) config(data, postmortems string) configs.Config {
	cfg := configs.Config{Data: data, Postmortems: postmortems, TheoryReminder: configs.DefaultTheoryReminder}
	cfg.Slack = configs.Slack{
		BotToken: configs.Secret(st.workspace.BotToken()),
		AppToken: configs.Secret(st.workspace.AppToken()),
		APIURL:   st.workspace.URL() + "/api/",
		Command:  st.scenario.Command,
		Announce: st.scenario.Announce,
	}
	everyone := configs.Allowed{Allow: []string{configs.Everyone}} // Nothing here is worth guarding.
	cfg.PromQL, cfg.Redact, cfg.Private = everyone, everyone, everyone
	cfg.Sources = []configs.Source{{Name: configs.DefaultSource, URL: st.metricsURL(), Timeout: 5 * time.Second}}
	found := st.scenario.Discover
	cfg.Services.From, cfg.Services.By, cfg.Services.Vars = found.From, found.By, found.Vars
	for _, s := range st.scenario.Services {
		cfg.Services.Except = append(cfg.Services.Except, configs.Service{Name: s.Name, Label: s.Label, Members: s.Members, Aliases: s.Aliases, Vars: s.Vars})
	}
	return cfg
}

func people(s *drill.Scenario) []sandbox.Person {
	var all []sandbox.Person
	for _, p := range s.Everybody() {
		all = append(all, sandbox.Person{ID: p.ID, Name: p.Name, RealName: p.RealName, TZ: p.Zone, Color: p.Color})
	}
	return all
}

// channels are those that are there before the story starts.
func channels(s *drill.Scenario) []string {
	if s.Announce == "" {
		return []string{s.Channel}
	}
	return []string{s.Channel, s.Announce}
}

func me(s *drill.Scenario) string {
	p, _ := s.Person(s.Me) // Parse has looked.
	return p.ID
}

// pageVerbs is what the page's composer completes.
func pageVerbs() []sandbox.Verb {
	var all []sandbox.Verb
	for _, c := range verbs(known{}, nil) {
		if !c.Press {
			all = append(all, sandbox.Verb{Name: c.Name, Aliases: c.Aliases, Args: c.Args, Short: c.Short, Example: c.Example})
		}
	}
	return all
}

// dataDir is the folder that was asked for, or a temporary one that is removed
// afterwards.
func dataDir(asked string) (dir string, remove func(), err error) {
	if asked != "" {
		if err := os.MkdirAll(asked, 0o750); err != nil {
			return "", nil, fmt.Errorf("the data folder: %w", err)
		}
		return asked, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "sitrep-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

// journalFile opens the journal that was asked for; none if the path is empty.
func journalFile(path string) (io.Writer, func(), error) {
	if path == "" {
		return nil, func() {}, nil
	}
	f, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("the journal cannot be written: %w", err)
	}
	return f, func() { _ = f.Close() }, nil
}
