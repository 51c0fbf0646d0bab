package postmortem

import (
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Document is the draft before any markup: every format is made from it. All
// its texts are plain, as people and machines said them, and hold no markup.
// Times are UTC instants; those inside texts are printed in Zone.
type Document struct {
	Name      string // INC-12.
	Title     string
	Severity  incident.Severity
	Status    incident.Status
	Service   string // Empty when nobody said.
	Declared  incident.Moment
	Resolved  incident.Moment // Not known while it is open.
	DraftedAt time.Time       // Story time.
	Zone      *time.Location  // In which times are printed; never nil.
	Day       time.Time       // The day that a bare clock time belongs to.

	Breath    []Sentence // What happened, in a few machine sentences.
	Blind     Blind
	Trail     Trail
	Impact    []Window   // By time.
	Figures   []Figure   // In the order of Figures.
	Timeline  []Row      // By event time.
	Theories  []Theory   // By number.
	Actions   []Action   // By the time they were done.
	Decisions []Decided  // By the time they were made.
	Tasks     []Task     // By number.
	Checks    []Check    // By their step on the path.
	Answers   []Answer   // By event time.
	Measures  []Measure  // By event time.
	Told      []Told     // As it was said, withdrawn words included.
	Hindsight *Hindsight // Nil while nobody has looked back.
	Gaps      []Gap
	Flags     []Flag
	Evidences []Proof // In the order in which the timeline refers to them.
}

// Sentence is a sentence made by the machine, and the rows that carry it.
type Sentence struct {
	Text string
	Rows []int64
}

// Blind is the line about blind time: from the metrics showing it to a person
// being on it.
type Blind struct {
	Check  string // The deciding check; empty when no base check failed.
	Ask    string // Its question.
	Figure Figure
	Trace  []Mark // How it went: asked, answered, told, on it, back.
}

// Mark is one point of a trace.
type Mark struct {
	Word string
	Time incident.Moment
	Row  int64 // 0 where only the evidence knows.
}

// Trail is the actions after which nothing measured moved.
type Trail struct {
	Count       int
	First, Last incident.Moment // When the first and the last of them were done.
	Rows        []int64
	Figure      Figure
}

// Window is one stretch of impact with its length. Figure's ends are not known
// where nobody recorded them.
type Window struct {
	Figure
	Began, Ended     string // What people said of its ends, if anything.
	StartRow, EndRow int64  // 0 where nobody recorded that end.
}

// Row is one line of the timeline.
type Row struct {
	Line        int64 // The number that people call the line by.
	Time        incident.Moment
	RecordedAt  time.Time
	Late        bool // It was recorded well after it happened.
	Who         incident.Actor
	Role        string // What Who was: lead, declarer, responder, Sitrep.
	Kind        incident.Kind
	Text        string
	TakenBackBy int64 // The line of the retraction; 0 when it stands.
	TakenBackAt time.Time
	EditedAt    time.Time // When it was last edited; zero where it is as it was said.
	Look        *Look     // What was measured, on lines that rest on metrics.
	// Message is the chat's message that the line was taken from; nil where it
	// was typed, and where it was blanked.
	Message *incident.Message
}

// Look is the measurement behind a row.
type Look struct {
	Proof     int    // The number in the appendix; 0 when it is not there.
	Query     string // As it was sent; empty when not kept.
	Value     string // As judged, with its unit; empty when there was none.
	SampledAt time.Time
	Source    string
}

// Action is something that was done, and what it moved.
type Action struct {
	Line     int64
	Time     incident.Moment
	DoneAt   time.Time // Zero when nobody said that it was finished.
	Text     string
	Effect   string // In words; says so when it was not judged.
	Row      int64  // The line of the effect; 0 when there is none.
	Moved    bool   // Whether something measured got better after it.
	Capacity *incident.Capacity
	Counted  int64 // The line of the capacity; 0 when there is none.
}

// Check is how one question of the runbook fared.
type Check struct {
	Name, Ask, Stage string
	Base             bool
	Last             incident.Outcome // The newest verdict.
	LastRow          int64
	Have, Want       string // Of its first failure; of the newest verdict when it never failed.
	Since            incident.Moment
	FailedAt         time.Time // When the bot first judged that it fails; zero when never.
	FailRow          int64
	ToldAt, OwnedAt  time.Time // Zero when never.
	ToldRow          int64
	OwnedRow         int64
	BackAt           time.Time // The newest pass after a failure; zero while there is none.
	BackRow          int64
	Detail           string // The reason, when the newest verdict is unknown.
	Overruled        string // By whom, when and why, while it is overruled.
	OverruledRow     int64
	Human            bool // Last is what people answered: no metric does.
}

// Hindsight is when the metrics first showed it, for every check that could be
// asked over the incident's time.
type Hindsight struct {
	From, To time.Time
	Row      int64      // Its line.
	Showed   []SeenLate // Those that failed, the first to fail first.
	Missed   []SeenLate // Those of them that nobody asked and that were not red before.
	Passed   []SeenLate // Those that passed all the time, by their step on the path.
	Untold   []SeenLate // Those that could not be looked back.
}

// SeenLate is one check in hindsight, beside what was known at the time.
type SeenLate struct {
	incident.Seen
	ToldAt, OwnedAt   time.Time // As the record has it now; zero when never.
	ToldRow, OwnedRow int64
}

// Answer is a person's word on a check, beside what the metrics said then.
type Answer struct {
	Line         int64
	Time         incident.Moment
	Ask          string
	Who          string           // Empty where the metrics stand beside it.
	Said         incident.Outcome // Empty for an answer in text.
	Words        string           // What was said, in the check's own words where it has some.
	Why          string
	Overrules    bool             // The metrics were overruled, and not only answered.
	EndedAt      time.Time        // When the metrics changed and ended an overruling; zero while it stands.
	Measured     incident.Outcome // Empty when nothing was measured by then.
	MeasuredRow  int64
	Contradicted bool // Both are kept.
}

// Gap is something that only people can say. It is not text of the report.
type Gap struct {
	ID     string // Stable: "made-possible".
	Title  string // As in the list: "what made it possible".
	Under  string // The heading that it stands under; empty for the file's header.
	Prompt string
	Rows   []int64
}

// Flag is something odd about the data. It is said and never mended.
type Flag struct {
	ID   string // Stable: "impact-end-missing".
	Text string
	Rows []int64
}

// Proof is one piece of evidence, with its number in the appendix.
type Proof struct {
	N         int
	Rows      []int64
	Evidence  incident.Evidence
	Value     string
	SampledAt time.Time
	Offenders []string
	More      int // Offenders that are not listed.
}
