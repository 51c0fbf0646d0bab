package chat

// Form asks for what a verb still needs. What is filled in goes back to the
// verb, so that a form and a typed line are one thing. Like a message it holds
// plain values; the limits are the adapter's.
type Form struct {
	Title  string // Two or three words.
	Submit string // What the button says that sends it, a verb: "Declare".
	Intro  []Span // What to know before one fills it in; may be empty.
	Verb   string // Which verb it runs.
	Value  string // The verb's text, as a button has it.
	Fields []Field
}

// Field is one thing that a form asks for.
type Field struct {
	Name     string // How the verb knows it; unique within the form.
	Label    string // The question.
	Hint     string // A quieter line below it; may be empty.
	Kind     FieldKind
	Options  []Option // Of a ChoiceField.
	Initial  string   // What is filled in already: a text, an option's value, a person's id.
	Optional bool     // It may be left empty. A TickField always may.
}

// FieldKind is how a field is filled in.
type FieldKind int

// The kinds of fields. Where a chat has no menu for so many options, a
// ChoiceField is a line to type in: the verb reads what was typed as it reads a
// typed line.
const (
	LineField   FieldKind = iota // One line of text.
	TextField                    // Several lines of text.
	ChoiceField                  // One of Options, by its value.
	PersonField                  // A person, by the chat's id.
	TickField                    // Ticked is Ticked, and anything else is not.
)

// Ticked is the value of a TickField that is ticked.
const Ticked = "yes"

// Option is one of a choice.
type Option struct {
	Label string // What one reads.
	Value string // What the verb gets.
}

// Confirm is asked before a button does what cannot be taken back lightly.
type Confirm struct {
	Title string // The question, in a few words.
	Text  string // What will happen.
	Yes   string // What the button says that does it.
	No    string // What the button says that does not.
}

// Options are options that are read as they are.
func Options(values ...string) []Option {
	all := make([]Option, 0, len(values))
	for _, v := range values {
		all = append(all, Option{Label: v, Value: v})
	}
	return all
}
