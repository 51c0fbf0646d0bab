package sandbox

import (
	"bytes"
	"encoding/json"
)

// Slack's limits for views: characters, blocks and bytes.
const (
	titleLimit      = 24
	privateLimit    = 3000
	viewBlocksLimit = 100
	viewBytesLimit  = 250_000
)

// viewContent is what a bot says a view is.
type viewContent struct {
	Type            string          `json:"type"` // modal or home.
	Title           *label          `json:"title"`
	Submit          *label          `json:"submit"`
	Close           *label          `json:"close"`
	Blocks          json.RawMessage `json:"blocks"` // Checked, with every id set.
	PrivateMetadata string          `json:"private_metadata"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
}

// checkView reads a view of that type, checks it against Slack's limits and
// sets the ids that are missing.
func checkView(source, kind string) (viewContent, *refusal) {
	if len(source) > viewBytesLimit {
		return viewContent{}, refuse("view_too_large")
	}
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader([]byte(source)))
	d.UseNumber()
	c := &checker{}
	if err := d.Decode(&v); err != nil || v == nil {
		c.wrong("/view", "must provide an object")
		return viewContent{}, c.refusal()
	}
	c.view(v, kind)
	if len(c.problems) > 0 {
		return viewContent{}, c.refusal()
	}
	blocks, _ := v["blocks"].([]any)
	setIDs(blocks)
	var content viewContent
	if err := json.Unmarshal(encode(v), &content); err != nil {
		return viewContent{}, refuse("invalid_arguments")
	}
	return content, nil
}

// refusal names what is wrong with a view.
func (c *checker) refusal() *refusal {
	return &refusal{code: "invalid_arguments", more: answer{"response_metadata": answer{"messages": c.problems}}}
}

func (c *checker) view(v map[string]any, kind string) {
	const at = "/view"
	switch got := str(v, "type"); {
	case got != "modal" && got != "home":
		c.wrong(at+"/type", "unsupported type: %s", got)
		return
	case got != kind:
		c.wrong(at+"/type", "must be %s here", kind)
		return
	}
	if kind == "modal" {
		c.keys(v, at, "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id", "clear_on_close", "notify_on_close", "submit_disabled")
		c.textObject(v, "title", at, true, titleLimit, "plain_text")
		c.textObject(v, "submit", at, false, titleLimit, "plain_text")
		c.textObject(v, "close", at, false, titleLimit, "plain_text")
	} else {
		c.keys(v, at, "blocks", "private_metadata", "callback_id", "external_id")
	}
	c.text(v, "private_metadata", at, false, privateLimit)
	c.text(v, "callback_id", at, false, idLimit)
	c.text(v, "external_id", at, false, idLimit)
	for _, key := range []string{"clear_on_close", "notify_on_close"} {
		if _, ok := v[key].(bool); !ok && v[key] != nil {
			c.wrong(at+"/"+key, "must be a boolean")
		}
	}
	blocks, ok := v["blocks"].([]any)
	if !ok {
		c.wrong(at, "missing required field: blocks")
		return
	}
	c.blocks(blocks, at+"/blocks", viewBlocksLimit)
	if kind == "modal" && c.inputs > 0 && v["submit"] == nil {
		c.wrong(at, "missing required field: submit, because there are input blocks")
	}
	if c.focused > 1 {
		c.wrong(at+"/blocks", "focus_on_load can be set on one element only, not on %d", c.focused)
	}
}
