package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
)

// plain is what a reader sees of a message.
func (w *Workspace) plain(m Message) string {
	var lines []string
	if m.Blocks == nil {
		lines = append(lines, w.unmark(m.Text))
	} else {
		var blocks []any
		if json.Unmarshal(m.Blocks, &blocks) == nil {
			for _, b := range blocks {
				lines = append(lines, w.readBlock(b))
			}
		}
	}
	for _, f := range m.Files {
		lines = append(lines, f.Title)
	}
	lines = deleteEmpty(lines)
	return strings.Join(lines, "\n")
}

// readBlock reads one block, or one part of a block, as a line.
func (w *Workspace) readBlock(v any) string {
	switch v := v.(type) {
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, w.readBlock(e))
		}
		return strings.Join(deleteEmpty(parts), " ")
	case map[string]any:
		kind, _ := v["type"].(string)
		switch kind {
		case "plain_text":
			return readable(str(v, "text"))
		case "mrkdwn":
			return w.unmark(str(v, "text"))
		case "rich_text":
			return w.readRich(v, "\n")
		case "image":
			return readable(str(v, "alt_text"))
		}
		var parts []string
		for _, key := range []string{"label", "text", "title", "fields", "elements", "element", "accessory", "hint"} {
			if v[key] != nil {
				parts = append(parts, w.readBlock(v[key]))
			}
		}
		return strings.Join(deleteEmpty(parts), " ")
	default:
		return ""
	}
}

// readRich reads rich text, whose parts follow each other without a space.
func (w *Workspace) readRich(v map[string]any, between string) string {
	var parts []string
	elements, _ := v["elements"].([]any)
	for _, e := range elements {
		e, _ := e.(map[string]any)
		switch str(e, "type") {
		case "rich_text_list":
			parts = append(parts, w.readRich(e, "\n"))
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			parts = append(parts, w.readRich(e, ""))
		case "user":
			parts = append(parts, "@"+w.nameOf(str(e, "user_id")))
		case "channel":
			parts = append(parts, "#"+w.roomName(str(e, "channel_id")))
		case "usergroup":
			parts = append(parts, "@"+w.handleOf(str(e, "usergroup_id")))
		case "broadcast":
			parts = append(parts, "@"+str(e, "range"))
		case "emoji":
			parts = append(parts, ":"+str(e, "name")+":")
		case "date":
			parts = append(parts, str(e, "fallback"))
		case "link":
			text := str(e, "text")
			if text == "" {
				text = str(e, "url")
			}
			parts = append(parts, readable(text))
		default:
			parts = append(parts, readable(str(e, "text")))
		}
	}
	return strings.Join(parts, between)
}

var (
	angled = regexp.MustCompile(`<([^<>]+)>`)
	styled = regexp.MustCompile("(^|[^\\p{L}\\p{N}])([*_~`])([^\\s*_~`](?:[^\n]*?[^\\s*_~`])?)([*_~`])($|[^\\p{L}\\p{N}])")
)

// unmark reads Slack's markup as a person does.
func (w *Workspace) unmark(text string) string {
	text = angled.ReplaceAllStringFunc(text, func(s string) string {
		key, label, labelled := strings.Cut(s[1:len(s)-1], "|")
		switch {
		case strings.HasPrefix(key, "@"):
			return "@" + w.nameOf(key[1:])
		case strings.HasPrefix(key, "#"):
			return "#" + w.roomName(key[1:])
		case labelled:
			return label
		case strings.HasPrefix(key, "!subteam^"):
			return "@" + w.handleOf(strings.TrimPrefix(key, "!subteam^"))
		case strings.HasPrefix(key, "!"):
			return "@" + key[1:]
		}
		return key
	})
	for {
		less := styled.ReplaceAllStringFunc(text, func(s string) string {
			m := styled.FindStringSubmatch(s)
			if m[2] != m[4] {
				return s
			}
			return m[1] + m[3] + m[5]
		})
		if less == text {
			return readable(unescape(text))
		}
		text = less
	}
}

// readable is text without the characters that take no room.
func readable(text string) string { return strings.ReplaceAll(text, "\u200b", "") }

func (w *Workspace) roomName(id string) string {
	if r := w.room(id); r != nil {
		return r.Name
	}
	return id
}

func str(v map[string]any, key string) string {
	s, _ := v[key].(string)
	return s
}

func deleteEmpty(lines []string) []string {
	kept := lines[:0]
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return kept
}
