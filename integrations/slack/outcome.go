package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// class is what an answer of Slack's says about the work that was asked for,
// and so what may be done next.
type class int

const (
	unknown class = iota // It may have been done: look, then repeat.
	done                 // It was done before: that is as good.
	wait                 // Not done, come back later. No failure.
	notDone              // Not done, and a repeat may help.
	taken                // Not done: the name is someone's already.
	gone                 // The message it was about is not there any more.
	unfit                // Slack will not have the message as it is drawn.
	refused              // Not done, and no repeat can help here.
	barred               // Nothing can be done with this token: pause all of it.
)

// outcome is one row of what Slack's error codes mean. Fix is for people: what
// to do about it.
type outcome struct {
	class class
	fix   string
}

// outcomes is the one list of the codes we know. A code that is not here is
// refused and logged, and then belongs here, with a test.
var outcomes = map[string]outcome{
	"already_in_channel":    {class: done},
	"cant_invite_self":      {class: done},
	"already_pinned":        {class: done},
	"already_archived":      {class: done},
	"already_reacted":       {class: done},
	"no_reaction":           {class: done},
	"name_taken":            {class: taken},
	"message_not_found":     {class: gone},
	"cant_update_message":   {class: gone},
	"edit_window_closed":    {class: gone},
	"no_item_specified":     {class: gone},
	"thread_not_found":      {class: gone},
	"invalid_blocks":        {class: unfit},
	"invalid_blocks_format": {class: unfit},
	"msg_blocks_too_long":   {class: unfit},
	"msg_too_long":          {class: unfit},
	"no_text":               {class: unfit},

	"ratelimited":            {class: wait},
	"rate_limited":           {class: wait},
	"message_limit_exceeded": {class: wait},

	"internal_error":      {class: unknown},
	"fatal_error":         {class: unknown},
	"request_timeout":     {class: unknown},
	"service_unavailable": {class: unknown},
	"team_added_to_org":   {class: notDone},
	"org_login_required":  {class: notDone},
	"accesslimited":       {class: notDone},

	"channel_not_found":                     {refused, "The channel is gone or I was removed from it. Invite me to it again."},
	"is_archived":                           {refused, "The channel is archived. Unarchive it to have me post there again."},
	"is_inactive":                           {refused, "The channel is archived or frozen. Unarchive it to have me edit what I posted there."},
	"messages_tab_disabled":                 {refused, "The app takes no direct messages. Turn on the Messages tab under App Home on the app's page."},
	"user_not_in_channel":                   {refused, "This person is not in the channel."},
	"not_in_channel":                        {refused, "I am not in the channel. Invite me to it again."},
	"method_not_supported_for_channel_type": {refused, "Slack does not do this in a channel of this type."},
	"cant_archive_general":                  {refused, "Slack does not let the general channel be archived."},
	"cant_archive_required":                 {refused, "The workspace requires this channel. It stays."},
	"too_many_emoji":                        {refused, "The message has as many emoji as Slack allows."},
	"too_many_reactions":                    {refused, "The message has as many emoji as Slack allows."},
	"too_many_pins":                         {refused, "The channel has too many pins. Remove one and pin the board by hand."},
	"not_pinnable":                          {refused, "Slack will not pin this message. Pin the board by hand."},
	"permission_denied":                     {refused, "The workspace does not let me do this. Ask an admin, or do it by hand."},
	"restricted_action":                     {refused, "The workspace's settings forbid this to apps. Ask an admin to allow it."},
	"restricted_action_read_only_channel":   {refused, "The channel is read-only for me. Ask an admin to let apps post there."},
	"user_is_restricted":                    {refused, "A guest cannot be brought into a channel by an app. Ask an admin to add them."},
	"ura_max_channels":                      {refused, "This guest is in as many channels as guests may be. Ask an admin to add them."},
	"user_not_found":                        {refused, "Slack does not know this person any more."},
	"cant_invite":                           {refused, "Slack does not let me invite this person. Invite them by hand."},
	"user_disabled":                         {refused, "This person is not in the workspace any more."},
	"no_such_subteam":                       {refused, "There is no user group of this id any more. Mend it in my configuration."},
	"user_is_ultra_restricted":              {refused, "A single-channel guest cannot be brought in. Ask an admin to add them."},
	"user_team_not_in_channel":              {refused, "This person belongs to another workspace. Invite them by hand."},
	"too_many_members":                      {refused, "The channel has as many members as Slack allows."},
	"invalid_name":                          {refused, "Slack does not accept the channel's name. Report this: it is a fault of mine."},
	"invalid_name_specials":                 {refused, "Slack does not accept the channel's name. Report this: it is a fault of mine."},
	"invalid_name_punctuation":              {refused, "Slack does not accept the channel's name. Report this: it is a fault of mine."},
	"invalid_name_maxlength":                {refused, "Slack does not accept the channel's name. Report this: it is a fault of mine."},
	"invalid_name_required":                 {refused, "Slack does not accept the channel's name. Report this: it is a fault of mine."},
	"no_channel":                            {refused, "Slack does not accept the channel. Report this: it is a fault of mine."},
	"too_long":                              {refused, "The text is too long for Slack. Report this: it is a fault of mine."},
	"invalid_arguments":                     {refused, "Slack does not accept the request. Report this: it is a fault of mine."},
	"unknown_method":                        {refused, "The address answers, but it does not know this method. Check the API address."},
	"missing_scope":                         {refused, "The Slack app lacks a scope. Add it under OAuth & Permissions and install the app again."},
	"no_permission":                         {refused, "The Slack app may not do this. Check its scopes and install it again."},
	"not_allowed_token_type":                {refused, "The tokens are of the wrong kind. The bot token begins with xoxb-, the app token with xapp-."},
	"ekm_access_denied":                     {refused, "The workspace's administrators have suspended posting."},
	"posting_to_channel_denied":             {refused, "Posting to this channel is denied to apps. Ask an admin to allow it."},
	"file_upload_size_restricted":           {refused, "The workspace limits the size of files. A draft is on disk too, and a chart's numbers are in its message."},
	"file_uploads_disabled":                 {refused, "The workspace does not allow files. A draft is on disk too, and a chart's numbers are in its message."},
	"file_uploads_except_images_disabled":   {refused, "The workspace allows images only. The draft is on disk."},
	"storage_limit_reached":                 {refused, "The workspace has no room for files. A draft is on disk too, and a chart's numbers are in its message."},
	"file_not_found":                        {class: unknown},

	"invalid_auth":     {barred, "Slack does not accept the token. Copy it again from the app's page."},
	"not_authed":       {barred, "No token was sent. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN."},
	"token_revoked":    {barred, "The token was revoked. Install the app again and use the new token."},
	"token_expired":    {barred, "The token has expired. Install the app again and use the new token."},
	"account_inactive": {barred, "The app was removed from the workspace. Install it again."},
	"app_uninstalled":  {barred, "The app was removed from the workspace. Install it again."},
}

// Machine times for answers that name none.
const (
	waitUnnamed = 30 * time.Second // A rate limit without a Retry-After.
	waitBarred  = time.Minute      // Until somebody has replaced the token.
	waitDialled = 2 * time.Second  // Nothing answers at the address.
)

// errEmpty is an answer without the thing that was asked for. The library
// takes {"ok":false} without a code for a success, so we look for ourselves.
var errEmpty = errors.New("slack answered without saying what it did")

// judge says what an error of a call means.
func judge(err error) (c class, code, fix string) {
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	var answer slack.SlackErrorResponse
	switch {
	case errors.As(err, &limited):
		return wait, "ratelimited", ""
	case errors.As(err, &status):
		if status.Code == http.StatusTooManyRequests {
			return wait, "ratelimited", ""
		}
		// Some proxy's word or a broken server's: neither says what was done.
		return unknown, fmt.Sprintf("http %d", status.Code), ""
	case errors.As(err, &answer):
		o, ok := outcomes[answer.Err]
		if !ok {
			return refused, answer.Err, fmt.Sprintf("Slack answered %q, which I do not know. See the log.", answer.Err)
		}
		if answer.Err == "missing_scope" && answer.Needed != "" {
			o.fix = fmt.Sprintf("The Slack app lacks the scope %s. Add it under OAuth & Permissions and install the app again.", answer.Needed)
		}
		return o.class, answer.Err, o.fix
	case undialled(err):
		return notDone, "unreachable", ""
	}
	return unknown, "", ""
}

// undialled reports whether no connection was made, so that nothing of the
// request can have arrived.
func undialled(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// is reports whether the error is of a class.
func is(err error, want class) bool {
	if err == nil {
		return false
	}
	c, _, _ := judge(err)
	return c == want
}

// settle turns the error of a step into what the worker does about it: nothing
// for what was done before, a wait, a repeat, or a refusal with a sentence.
func (a *Adapter) settle(ctx context.Context, step string, err error) error {
	if err == nil {
		return nil
	}
	c, code, fix := judge(err)
	err = fmt.Errorf("%s: %w", step, err)
	switch c {
	case done:
		return nil
	case wait:
		retry := &incident.RetryError{After: waitUnnamed, Err: err}
		if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
			retry.After = max(limited.RetryAfter, time.Second)
		}
		return retry
	case notDone:
		return &incident.RetryError{After: waitDialled, Err: err}
	case barred:
		a.barred.Store(true)
		a.log.ErrorContext(ctx, "slack does not accept the token", "code", code, "fix", fix)
		return &incident.RetryError{After: waitBarred, Err: err}
	case refused, taken, gone, unfit:
		if _, known := outcomes[code]; !known {
			a.log.ErrorContext(ctx, "slack answered with a code that is not known", "code", code, "step", step)
		}
		if fix == "" {
			fix = fmt.Sprintf("Slack answered %q. See the log.", code)
		}
		return &incident.RefusedError{Step: step, Reason: fix, Err: err}
	case unknown:
	}
	return &incident.RetryError{Counts: true, Err: err}
}
