package commands

import "slices"

// Moment is when people need a verb. Help and docs/commands.md are grouped by
// it, in this order.
type Moment string

// The moments of an incident.
const (
	Starting   Moment = "When something is wrong"
	Looking    Moment = "To see how it stands"
	Saying     Moment = "To keep what is done, said and decided"
	Judging    Moment = "To answer what I cannot measure, or measure wrongly"
	Theorising Moment = "To follow what may be the cause"
	Telling    Moment = "To tell others, and to hand over"
	Ending     Moment = "When it is better, and when it is over"
	Helping    Moment = "At any time"
)

// Moments are all of them, in the order of an incident's life.
func Moments() []Moment {
	return []Moment{Starting, Looking, Saying, Judging, Theorising, Telling, Ending, Helping}
}

// During are the verbs of a moment, in their order. A verb that names no moment
// is of any time, so that none is lost.
func During(moment Moment, all []Command) []Command {
	return slices.DeleteFunc(slices.Clone(all), func(c Command) bool {
		return c.Moment != moment && (c.Moment != "" || moment != Helping)
	})
}
