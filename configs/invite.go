package configs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// memberOrGroup is the id of a member or a user group of Slack's.
var memberOrGroup = regexp.MustCompile(`^[UWS][A-Z0-9]+$`)

// notIDs refuses names: they change hands, and a bot finds nobody by them.
func notIDs(ids []string) error {
	for _, id := range ids {
		if !memberOrGroup.MatchString(id) {
			return fmt.Errorf("invites %q: an id is needed. A member's begins with U (the person's profile, Copy member ID), a user group's with S (the end of its address in the directory)", id)
		}
	}
	return nil
}

// Invited are the ids of members and user groups who are brought into the
// channel of an incident on a service: those for all, then those of the service,
// or else of the first kind that it is of. An empty service is one that is not
// known.
func (c Config) Invited(service string) []string {
	return slices.Concat(c.Slack.Invite, c.Services.invited(service))
}

// InvitedGroups are the user groups among all who are ever invited, each once.
func (c Config) InvitedGroups() []string {
	all := slices.Clone(c.Slack.Invite)
	for _, k := range c.Services.Kinds {
		all = append(all, k.Invite...)
	}
	for _, s := range c.Services.Except {
		all = append(all, s.Invite...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(id string) bool { return !strings.HasPrefix(id, "S") })
}

func (s Services) invited(service string) []string {
	if service == "" {
		return nil
	}
	for _, one := range s.Except {
		if one.Name == service && len(one.Invite) > 0 {
			return one.Invite
		}
	}
	for _, k := range s.Kinds {
		if match, err := regexp.Compile("^(?:" + k.Match + ")$"); err == nil && match.MatchString(service) {
			return k.Invite
		}
	}
	return nil
}
