package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Workspace is a practice workspace. Its methods may be called from any
// goroutine.
type Workspace struct {
	cfg     Config
	app     app
	methods map[string]method
	tiers   map[string]int // Calls a minute of each method.
	team    string         // The team's id.
	domain  string
	appID   string
	botUser string
	botID   string
	salt    string
	people  []person // The bot and Slackbot included. Never changes.

	out      *http.Client    // For requests to the bot.
	serving  context.Context // Ends when nothing is served any more.
	end      context.CancelFunc
	listener net.Listener
	stopped  chan struct{} // Closed when nothing is served any more.
	failed   chan error    // What ends Run early.
	sockets  sync.WaitGroup

	// mu guards all that follows. It is held for the whole of a call's work,
	// so that the journal's order is the order of happening. Nothing outside
	// of this package is called under it but Config.Now, Config.Delivery and the
	// journal.
	mu        sync.Mutex
	closed    bool
	lastID    int
	lastStamp time.Time
	rooms     []*room
	files     map[string]*file
	hooks     map[string]*hook     // Response URLs by their id.
	tickets   map[string]time.Time // Unused socket tickets and their machine time.
	triggers  map[string]*trigger
	modals    map[string][]*view // Of each person: the stack that is open, its top last.
	homes     map[string]*view   // Of each person: what the bot has published.
	conns     []*conn
	pending   map[string]*envelope
	version   uint64
	held      []*envelope // They wait to be overtaken.
	refusing  string      // The reason with which every new socket is sent away; empty if none is.
	// requestURL is where the bot takes requests; empty before it is set.
	requestURL string
	dueTimer   *time.Timer    // Of the next look for redeliveries; nil while there is nothing to look for.
	calls      map[string]int // By method.
	// deliveries are counted by type.
	deliveries map[string]int
	// taken are the story times of the calls that rate limits still count, by
	// method, and by method and channel.
	taken   map[string][]time.Time
	feeds   map[*feed]struct{}
	story   *Story
	told    time.Time // When the story was last sent, machine time.
	journal journal
}

// slackbot is who speaks for the workspace itself.
const slackbot = "USLACKBOT"

// New makes a workspace. It fails with what is wrong in the manifest, with the
// people or with the channels' names.
func New(cfg Config) (*Workspace, error) {
	a, err := readManifest(cfg.Manifest)
	if err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	w := &Workspace{
		cfg:     cfg,
		app:     a,
		methods: methods(),
		salt:    random(4),
		stopped: make(chan struct{}),
		failed:  make(chan error, 1),
		files:   map[string]*file{},
		hooks:   map[string]*hook{},
		tickets: map[string]time.Time{},
		pending: map[string]*envelope{},
		modals:  map[string][]*view{},
		homes:   map[string]*view{},

		triggers: map[string]*trigger{},

		deliveries: map[string]int{},
		taken:      map[string][]time.Time{},
		tiers:      tiers(),
		calls:      map[string]int{},
		feeds:      map[*feed]struct{}{},
	}
	w.out = newOut()
	w.serving, w.end = context.WithCancel(context.Background())
	w.journal = journal{to: cfg.Journal, now: w.now, failed: w.failed}
	w.team, w.appID, w.botUser, w.botID = w.id("T"), w.id("A"), w.id("U"), w.id("B")
	w.domain = domain(cfg.TeamName)
	if !strings.HasPrefix(cfg.BotToken, "xoxb-") || !strings.HasPrefix(cfg.AppToken, "xapp-") {
		return nil, errors.New("the practice workspace's bot token must begin with xoxb- and its app token with xapp-")
	}
	if w.people, err = w.populate(cfg.People); err != nil {
		return nil, err
	}
	if err := w.checkGroups(cfg.Groups); err != nil {
		return nil, err
	}
	if _, ok := w.person(cfg.Me); !ok {
		return nil, fmt.Errorf("the practice workspace has nobody with the id %q to act as", cfg.Me)
	}
	w.cfg.Verbs = slices.Clone(cfg.Verbs)
	for i, v := range cfg.Verbs {
		w.cfg.Verbs[i].Aliases = list(v.Aliases)
	}
	for _, name := range cfg.Channels {
		r, refused := w.open(name, cfg.Me, false)
		if refused != nil {
			return nil, fmt.Errorf("the practice workspace cannot have a channel %q: %s", name, refused.code)
		}
		for _, p := range cfg.People {
			if !p.Guest {
				r.join(p.ID)
			}
		}
	}
	return w, nil
}

// BotToken is the bot's token (xoxb-), the same for the workspace's life.
func (w *Workspace) BotToken() string { return w.cfg.BotToken }

// AppToken is the app-level token (xapp-), the same for the workspace's life.
func (w *Workspace) AppToken() string { return w.cfg.AppToken }

// BotUser is the bot's user id.
func (w *Workspace) BotUser() string { return w.botUser }

// now is story time.
func (w *Workspace) now() time.Time { return w.cfg.Now().UTC() }

// domain is a name as the first part of a host name.
func domain(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
