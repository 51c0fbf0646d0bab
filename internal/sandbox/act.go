package sandbox

import "context"

// act does something as a person in a channel they can see, at once. An error
// is a sentence for that person.
func (w *Workspace) act(ctx context.Context, user, channel string, do func(who person, r *room) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	who, r, err := w.acting(user, channel)
	if err != nil {
		return err
	}
	return do(who, r)
}

// actOn does something as a person to a message that everybody in its channel
// sees. It lets the person into the channel first, as typing does.
func (w *Workspace) actOn(ctx context.Context, user, channel, ts string, do func(who person, p *post) error) error {
	return w.act(ctx, user, channel, func(who person, r *room) error {
		if r.Archived {
			return inWords(refuse("is_archived"))
		}
		p := r.visible(ts)
		if p == nil {
			return sorry("This message is not there any more.")
		}
		w.enter(r, who.ID, "")
		return do(who, p)
	})
}

// inWords is a refusal as a person at the page reads it; nil if there is none.
func inWords(refused *refusal) error {
	if refused == nil {
		return nil
	}
	words, ok := map[string]string{
		"already_archived":           "This channel is archived already.",
		"already_in_channel":         "They are in this channel already.",
		"cant_archive_general":       "This channel cannot be archived: everybody is in it.",
		"cant_delete_general":        "This channel cannot be deleted: everybody is in it.",
		"cant_kick_from_general":     "Nobody can be taken out of this channel: everybody is in it.",
		"cant_kick_self":             "To leave a channel is another thing than to be taken out of it.",
		"cant_leave_general":         "Nobody can leave this channel.",
		"channel_type_not_supported": "This channel cannot be made private.",
		"invalid_name_maxlength":     "A channel's name has at most 80 characters.",
		"invalid_name_punctuation":   "A channel's name needs a letter or a digit.",
		"invalid_name_required":      "A channel needs a name.",
		"invalid_name_specials":      "A channel's name has small letters, digits, - and _ only.",
		"name_taken":                 "There is a channel of that name already; archived ones keep theirs.",
		"not_archived":               "This channel is not archived.",
		"not_in_channel":             "They are not in this channel.",
		"user_is_restricted":         "Guests cannot do that.",
		"user_not_found":             "There is nobody of that name.",
		"already_pinned":             "This message is pinned already.",
		"already_reacted":            "You have put this emoji on the message already.",
		"invalid_name":               "An emoji has a name of small letters, digits, - and _, such as eyes.",
		"is_archived":                "This channel is archived.",
		"no_pin":                     "This message is not pinned.",
		"no_reaction":                "You have not put this emoji on the message.",
		"not_pinnable":               "The workspace's own lines cannot be pinned.",
		"too_many_emoji":             "This message has as many emoji as Slack allows.",
		"too_many_pins":              "This channel has as many pins as Slack allows.",
		"too_many_reactions":         "You have put as many emoji on this message as Slack allows.",
		"cant_delete_message":        "Only its author can delete a message.",
		"cant_update_message":        "Only its author can edit a message.",
		"thread_not_found":           "This thread is not there any more.",
		"message_not_found":          "This message is not there any more.",
		"no_text":                    "There is nothing to send.",
		"msg_too_long":               "This message is longer than Slack allows.",
		"file_upload_size_bad":       "This file is empty or too large.",
	}[refused.code]
	if !ok {
		return sorry("Slack refuses it. (%s)", refused.code)
	}
	return sorry("%s (%s)", words, refused.code)
}
