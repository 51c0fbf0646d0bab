package sandbox

import (
	"encoding/json"
	"fmt"
	"regexp"
	"unicode/utf8"
)

var (
	richUser = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
	richRoom = regexp.MustCompile(`^[CGD][A-Z0-9]+$`)
)

// richPart checks one paragraph, list, quote or listing of rich text.
func (c *checker) richPart(v any, at string) {
	p, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	switch kind := str(p, "type"); kind {
	case "rich_text_section":
		c.keys(p, at, "elements")
	case "rich_text_quote":
		c.keys(p, at, "elements", "border")
	case "rich_text_preformatted":
		c.keys(p, at, "elements", "border", "language")
	case "rich_text_list":
		c.keys(p, at, "elements", "style", "indent", "offset", "border")
		if s := str(p, "style"); s != "bullet" && s != "ordered" {
			c.wrong(at+"/style", "must be bullet or ordered")
		}
		for i, e := range c.entries(p, "elements", at, true, 0) {
			here := fmt.Sprintf("%s/elements/%d", at, i)
			if item, ok := e.(map[string]any); !ok || str(item, "type") != "rich_text_section" {
				c.wrong(here+"/type", "must be rich_text_section")
				continue
			}
			c.richPart(e, here)
		}
		return
	default:
		c.wrong(at+"/type", "unsupported type: %s", kind)
		return
	}
	for i, e := range c.entries(p, "elements", at, true, 0) {
		c.richElement(e, fmt.Sprintf("%s/elements/%d", at, i))
	}
}

// richElement checks a run of text, a mention, a link or a date.
func (c *checker) richElement(v any, at string) {
	e, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	c.richStyle(e, at)
	switch kind := str(e, "type"); kind {
	case "text":
		c.keys(e, at, "text", "style")
		c.chars += utf8.RuneCountInString(c.text(e, "text", at, true, messageChars))
	case "link":
		c.keys(e, at, "url", "text", "unsafe", "style")
		c.chars += utf8.RuneCountInString(c.text(e, "url", at, true, urlLimit))
		c.chars += utf8.RuneCountInString(c.text(e, "text", at, false, messageChars))
	case "user":
		c.keys(e, at, "user_id", "style")
		c.richID(e, "user_id", at, richUser)
	case "channel":
		c.keys(e, at, "channel_id", "style")
		c.richID(e, "channel_id", at, richRoom)
	case "usergroup":
		c.keys(e, at, "usergroup_id", "style")
		c.text(e, "usergroup_id", at, true, idLimit)
	case "broadcast":
		c.keys(e, at, "range", "style")
		c.text(e, "range", at, true, idLimit)
	case "emoji":
		c.keys(e, at, "name", "unicode", "skin_tone", "style")
		c.text(e, "name", at, true, idLimit)
	case "color":
		c.keys(e, at, "value", "style")
		c.text(e, "value", at, true, idLimit)
	case "date":
		c.keys(e, at, "timestamp", "format", "url", "fallback", "style")
		c.text(e, "format", at, true, idLimit)
		if n, ok := e["timestamp"].(json.Number); !ok || !whole(n) {
			c.wrong(at+"/timestamp", "must be an integer")
		}
		c.text(e, "url", at, false, urlLimit)
		c.chars += utf8.RuneCountInString(c.text(e, "fallback", at, false, messageChars))
	default:
		c.wrong(at+"/type", "unsupported type: %s", kind)
	}
}

func whole(n json.Number) bool {
	_, err := n.Int64()
	return err == nil
}

func (c *checker) richID(e map[string]any, key, at string, shape *regexp.Regexp) {
	if id := c.text(e, key, at, true, idLimit); id != "" && !shape.MatchString(id) {
		c.wrong(at+"/"+key, "failed to match the allowed pattern")
	}
}

func (c *checker) richStyle(e map[string]any, at string) {
	v, ok := e["style"]
	if !ok {
		return
	}
	s, ok := v.(map[string]any)
	if !ok {
		c.wrong(at+"/style", "must be an object")
		return
	}
	c.keys(s, at+"/style", "bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
}
