package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Slack's limits for Block Kit, in characters or entries. The one for all of a
// message's characters is not published; messages are refused from somewhere
// above 12,000 on.
const (
	blocksLimit   = 50
	messageChars  = 13_000
	idLimit       = 255
	sectionLimit  = 3000
	fieldsLimit   = 10
	fieldLimit    = 2000
	headerLimit   = 150
	contextLimit  = 10
	actionsLimit  = 25
	labelLimit    = 75
	valueLimit    = 2000
	urlLimit      = 3000
	overflowLimit = 5
	optionsLimit  = 100
	optionValue   = 150
	choicesLimit  = 10
	hintLimit     = 150
	inputLimit    = 2000
	altLimit      = 2000
)

// checker walks through blocks and collects what is wrong with them.
type checker struct {
	problems []string
	chars    int
	blockIDs map[string]bool
	inputs   int // Input blocks.
	focused  int // Elements that want the cursor.
}

// checkBlocks checks a message's blocks against Slack's limits and sets the ids
// that are missing. It refuses whatever it does not know.
func checkBlocks(source []byte) (json.RawMessage, *refusal) {
	var blocks []any
	d := json.NewDecoder(bytes.NewReader(source))
	d.UseNumber()
	if err := d.Decode(&blocks); err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	if len(blocks) == 0 {
		return nil, nil
	}
	c := &checker{}
	c.blocks(blocks, "/blocks", blocksLimit)
	if len(c.problems) > 0 {
		return nil, &refusal{code: "invalid_blocks", more: answer{
			"errors":            c.problems,
			"response_metadata": answer{"messages": c.problems},
		}}
	}
	if c.chars > messageChars {
		return nil, refuse("msg_blocks_too_long")
	}
	setIDs(blocks)
	b, err := json.Marshal(blocks)
	if err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	return b, nil
}

// blocks checks the blocks of a message or a view.
func (c *checker) blocks(all []any, at string, most int) {
	c.blockIDs = map[string]bool{}
	if len(all) > most {
		c.wrong(at, "no more than %d items allowed", most)
	}
	for i, b := range all {
		c.block(b, fmt.Sprintf("%s/%d", at, i))
	}
}

// wrong notes a problem, with a JSON pointer to where it is.
func (c *checker) wrong(at, format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", fmt.Sprintf(format, args...), at))
}

func (c *checker) block(v any, at string) {
	b, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	c.text(b, "block_id", at, false, idLimit)
	if id := str(b, "block_id"); id != "" {
		if c.blockIDs[id] {
			c.wrong(at+"/block_id", "block_id %q already exists", id)
		}
		c.blockIDs[id] = true
	}
	switch kind := str(b, "type"); kind {
	case "section":
		c.section(b, at)
	case "header":
		c.keys(b, at, "text", "level")
		c.textObject(b, "text", at, true, headerLimit, "plain_text")
	case "divider":
		c.keys(b, at)
	case "context":
		c.keys(b, at, "elements")
		for i, e := range c.entries(b, "elements", at, true, contextLimit) {
			c.element(e, fmt.Sprintf("%s/elements/%d", at, i), "image", "plain_text", "mrkdwn")
		}
	case "actions":
		c.keys(b, at, "elements")
		elements := c.entries(b, "elements", at, true, actionsLimit)
		for i, e := range elements {
			c.element(e, fmt.Sprintf("%s/elements/%d", at, i), actionElements()...)
		}
		c.distinct(elements, at+"/elements")
	case "image":
		c.keys(b, at, "image_url", "alt_text", "title", "slack_file")
		c.picture(b, at)
		c.textObject(b, "title", at, false, altLimit, "plain_text")
	case "input":
		c.inputs++
		c.keys(b, at, "label", "element", "dispatch_action", "hint", "optional")
		c.textObject(b, "label", at, true, inputLimit, "plain_text")
		c.textObject(b, "hint", at, false, inputLimit, "plain_text")
		c.element(b["element"], at+"/element", inputElements()...)
	case "rich_text":
		c.keys(b, at, "elements")
		for i, e := range c.entries(b, "elements", at, true, 0) {
			c.richPart(e, fmt.Sprintf("%s/elements/%d", at, i))
		}
	default:
		c.wrong(at+"/type", "unsupported type: %s", kind)
	}
}

func (c *checker) section(b map[string]any, at string) {
	c.keys(b, at, "text", "fields", "accessory", "expand")
	if b["text"] == nil && b["fields"] == nil {
		c.wrong(at, "missing required field: text")
	}
	c.textObject(b, "text", at, false, sectionLimit, "plain_text", "mrkdwn")
	for i, f := range c.entries(b, "fields", at, false, fieldsLimit) {
		c.textValue(f, fmt.Sprintf("%s/fields/%d", at, i), fieldLimit, "plain_text", "mrkdwn")
	}
	if a := b["accessory"]; a != nil {
		c.element(a, at+"/accessory", accessoryElements()...)
	}
}

// keys refuses what does not belong there. Type and block_id always do.
func (c *checker) keys(b map[string]any, at string, known ...string) {
	var strange []string
	for key := range b {
		if key != "type" && key != "block_id" && !slices.Contains(known, key) {
			strange = append(strange, key)
		}
	}
	slices.Sort(strange)
	for _, key := range strange {
		c.wrong(at, "invalid additional property: %s", key)
	}
}

// entries is a list of at least one entry and at most so many; any number if
// most is zero.
func (c *checker) entries(b map[string]any, key, at string, required bool, most int) []any {
	v, ok := b[key]
	if !ok || v == nil {
		if required {
			c.wrong(at, "missing required field: %s", key)
		}
		return nil
	}
	all, ok := v.([]any)
	switch {
	case !ok:
		c.wrong(at+"/"+key, "must be an array")
	case len(all) == 0:
		c.wrong(at+"/"+key, "no less than 1 item allowed")
	case most > 0 && len(all) > most:
		c.wrong(at+"/"+key, "no more than %d items allowed", most)
	}
	return all
}

// text checks a plain string and returns it.
func (c *checker) text(b map[string]any, key, at string, required bool, most int) string {
	v, there := b[key]
	if !there || v == nil {
		if required {
			c.wrong(at, "missing required field: %s", key)
		}
		return ""
	}
	s, ok := v.(string)
	switch {
	case !ok:
		c.wrong(at+"/"+key, "must be a string")
	case required && s == "":
		c.wrong(at+"/"+key, "must be more than 0 characters")
	default:
		c.short(s, at+"/"+key, most)
	}
	return s
}

func (c *checker) short(s, at string, most int) {
	if utf8.RuneCountInString(s) > most {
		c.wrong(at, "must be less than %d characters", most+1)
	}
}

// textObject checks a text object under a key.
func (c *checker) textObject(b map[string]any, key, at string, required bool, most int, kinds ...string) {
	if b[key] == nil {
		if required {
			c.wrong(at, "missing required field: %s", key)
		}
		return
	}
	c.textValue(b[key], at+"/"+key, most, kinds...)
}

// textValue checks a text object and counts its characters.
func (c *checker) textValue(v any, at string, most int, kinds ...string) {
	t, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	switch kind := str(t, "type"); {
	case !slices.Contains(kinds, kind):
		c.wrong(at+"/type", "unsupported type: %s", kind)
	case kind == "plain_text":
		c.keys(t, at, "text", "emoji")
	default:
		c.keys(t, at, "text", "verbatim")
	}
	c.chars += utf8.RuneCountInString(c.text(t, "text", at, true, most))
}

// distinct refuses two elements of one block with the same action_id.
func (c *checker) distinct(elements []any, at string) {
	seen := map[string]bool{}
	for i, v := range elements {
		e, _ := v.(map[string]any)
		id := str(e, "action_id")
		if id != "" && seen[id] {
			c.wrong(fmt.Sprintf("%s/%d/action_id", at, i), "action_id %q already exists", id)
		}
		seen[id] = true
	}
}
