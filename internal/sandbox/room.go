package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Channel is a channel as people see it.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Topic    string   `json:"topic"`
	Purpose  string   `json:"purpose"`
	Members  []string `json:"members"` // User ids, in the order of joining.
	Pins     []string `json:"pins"`    // Ids of messages, in the order of pinning.
	Archived bool     `json:"archived"`
	Private  bool     `json:"private"` // Only its members know of it.
	// Direct is the direct message between a person and the bot. It has no name.
	Direct bool `json:"direct"`
}

// room is a channel as the workspace keeps it: topic and purpose as they were
// sent, with Slack's entities in them.
type room struct {
	Channel
	creator   string
	created   time.Time // Story time, as all of these.
	topicBy   setting
	purposeBy setting
	posts     []*post // Oldest first; ephemeral messages among them.
	bookmarks []bookmark
}

// setting says who set a text, and when.
type setting struct {
	by string
	at time.Time
}

// Slack's limits for channels, in characters.
const (
	nameLimit  = 80
	topicLimit = 250
)

var (
	nameChars = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{N}_-]+$`)
	onlyMarks = regexp.MustCompile(`^[_-]+$`)
)

// checkName says what is wrong with a channel's name; nil if nothing is.
func checkName(name string) *refusal {
	switch {
	case name == "":
		return refuse("invalid_name_required")
	case utf8.RuneCountInString(name) > nameLimit:
		return refuse("invalid_name_maxlength")
	case onlyMarks.MatchString(name):
		return refuse("invalid_name_punctuation")
	case !nameChars.MatchString(name):
		return refuse("invalid_name_specials")
	}
	return nil
}

// open makes a channel with its creator in it. An archived channel keeps its
// name.
func (w *Workspace) open(name, creator string, private bool) (*room, *refusal) {
	if bad := checkName(name); bad != nil {
		return nil, bad
	}
	if slices.ContainsFunc(w.rooms, func(r *room) bool { return r.Name == name }) {
		return nil, refuse("name_taken")
	}
	r := &room{
		Channel: Channel{ID: w.id("C"), Name: name, Members: []string{creator}, Pins: []string{}, Private: private},
		creator: creator,
		created: w.now(),
	}
	w.rooms = append(w.rooms, r)
	return r, nil
}

// room finds a channel by id or by name, with or without the #.
func (w *Workspace) room(id string) *room {
	name := strings.TrimPrefix(id, "#")
	for _, r := range w.rooms {
		if r.ID == id || r.Name == name && name != "" {
			return r
		}
	}
	return nil
}

func (r *room) has(user string) bool { return slices.Contains(r.Members, user) }

// join puts a person into the channel, silently; false if they are in it.
func (r *room) join(user string) bool {
	if r.has(user) {
		return false
	}
	r.Members = append(r.Members, user)
	return true
}

// snapshot is the channel as it is now, safe to hand out.
func (r *room) snapshot() Channel {
	c := r.Channel
	c.Members, c.Pins = slices.Clone(r.Members), slices.Clone(r.Pins)
	c.Topic, c.Purpose = unescape(r.Topic), unescape(r.Purpose)
	return c
}

// wireRoom is a channel as the Web API shows one.
func (w *Workspace) wireRoom(r *room) map[string]any {
	if r.Direct {
		return map[string]any{
			"id": r.ID, "created": r.created.Unix(), "is_im": true, "is_archived": false, "is_org_shared": false,
			"user": r.Members[0], "is_user_deleted": false, "priority": 0, "context_team_id": w.team,
		}
	}
	said := func(text string, s setting) map[string]any {
		var at int64
		if !s.at.IsZero() {
			at = s.at.Unix()
		}
		return map[string]any{"value": text, "creator": s.by, "last_set": at}
	}
	return map[string]any{
		"id":              r.ID,
		"name":            r.Name,
		"name_normalized": r.Name,
		"is_channel":      true,
		"is_group":        false,
		"is_im":           false,
		"is_mpim":         false,
		"is_private":      r.Private,
		"is_archived":     r.Archived,
		"is_general":      w.general(r),
		"is_shared":       false,
		"is_member":       r.has(w.botUser),
		"created":         r.created.Unix(),
		"creator":         r.creator,
		"num_members":     len(r.Members),
		"context_team_id": w.team,
		"topic":           said(r.Topic, r.topicBy),
		"purpose":         said(r.Purpose, r.purposeBy),
	}
}

// Channels are the workspace's channels in the order of their making, archived
// ones included.
func (w *Workspace) Channels() []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]Channel, 0, len(w.rooms))
	for _, r := range w.rooms {
		all = append(all, r.snapshot())
	}
	return all
}
