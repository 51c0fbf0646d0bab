package sandbox

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Slack's limits for the text of a message, in characters: what is posted is
// cut at the first, what is edited is refused beyond the second.
const (
	postedLimit = 40_000
	editedLimit = 4000
)

// content is what a message says.
type content struct {
	text   string
	blocks json.RawMessage // Checked, with every id set; nil if there are none.
}

// readContent reads text and blocks, as several methods and the answers to commands
// take them.
func readContent(text, blocks string) (content, *refusal) {
	if strings.TrimSpace(blocks) == "" || blocks == "null" {
		return content{text: text}, nil
	}
	checked, refused := checkBlocks([]byte(blocks))
	return content{text: text, blocks: checked}, refused
}

func (c content) empty() bool { return strings.TrimSpace(c.text) == "" && c.blocks == nil }

// cut is text of at most so many characters.
func cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit])
}
