package commands

import (
	"errors"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

// line is one typed line and what comes of it: what the domain was told, and
// what the asker reads. Whole lines go through the table, as they do in a chat.
type line struct {
	name, text string
	channel    incident.ChannelID // Empty is the incident's.
	with       func(*domain)
	told       string
	ask        bool              // The press asks for a form.
	fields     map[string]string // What was filled in, of a form that is submitted.
	form       string            // What the form asks that comes back.
	wrong      string            // What is said beside a field, and which: "how: What fixed it?"
	reads      string
	asks       UsageError
	code       incident.Code
}

// play types each line on an incident of its own.
func play(t *testing.T, tests []line) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open()
			if tt.with != nil {
				tt.with(d)
			}
			req := typed(tt.text)
			if tt.channel != "" {
				req.Channel = tt.channel
			}
			reply, err := table(t, d).Run(t.Context(), req)
			check(t, tt, d, reply, err)
		})
	}
}

// press presses each button; the line's text is its verb and value.
func press(t *testing.T, tests []line) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open()
			if tt.with != nil {
				tt.with(d)
			}
			verb, value := cut(tt.text)
			req := typed(value)
			req.Fields, req.Ask = tt.fields, tt.ask
			if tt.channel != "" {
				req.Channel = tt.channel
			}
			reply, err := table(t, d).Press(t.Context(), verb, req)
			check(t, tt, d, reply, err)
		})
	}
}

func check(t *testing.T, tt line, d *domain, reply Reply, err error) {
	t.Helper()
	var usage UsageError
	errors.As(err, &usage)
	wrong := ""
	if field, ok := errors.AsType[*FieldError](err); ok {
		wrong, err = field.Field+": "+field.Message, nil
	}
	if wrong != tt.wrong {
		t.Fatalf("%q with %v has wrong %q, want %q", tt.text, tt.fields, wrong, tt.wrong)
	}
	if code := incident.CodeOf(err); usage != tt.asks || tt.asks == "" && code != tt.code {
		t.Fatalf("%q ends with %v; want the question %q or the code %q", tt.text, err, tt.asks, tt.code)
	}
	if d.told != tt.told {
		t.Errorf("%q told the domain %q, want %q", tt.text, d.told, tt.told)
	}
	if got := readForm(reply.Form); got != tt.form {
		t.Errorf("%q opens the form\n%s\nwant\n%s", tt.text, got, tt.form)
	}
	if got := read(reply.Message); got != tt.reads {
		t.Errorf("%q is answered\n%s\nwant\n%s", tt.text, got, tt.reads)
	}
	if tt.reads != "" && reply.Text == "" {
		t.Errorf("the answer to %q has no text for a lock screen", tt.text)
	}
}
