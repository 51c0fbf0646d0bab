package sandbox

import (
	"net/url"
	"slices"
)

// bookmark is a link above a channel.
type bookmark struct {
	id, title, link, emoji string
	made                   int64 // Story time in seconds.
}

// bookmarksAdd sets a link above a channel.
func bookmarksAdd(c *call) (answer, error) {
	r, err := c.alive(c.args["channel_id"])
	if err != nil {
		return nil, err
	}
	u, parseErr := url.Parse(c.args["link"])
	switch {
	case c.args["type"] != "link":
		return nil, refuse("invalid_bookmark_type")
	case c.args["title"] == "":
		return nil, refuse("invalid_arguments")
	case parseErr != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme):
		return nil, refuse("invalid_link")
	}
	b := bookmark{id: c.id("Bk"), title: c.args["title"], link: u.String(), emoji: c.args["emoji"], made: c.now().Unix()}
	r.bookmarks = append(r.bookmarks, b)
	return answer{"bookmark": c.wireBookmark(r, b)}, nil
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
		"app_id": c.appID, "date_created": b.made, "date_updated": 0,
	}
}
