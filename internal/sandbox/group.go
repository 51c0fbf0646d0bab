package sandbox

import (
	"fmt"
	"regexp"
	"slices"
)

// Group is a user group: people who can be mentioned by one handle.
type Group struct {
	ID     string // As Slack's: S and capital letters or digits.
	Handle string // What one types after @.
	Name   string
	Users  []string // User ids.
}

var groupID = regexp.MustCompile(`^S[A-Z0-9]+$`)

// checkGroups says what is wrong with the groups. A handle must not be a
// person's name too: what would @it mean?
func (w *Workspace) checkGroups(groups []Group) error {
	seen := map[string]bool{}
	for _, g := range groups {
		if !groupID.MatchString(g.ID) {
			return fmt.Errorf("%q is no id of a user group: S and capital letters or digits", g.ID)
		}
		if _, taken := w.person(g.Handle); g.Handle == "" || taken || seen[g.ID] || seen["@"+g.Handle] {
			return fmt.Errorf("the user group %s needs an id and a handle of its own", g.ID)
		}
		seen[g.ID], seen["@"+g.Handle] = true, true
		for _, u := range g.Users {
			if p, ok := w.person(u); !ok || p.ID != u {
				return fmt.Errorf("the user group %s names %q, who is not there", g.ID, u)
			}
		}
	}
	return nil
}

// group finds a user group by its id.
func (w *Workspace) group(id string) (Group, bool) {
	i := slices.IndexFunc(w.cfg.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return w.cfg.Groups[i], true
}

// handleOf is a user group's handle, or the id of one we do not know.
func (w *Workspace) handleOf(id string) string {
	if g, ok := w.group(id); ok {
		return g.Handle
	}
	return id
}
