package sandbox

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// person is somebody in the workspace, as it knows them.
type person struct {
	Person
	bot  bool
	zone *time.Location
}

var userID = regexp.MustCompile(`^[UW][A-Z0-9]+$`)

// populate is everybody in the workspace: the people, the bot and Slackbot.
func (w *Workspace) populate(people []Person) ([]person, error) {
	if len(people) == 0 {
		return nil, errors.New("the practice workspace needs at least one person")
	}
	var all []person
	for _, p := range people {
		zone, err := time.LoadLocation(p.TZ)
		if err != nil {
			return nil, fmt.Errorf("the time zone of %s is not known: %w", p.ID, err)
		}
		if p.TZ == "" {
			p.TZ = "UTC"
		}
		if p.RealName == "" {
			p.RealName = p.Name
		}
		all = append(all, person{Person: p, zone: zone})
	}
	all = append(all,
		person{Person: Person{ID: w.botUser, Name: w.app.botName, RealName: w.app.name, TZ: "UTC", Color: "#1f3a5f"}, bot: true, zone: time.UTC},
		person{Person: Person{ID: slackbot, Name: "slackbot", RealName: "Slackbot", TZ: "UTC", Color: "#757575"}, bot: true, zone: time.UTC},
	)
	ids, names := map[string]bool{}, map[string]bool{}
	for _, p := range all {
		if !userID.MatchString(p.ID) {
			return nil, fmt.Errorf("%q is no id of a person: U and capital letters or digits", p.ID)
		}
		if p.Name == "" || ids[p.ID] || names[p.Name] {
			return nil, fmt.Errorf("%s needs an id and a name of their own", p.ID)
		}
		ids[p.ID], names[p.Name] = true, true
	}
	return all, nil
}

// person finds somebody by id or by name, with or without the @.
func (w *Workspace) person(who string) (person, bool) {
	name := strings.TrimPrefix(who, "@")
	for _, p := range w.people {
		if p.ID == who || p.Name == name {
			return p, true
		}
	}
	return person{}, false
}

// nameOf is a person's name, or the id of nobody we know.
func (w *Workspace) nameOf(id string) string {
	if p, ok := w.person(id); ok {
		return p.Name
	}
	return id
}

// wirePerson is a person as the Web API shows one.
func (w *Workspace) wirePerson(p person) map[string]any {
	label, offset := w.now().In(p.zone).Zone()
	return map[string]any{
		"id":        p.ID,
		"team_id":   w.team,
		"name":      p.Name,
		"real_name": p.RealName,
		"color":     strings.TrimPrefix(p.Color, "#"),
		"deleted":   false,
		"tz":        p.TZ,
		"tz_label":  label,
		"tz_offset": offset,
		"is_bot":    p.bot,

		"is_restricted":       p.Guest,
		"is_ultra_restricted": false,
		"profile": map[string]any{
			"display_name": p.Name,
			"real_name":    p.RealName,
			"team":         w.team,
		},
	}
}
