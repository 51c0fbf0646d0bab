package sandbox

import (
	"net/url"
	"slices"
)

// bookmark is a link above a channel.
type bookmark struct {
	id, title, link, emoji string
	made, changed          int64 // Story time in seconds; 0 for never.
}

// bookmarksAdd sets a link above a channel.
func bookmarksAdd(c *call) (answer, error) {
	r, err := c.alive(c.args["channel_id"])
	if err != nil {
		return nil, err
	}
	switch {
	case c.args["type"] != "link":
		return nil, refuse("invalid_bookmark_type")
	case c.args["title"] == "":
		return nil, refuse("invalid_arguments")
	case !isLink(c.args["link"]):
		return nil, refuse("invalid_link")
	}
	b := bookmark{id: c.id("Bk"), title: c.args["title"], link: c.args["link"], emoji: c.args["emoji"], made: c.now().Unix()}
	r.bookmarks = append(r.bookmarks, b)
	return answer{"bookmark": c.wireBookmark(r, b)}, nil
}

// bookmarksEdit changes what the call names of a link above a channel.
func bookmarksEdit(c *call) (answer, error) {
	r, at, err := c.bookmark()
	if err != nil {
		return nil, err
	}
	b := &r.bookmarks[at]
	if link, ok := c.args["link"]; ok {
		if !isLink(link) {
			return nil, refuse("invalid_link")
		}
		b.link = link
	}
	if title := c.args["title"]; title != "" {
		b.title = title
	}
	if emoji, ok := c.args["emoji"]; ok {
		b.emoji = emoji
	}
	b.changed = c.now().Unix()
	return answer{"bookmark": c.wireBookmark(r, *b)}, nil
}

// bookmarksRemove takes a link above a channel away.
func bookmarksRemove(c *call) (answer, error) {
	r, at, err := c.bookmark()
	if err != nil {
		return nil, err
	}
	r.bookmarks = slices.Delete(r.bookmarks, at, at+1)
	return nil, nil
}

// bookmark is the link that the call names, by its place above its channel.
func (c *call) bookmark() (*room, int, error) {
	r, err := c.alive(c.args["channel_id"])
	if err != nil {
		return nil, 0, err
	}
	at := slices.IndexFunc(r.bookmarks, func(b bookmark) bool { return b.id == c.args["bookmark_id"] })
	if at < 0 {
		return nil, 0, refuse("not_found")
	}
	return r, at, nil
}

func isLink(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Host != "" && slices.Contains([]string{"http", "https"}, u.Scheme)
}

// bookmarksList lists the links above a channel.
func bookmarksList(c *call) (answer, error) {
	r, err := c.joinedTo(c.args["channel_id"])
	if err != nil {
		return nil, err
	}
	all := []answer{}
	for _, b := range r.bookmarks {
		all = append(all, c.wireBookmark(r, b))
	}
	return answer{"bookmarks": all}, nil
}

func (c *call) wireBookmark(r *room, b bookmark) answer {
	return answer{
		"id": b.id, "channel_id": r.ID, "title": b.title, "link": b.link, "emoji": b.emoji, "type": "link",
		"app_id": c.appID, "date_created": b.made, "date_updated": b.changed,
	}
}
