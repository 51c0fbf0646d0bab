package sandbox

import (
	"io"
	"io/fs"
	"time"
)

// Config is what a practice workspace is made from. Manifest and at least one
// of People are required.
type Config struct {
	// Manifest is the Slack app manifest (JSON) of the bot: its scopes, slash
	// commands, name and event subscriptions. They are enforced.
	Manifest []byte
	TeamName string
	People   []Person
	// Groups are the user groups there are.
	Groups []Group
	// Channels are the names of the channels there are at the start, with all
	// people but guests and without the bot in them.
	Channels []string
	// Me is the id of the person whom the page acts as at first; the first of
	// People if it is empty.
	Me string
	// Verbs are what the page's composer completes.
	Verbs []Verb

	// BotToken (xoxb-) and AppToken (xapp-) are made up if they are empty.
	BotToken, AppToken string
	// SigningSecret is what requests are signed with where the manifest has no
	// Socket Mode; made up if it is empty.
	SigningSecret string

	// Now is story time; the machine's clock if it is nil.
	Now func() time.Time
	// Journal gets one JSON object a line for each call received and each
	// envelope sent or acknowledged, in the order of their happening. Tokens
	// are masked. Nil keeps none.
	Journal io.Writer
	// Page holds index.html and assets/. Without it there is no page.
	Page fs.FS

	// OnTyped is called for each accepted message and command before it is
	// delivered, so that a scenario can answer to it. The text is as typed.
	OnTyped func(user, channel, text string)
	// OnStoryButton is called when one of the story's buttons is pressed. An
	// error is shown to the person as it is.
	OnStoryButton func(id string) error

	// Latency is how long a call of a Web API method takes, in machine time,
	// before its work begins.
	Latency func(method string) time.Duration
	// Fault says what goes wrong with the call-th call (from 1) of a method.
	// The uploads and response URLs are the methods "upload" and
	// "response_url".
	Fault func(method string, call int) Fault

	// Delivery says what goes wrong with the n-th delivery (from 1, redeliveries
	// included) of a type: "slash_commands", "interactive" or "events_api". It
	// must not call the workspace.
	Delivery func(kind string, n int) Delivery
	// Limits switches Slack's rate limits on, in story time.
	Limits bool

	// AckTimeout is the machine time that the bot has for an acknowledgement;
	// three seconds if it is zero.
	AckTimeout time.Duration
	// TriggerLife is the machine time for which a trigger id opens a view;
	// three seconds if it is zero.
	TriggerLife time.Duration
	// RedeliverAfter are the times to wait before each further delivery of an
	// event that was not acknowledged: at once, one minute and five minutes if
	// it is nil. They are machine time, or story time if RedeliverInStory is
	// set: then an event that waits is not pending, and NextRedelivery says
	// when its time comes.
	RedeliverAfter   []time.Duration
	RedeliverInStory bool
	// PingEvery is the machine time between two pings of a socket; five
	// seconds if it is zero.
	PingEvery time.Duration
}

// Person is somebody one can act as.
type Person struct {
	ID       string // As Slack's: U and capital letters or digits.
	Name     string // What one types after @.
	RealName string
	TZ       string // An IANA name; UTC if it is empty.
	Color    string // As CSS has it, with the #.
	// Guest is somebody from outside: they see the channels that they were
	// invited to, and nothing else.
	Guest bool
}

// Verb is one entry of the composer's completion.
type Verb struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Args    string   `json:"args"`
	Short   string   `json:"short"`
	Example string   `json:"example"`
}

func (c Config) withDefaults() Config {
	if c.TeamName == "" {
		c.TeamName = "Practice"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.AckTimeout <= 0 {
		c.AckTimeout = 3 * time.Second
	}
	if c.TriggerLife <= 0 {
		c.TriggerLife = 3 * time.Second
	}
	if c.PingEvery <= 0 {
		c.PingEvery = 5 * time.Second
	}
	if c.RedeliverAfter == nil {
		c.RedeliverAfter = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if c.BotToken == "" {
		c.BotToken = "xoxb-" + random(24)
	}
	if c.AppToken == "" {
		c.AppToken = "xapp-1-" + random(24)
	}
	if c.SigningSecret == "" {
		c.SigningSecret = random(32)
	}
	if c.Me == "" && len(c.People) > 0 {
		c.Me = c.People[0].ID
	}
	return c
}
