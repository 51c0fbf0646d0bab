package slack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// mostInvited is how many people Slack lets one call invite.
const mostInvited = 100

// groupID is a user group among the ids of people.
var groupID = regexp.MustCompile(`^S[A-Z0-9]+$`)

// summoning brings in who is to be in every incident's channel, and who answers
// for the service.
func summoning(i incident.Incident, e incident.Event) []incident.Job {
	if i.Channel == "" || i.Private {
		return nil
	}
	return []incident.Job{step(i, e, SummonJob, channelLane, "summon")}
}

// summonStep names the step for people. Another service has other people.
func summonStep(i incident.Incident) string {
	if i.Service == "" {
		return "invite the people who are always invited"
	}
	return "invite the people of " + i.Service
}

// summon invites whom the configuration names. Nobody but the declarer is
// brought into a private incident unasked. One who cannot come keeps nobody else
// from coming.
func (a *Adapter) summon(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, _, err := a.load(ctx, l)
	if err != nil || i.Channel == "" || i.Private || a.cfg.Invited == nil {
		return nil, err
	}
	name := summonStep(i)
	ids := a.cfg.Invited(i)
	if len(ids) == 0 || i.Steps[name] {
		return nil, nil
	}
	people, err := a.peopleOf(ctx, ids)
	if err != nil {
		return nil, a.settle(ctx, name, err)
	}
	var missed []uninvited
	for some := range slices.Chunk(people, mostInvited) {
		kept, err := a.inviteAll(ctx, i.Channel, some)
		if err := a.settle(ctx, name, err); err != nil {
			return nil, err
		}
		missed = append(missed, kept...)
	}
	why := a.unable(ctx, i, missed, len(people))
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		events := i.Step(name, at)
		if why != "" {
			events = append(events, i.GiveUp(name, why, at)...)
		}
		return incident.Change{Events: events}, nil
	}, nil
}

// peopleOf are the people whom ids mean, each once: members, and those of user
// groups. A group that cannot be read keeps nobody else out, and is a line in
// the log: doctor says it to who can mend it.
func (a *Adapter) peopleOf(ctx context.Context, ids []string) ([]string, error) {
	var people []string
	for _, id := range ids {
		found := []string{id}
		if groupID.MatchString(id) {
			var err error
			found, err = a.api.GetUserGroupMembersContext(ctx, id)
			if is(err, refused) {
				_, code, fix := judge(err)
				a.log.WarnContext(ctx, "the people of a user group are not known and not invited", "group", id, "code", code, "fix", fix)
				continue
			}
			if err != nil {
				return nil, err
			}
		}
		for _, person := range found {
			if !slices.Contains(people, person) {
				people = append(people, person)
			}
		}
	}
	return people, nil
}

// uninvited is somebody whom Slack does not let in, and why.
type uninvited struct {
	User string `json:"user"`
	Code string `json:"error"`
}

// inviteAll invites people, and returns those whom Slack does not let in. The
// others come all the same.
func (a *Adapter) inviteAll(ctx context.Context, channel incident.ChannelID, people []string) ([]uninvited, error) {
	var told struct {
		Errors []uninvited `json:"errors"`
	}
	err := a.call(ctx, "conversations.invite", url.Values{
		"channel": {string(channel)}, "users": {strings.Join(people, ",")}, "force": {"true"},
	}, &told)
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	// With nobody left who can come the call fails, with the first one's code.
	if ok && (len(told.Errors) > 0 || personal(answer.Err)) {
		err = nil
		if len(told.Errors) == 0 {
			told.Errors = []uninvited{{Code: answer.Err}}
		}
	}
	return told.Errors, err
}

// personal reports whether a code of conversations.invite is about one person,
// and not about the channel or us.
func personal(code string) bool {
	switch code {
	case "already_in_channel", "cant_invite_self", "cant_invite", "user_not_found", "user_disabled", "user_is_restricted",
		"user_is_ultra_restricted", "ura_max_channels", "user_team_not_in_channel", "invalid_users", "no_user":
		return true
	}
	return false
}

// unable is the sentence about those who could not come, if somebody in the
// incident can do something about it. Who is there already is as good as
// invited; who left the workspace stands in the configuration by mistake, and in
// an incident nobody mends that.
func (a *Adapter) unable(ctx context.Context, i incident.Incident, missed []uninvited, of int) string {
	var fixes []string
	n := 0
	for _, m := range missed {
		o, known := outcomes[m.Code]
		switch {
		case known && o.class == done:
			continue
		case !known || m.Code == "user_not_found" || m.Code == "user_disabled":
			a.log.WarnContext(ctx, "somebody could not be invited", "incident", i.Name(), "user", m.User, "code", m.Code)
			continue
		}
		n++
		if !slices.Contains(fixes, o.fix) {
			fixes = append(fixes, o.fix)
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("Slack did not let %d of %d come. %s", n, of, strings.Join(fixes, " "))
}
