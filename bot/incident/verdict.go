package incident

import "time"

// Outcome is the answer to a runbook's question.
type Outcome string

// The outcomes. Unknown is an answer of its own and never counts as a pass;
// Shown is a look that is listed and not judged.
const (
	Pass    Outcome = "pass"
	Fail    Outcome = "fail"
	Unknown Outcome = "unknown"
	Shown   Outcome = "show"
)

// Reason says why a verdict is unknown. People do different things about each.
type Reason string

// The reasons for an unknown.
const (
	// Stopped says that the series existed and ended: news in itself.
	Stopped Reason = "stopped"
	// NeverThere says that no such series was ever seen: not set up, no news.
	NeverThere Reason = "never_there"
	// Stale says that the newest sample is older than the check allows.
	Stale Reason = "stale"
	// Partial says that the source answered from a part of its data.
	Partial Reason = "partial"
	// NotANumber says that the value is NaN or infinite.
	NotANumber Reason = "nan"
	// SourceFailed says that the source gave no usable answer at all.
	SourceFailed Reason = "source"
	// TooFew says that a window holds too few samples to judge.
	TooFew Reason = "too_few"
	// Unfit says that the question cannot be put here: a variable is missing.
	Unfit Reason = "unfit"
	// AskPerson says that no metric answers the question: a person has to.
	AskPerson Reason = "ask_person"
	// NoAction says that the check compares around an action, and that there is
	// none to compare around.
	NoAction Reason = "no_action"
)

// Verdict is what one look at one check found, in words ready for people. The
// words hold no markup.
type Verdict struct {
	Check   string  `json:"check"`          // As in "backend-pool/healthy-share".
	Name    string  `json:"name,omitempty"` // What people call what it looks at: "pool", "p95".
	Ask     string  `json:"ask"`            // The question, filled.
	Outcome Outcome `json:"outcome"`
	Stage   string  `json:"stage,omitempty"` // Step of the path: running, healthy, receiving, working.
	Base    bool    `json:"base,omitempty"`  // Whether the bot asks it unasked.
	Bases   int     `json:"bases,omitempty"` // How many base checks are asked of this service in all.
	// GoodIsNo says that a plain "no" to the question is the good answer.
	GoodIsNo bool `json:"good_is_no,omitempty"`
	// OK and Bad are the two answers in content, as a person would say them:
	// "They work", "They are idle". Empty where the check gives no words.
	OK  string `json:"ok,omitempty"`
	Bad string `json:"bad,omitempty"`
	// Human says that only a person can answer it, and Text that the answer is
	// free text, which has no verdict.
	Human bool `json:"human,omitempty"`
	Text  bool `json:"text,omitempty"`
	// Skip says that people are not asked when the metrics cannot tell.
	Skip bool `json:"skip,omitempty"`

	Have  string  `json:"have,omitempty"` // What was measured, as in "2".
	Want  string  `json:"want,omitempty"` // What was wanted, as in "20".
	Need  string  `json:"need,omitempty"` // The expectation in words, as in "at least 16".
	Unit  string  `json:"unit,omitempty"` // Of Have, Want and Value, as in "s".
	Value float64 `json:"value"`          // The judged number. Meaningless when Outcome is Unknown.

	// HaveNumber and WantNumber are Have and Want unrounded, for programs. Where
	// there is no whole, WantNumber is the limit, if there is just one.
	HaveNumber *float64 `json:"have_number,omitempty"`
	WantNumber *float64 `json:"want_number,omitempty"`

	Short string `json:"short"` // The clause for the board: "2 of 20".
	Say   string `json:"say"`   // The answer in words: "2 of 20 take traffic".

	Reason Reason `json:"reason,omitempty"` // Set only when Outcome is Unknown.
	Detail string `json:"detail,omitempty"` // The reason as a sentence.

	SampledAt time.Time `json:"sampled_at,omitzero"` // Of the newest sample behind the value.
	Source    string    `json:"source,omitempty"`    // The metrics source's name.
	By        string    `json:"by,omitempty"`        // What measured it, in words: "HAProxy". Empty where that is not known.
	Tries     int       `json:"tries,omitempty"`     // Looks in a row that the source did not answer, this one included.
	// Every is how often the slowest of its series is scraped; 0 when not known.
	Every time.Duration `json:"every,omitempty"`

	// Since is when the metrics first showed the failure that still lasts, by
	// a look back over the metrics; zero when not known. SinceAtLeast says
	// that it was red at the beginning of the look back, so it may be older.
	Since        time.Time `json:"since,omitzero"`
	SinceAtLeast bool      `json:"since_at_least,omitempty"`
	// GoodFrom and GoodTo bound the last stretch in which the check passed
	// before Since: the good window of the before/after rule.
	GoodFrom time.Time `json:"good_from,omitzero"`
	GoodTo   time.Time `json:"good_to,omitzero"`
	Usual    string    `json:"usual,omitempty"` // "Yesterday at this time: 20."

	Offenders []string `json:"offenders,omitempty"` // Who is out, at most a handful.
	More      int      `json:"more,omitempty"`      // How many offenders are not listed.
	Why       string   `json:"why,omitempty"`       // What they have in common: "18 of them refuse connections."
	Next      string   `json:"next,omitempty"`      // What to do next.
}

// Evidence is the query behind a verdict and what it returned. It is stored
// once, keyed by its hash, and never changed.
type Evidence struct {
	Hash    string    `json:"-"`
	Check   string    `json:"check"`
	At      time.Time `json:"at"` // The evaluation time, UTC.
	Source  string    `json:"source"`
	Query   string    `json:"query,omitempty"` // The main one, as it was sent: what Link shows.
	Queries []Asked   `json:"queries"`
	Outcome Outcome   `json:"outcome"`
	Reason  Reason    `json:"reason,omitempty"`
	Link    string    `json:"link,omitempty"` // The live graph at that time.
}

// Asked is one query as it was sent, and the answer.
type Asked struct {
	For    string    `json:"for"` // What it was asked for: query, have, want, who, since.
	Query  string    `json:"query"`
	From   time.Time `json:"from,omitzero"` // Set for a range query.
	To     time.Time `json:"to,omitzero"`
	Series []Series  `json:"series,omitempty"`
	Error  string    `json:"error,omitempty"`
}
