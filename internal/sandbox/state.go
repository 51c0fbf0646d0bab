package sandbox

// state is all that the page shows.
type state struct {
	Team     teamState            `json:"team"`
	Command  string               `json:"command"`
	Verbs    []Verb               `json:"verbs"`
	Me       string               `json:"me"`
	People   []personState        `json:"people"`
	Groups   []groupState         `json:"groups"`
	Channels []Channel            `json:"channels"`
	Messages map[string][]Message `json:"messages"`
	Story    *Story               `json:"story"`
	// Views are the modals that lie open, by person; Homes what the bot has
	// published on the Home tab, by person.
	Views map[string][]View `json:"views"`
	Homes map[string]View   `json:"homes"`
	Home  bool              `json:"home_tab"` // Whether there is a Home tab.

	Shortcuts []Shortcut `json:"shortcuts"`
}

type teamState struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type personState struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Color    string `json:"color"`
	Bot      bool   `json:"bot"`
	Guest    bool   `json:"guest"`
}

type groupState struct {
	ID     string   `json:"id"`
	Handle string   `json:"handle"`
	Name   string   `json:"name"`
	Users  []string `json:"users"`
}

// state is what somebody sees.
func (w *Workspace) state(as *eyes) state {
	s := state{
		Team:     teamState{ID: w.team, Name: w.cfg.TeamName},
		Verbs:    list(w.cfg.Verbs),
		Me:       as.user,
		Messages: map[string][]Message{},
		Story:    w.storyNow(),
		Views:    map[string][]View{},
		Homes:    map[string]View{},
		Home:     w.app.home,

		Shortcuts: w.Shortcuts(),
	}
	if len(w.app.commands) > 0 {
		s.Command = w.app.commands[0].Command
	}
	for _, p := range w.people {
		s.People = append(s.People, personState{ID: p.ID, Name: p.Name, RealName: p.RealName, Color: p.Color, Bot: p.bot, Guest: p.Guest})
	}
	s.Groups = []groupState{}
	for _, g := range w.cfg.Groups {
		s.Groups = append(s.Groups, groupState{ID: g.ID, Handle: g.Handle, Name: g.Name, Users: list(g.Users)})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for user := range w.modals {
		if stack := w.stackOf(user); len(stack) > 0 && as.own(user) {
			s.Views[user] = stack
		}
	}
	for user, v := range w.homes {
		if as.own(user) {
			s.Homes[user] = w.shown(v)
		}
	}
	s.Channels = []Channel{}
	for _, r := range w.rooms {
		if !w.sees(as.user, r) {
			continue
		}
		s.Channels = append(s.Channels, r.snapshot())
		s.Messages[r.ID] = []Message{}
		for _, p := range r.posts {
			if as.see(p.Message) {
				s.Messages[r.ID] = append(s.Messages[r.ID], p.Message)
			}
		}
	}
	return s
}
