package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/commands"
)

// Verbs is what people can say, as commands.Table has it.
type Verbs interface {
	// Run runs a typed line; the request's text is all of it.
	Run(ctx context.Context, req commands.Request) (commands.Reply, error)
	// Press runs the verb of a button; the request's text is its value.
	Press(ctx context.Context, verb string, req commands.Request) (commands.Reply, error)
	// Explain puts an error into words for whoever typed the request.
	Explain(err error, req commands.Request) chat.Message
}

// Config is what the adapter needs.
type Config struct {
	BotToken string // xoxb-…
	AppToken string // xapp-…, with connections:write. Not needed where Slack calls us.
	// SigningSecret and Listen are for HTTP mode, in which Slack calls us: what
	// it signs its requests with, and the address to take them at, such as
	// ":3000". An empty Listen is Socket Mode.
	SigningSecret string
	Listen        string
	APIURL        string // Of the Web API, with the slash at its end; empty is Slack's.

	// Announce is the channel for announcements, by id or name; empty is none.
	Announce string

	Incidents *incident.Service
	Table     Verbs
	// Scopes are what the app should have been granted; the start compares.
	Scopes []Scope
	Now    func() time.Time // Story time.
	Log    *slog.Logger
	// Draft is the postmortem's draft as a file; nil uploads none.
	Draft func(ctx context.Context, i incident.Incident) (name string, body []byte, err error)
	// Home draws what a person sees when they open the bot's Home; nil draws
	// none.
	Home func(ctx context.Context, viewer incident.Actor) (chat.Message, error)
	// Chart draws what a subject of the incident showed, a measure or a check,
	// from the evidence of that hash; nil draws none. It returns no picture
	// where there is nothing to draw.
	Chart func(ctx context.Context, i incident.Incident, subject, evidence string) (png []byte, err error)
	// Marks are the emoji that put a message on the timeline, by their names
	// without colons; nil is Marks().
	Marks map[string]incident.Kind
	// Invited are the members and user groups, by their ids, whom an incident's
	// channel is to have beside who declared it; nil is nobody.
	Invited func(i incident.Incident) []string
	// Named finds the check that a sentence speaks of; nil finds none.
	Named func(text string) (check string, ok bool)
	// Fits are the runbooks that an incident brings to mind; nil finds none.
	Fits func(i incident.Incident) []say.Runbook
}

// callLimit is the machine time of one call of the Web API.
const callLimit = 10 * time.Second

// limits are machine times that a test may make shorter.
type limits struct {
	store time.Duration // To store what came in.
	ack   time.Duration // To answer it, stored or not.
	ping  time.Duration // Without a ping from Slack, before a connection counts as dead.
	apart time.Duration // Between the openings of two connections.
	rest  time.Duration // Without a try, after Slack closed each connection at once.
}

// Adapter is Sitrep in one Slack workspace.
type Adapter struct {
	cfg  Config
	log  *slog.Logger
	http *http.Client
	api  *slack.Client

	barred atomic.Bool // The token was refused; nothing can be done.
	ended  atomic.Bool // Run is over: what is called now is a handler's last call.
	links  links

	listening  atomic.Bool  // HTTP mode: requests are taken.
	bound      atomic.Value // HTTP mode: where, a string.
	distrusted atomic.Int64 // HTTP mode: when a refused signature was logged last, in Unix seconds.

	limits     limits
	intake     intake
	slots      chan struct{} // Of what people type and press.
	eventSlots chan struct{}
	heard      map[string]hearer
	done       map[deed]doer

	self     identity
	people   people
	groups   groups
	marks    map[string]incident.Kind
	opening  openings
	greeted  quota
	drawings drawings
	outside  namedChannel
}

// New makes an adapter. It asks nothing of Slack yet: Run does.
func New(cfg Config) (*Adapter, error) {
	if cfg.Incidents == nil || cfg.Table == nil || cfg.Now == nil {
		return nil, errors.New("slack: the incidents, the verbs and the clock are needed")
	}
	check := checkTokens(cfg.BotToken, cfg.AppToken)
	if cfg.Listen != "" {
		check = checkSecret(cfg.BotToken, cfg.SigningSecret)
	}
	if check != nil {
		return nil, check
	}
	if cfg.APIURL == "" {
		cfg.APIURL = slack.APIURL
	}
	if !strings.HasSuffix(cfg.APIURL, "/") {
		cfg.APIURL += "/"
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	a := &Adapter{
		cfg:  cfg,
		log:  cfg.Log,
		http: client(),
		// Slack shows an error to whoever typed when no answer came in three
		// seconds.
		limits: limits{
			store: 2 * time.Second, ack: 2500 * time.Millisecond,
			ping: 30 * time.Second, apart: 20 * time.Second, rest: 30 * time.Second,
		},
		slots:      make(chan struct{}, atOnce),
		eventSlots: make(chan struct{}, eventsAtOnce),
	}
	a.marks = marksOf(cfg)
	a.heard, a.done = a.hearing(), a.deeds()
	a.api = a.client(a.http)
	return a, nil
}

// sender sends requests.
type sender interface {
	Do(r *http.Request) (*http.Response, error)
}

// client is the library's client of the Web API. It repeats nothing for us:
// after some errors a repeat would post twice, and only the handler knows how
// to look.
func (a *Adapter) client(by sender) *slack.Client {
	return slack.New(a.cfg.BotToken,
		slack.OptionAppLevelToken(a.cfg.AppToken),
		slack.OptionHTTPClient(by),
		slack.OptionAPIURL(a.cfg.APIURL),
		slack.OptionLog(quiet{}),
	)
}

// Ready reports whether commands arrive and the tokens are good. One of the
// connections is enough.
func (a *Adapter) Ready() bool {
	return (a.links.up() > 0 || a.listening.Load()) && !a.barred.Load()
}

// client is an HTTP client of our own, with limits: the library's has none.
func client() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 16
	return &http.Client{
		Transport: t,
		Timeout:   callLimit,
		// Slack redirects nobody, and the token must not follow whoever does.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// quiet drops the library's own log: it is for debugging the library, and what
// it has to say reaches us as events and errors.
type quiet struct{}

// Output implements the library's logger.
func (quiet) Output(int, string) error { return nil }

// identity is who we are in the workspace. It is asked for once, so that the
// way from a declaration to its first answer does not pay for it.
type identity struct {
	mu   sync.Mutex
	user string
	bot  string
	url  string // The workspace's own address.
	// scopes are those that were granted; empty where Slack does not say.
	scopes []string
}

// who is our user and bot id.
func (a *Adapter) who(ctx context.Context) (user, bot string, err error) {
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	if a.self.user == "" {
		if _, err := a.authenticate(ctx); err != nil {
			return "", "", err
		}
	}
	return a.self.user, a.self.bot, nil
}
