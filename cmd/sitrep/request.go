package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/sitrephq/sitrep/configs"
)

// The two answers that an admin is owed whatever is asked for. They are the
// page's and the request's.
const (
	itKeeps = "what people type to it, the messages that they mark, what it measured, and who joined an incident's channel, in one database on the machine that it runs on, " +
		"and drafts of postmortems beside it. It does not keep what people write to each other. Nothing is deleted by itself: delete the database to forget all of it."
	itSends = "Slack, and the metrics sources that its configuration names. There is no telemetry."
)

// printRequest writes what to send to the workspace's admin, made from the list
// of scopes.
func printRequest(w io.Writer) error {
	var b strings.Builder
	all, required := configs.Scopes(), configs.Required()
	fmt.Fprintf(&b, "Sitrep runs incidents in Slack. We run it ourselves, with an app of our own. It asks for %d scopes: %d are required, and without the %d others less works.\n\nRequired\n",
		len(all), len(required), len(all)-len(required))
	for _, s := range required {
		fmt.Fprintf(&b, "  %-22s %s\n", s.Name, s.Why)
	}
	b.WriteString("\nOptional, and what stops without it\n")
	for _, s := range all {
		if s.Optional {
			fmt.Fprintf(&b, "  %-22s %s. Without it: %s.\n", s.Name, s.Why, s.Without)
		}
	}
	b.WriteString("\nIt hears, and only in conversations that it is in\n")
	for _, g := range heard() {
		fmt.Fprintf(&b, "  %s\n    %s\n", strings.Join(g.names, ", "), g.why)
	}
	fmt.Fprintf(&b, "\nIt keeps: %s\n\nIt sends nothing anywhere except to: %s\n", itKeeps, itSends)
	fmt.Fprintf(&b, "\nThe app-level token, with the scope connections:write, opens the connection to Slack from inside: no address of ours has to be reached from outside.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// hearing is what the bot does with some events.
type hearing struct {
	names []string
	why   string
}

// heard are the events by what the bot does with them.
func heard() []hearing {
	var all []hearing
	for _, e := range configs.Events() {
		if n := len(all); n > 0 && all[n-1].why == e.Why {
			all[n-1].names = append(all[n-1].names, e.Name)
			continue
		}
		all = append(all, hearing{[]string{e.Name}, e.Why})
	}
	return all
}
