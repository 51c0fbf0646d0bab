package incident

// Capacity is what became of the members that an action added, by stage.
// A stage that is not measured is nil.
type Capacity struct {
	Action     int64    `json:"action"`
	Kind       string   `json:"kind,omitempty"` // Of the members: "postgres", "haproxy".
	Asked      *int     `json:"asked,omitempty"`
	Running    *int     `json:"running,omitempty"`
	Registered *int     `json:"registered,omitempty"` // Known to whoever sends to them.
	Healthy    *int     `json:"healthy,omitempty"`
	Receiving  *int     `json:"receiving,omitempty"`
	Working    *int     `json:"working,omitempty"` // What they are sent they do well.
	Members    []string `json:"members,omitempty"`
	Idle       []string `json:"idle,omitempty"`    // Healthy, and receiving nothing.
	Because    string   `json:"because,omitempty"` // Why all of these are idle, where the metrics say: "their weight is 0".
	// OldNow is what the median old member does, and OldThen what it did when all
	// was well. Nil when not known, or when no added one is idle.
	OldNow  *float64 `json:"old_now,omitempty"`
	OldThen *float64 `json:"old_then,omitempty"`
}

// CapacityStage is one stage of added members. N is nil where it is not measured.
type CapacityStage struct {
	Name string
	N    *int
}

// Stages are the stages in the order in which a member passes them.
func (c Capacity) Stages() []CapacityStage {
	return []CapacityStage{
		{"asked", c.Asked},
		{"running", c.Running},
		{"registered", c.Registered},
		{"healthy", c.Healthy},
		{"receiving", c.Receiving},
		{"working", c.Working},
	}
}

// lessWork is the part of what they did before under which the old members are
// idle too. It is judgement, not law.
const lessWork = 0.5

// OldIdle reports whether the members that were there before have lost their
// work too: then what sends to all of them is at fault. It is not known where
// nobody measured it.
func (c Capacity) OldIdle() (idle, known bool) {
	if c.OldNow == nil || c.OldThen == nil || *c.OldThen <= 0 {
		return false, false
	}
	return *c.OldNow < lessWork**c.OldThen, true
}
