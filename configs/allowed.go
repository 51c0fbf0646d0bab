package configs

import (
	"fmt"
	"slices"
)

// Everyone among the allowed stands for all people of the workspace.
const Everyone = "everyone"

// Allowed is who may do something that not everyone may.
type Allowed struct {
	Allow []string // Slack's ids of people and of user groups, or Everyone; empty is nobody.
}

// Groups are the user groups among the allowed.
func (a Allowed) Groups() []string {
	return slices.DeleteFunc(slices.Clone(a.Allow), func(id string) bool { return id == "" || id[0] != 'S' || !memberOrGroup.MatchString(id) })
}

func (a Allowed) validate(block string) error {
	for _, who := range a.Allow {
		if who != Everyone && !memberOrGroup.MatchString(who) {
			return fmt.Errorf("%s.allow names %q: a member's id, such as U0123ABCD (in Slack: the person's profile, Copy member ID), a user group's id, such as S0123ABCD (in Slack: the group's page, Copy group ID), or %s", block, who, Everyone)
		}
	}
	return nil
}

// allowedForm is Allowed as it is written: one word may stand without a list.
type allowedForm struct {
	Allow words `yaml:"allow"`
}

// settings are what was written; usual where the block was left out.
func (f *allowedForm) settings(usual ...string) Allowed {
	if f == nil {
		return Allowed{Allow: usual}
	}
	return Allowed{Allow: slices.Clone(f.Allow)}
}
