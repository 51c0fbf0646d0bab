package slack

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/internal/doctor"
)

// invitations looks for the user groups whose people are brought into incidents:
// in an incident a group that is not there is only a line in the log.
func invitations(ctx context.Context, api *slack.Client, groups []string, granted bool) doctor.Finding {
	const check = "invitations"
	if !granted {
		return doctor.Skip(check, "the bot token was not accepted")
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	people := map[string]bool{}
	var gone []string
	for _, id := range groups {
		found, err := api.GetUserGroupMembersContext(ctx, id)
		switch _, code, fix := judge(err); {
		case err == nil:
			for _, p := range found {
				people[p] = true
			}
		case code == "no_such_subteam":
			gone = append(gone, id)
		case code == "missing_scope":
			return doctor.Warn(check, "the people of "+strings.Join(groups, ", ")+" cannot be read, so they are not invited", fix)
		default:
			return trouble(check, "usergroups.users.list", err)
		}
	}
	if len(gone) > 0 {
		return doctor.Fail(check, "there is no user group "+strings.Join(gone, ", "), "mend invite under slack or services: a user group's id is at the end of its address in the directory")
	}
	return doctor.Fine(check, fmt.Sprintf("%d user groups with %d people", len(groups), len(people)))
}
