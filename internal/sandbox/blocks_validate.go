package sandbox

import "encoding/json"

// blocksValidate checks blocks without posting them: on their own, inside of a
// message, or a view. It takes exactly one of the three.
func blocksValidate(c *call) (answer, error) {
	given := 0
	for _, key := range []string{"blocks", "message", "view"} {
		if c.args[key] != "" {
			given++
		}
	}
	if given != 1 {
		return nil, refuse("invalid_arguments")
	}
	if view := c.args["view"]; view != "" {
		var v struct {
			Type string `json:"type"`
		}
		_ = json.Unmarshal([]byte(view), &v) // What is wrong with it is said by checkView.
		if _, refused := checkView(view, v.Type); refused != nil {
			return nil, refused
		}
		return nil, nil
	}
	blocks := c.args["blocks"]
	if m := c.args["message"]; m != "" {
		var message struct {
			Blocks json.RawMessage `json:"blocks"`
		}
		if json.Unmarshal([]byte(m), &message) != nil || message.Blocks == nil {
			return nil, refuse("invalid_arguments")
		}
		blocks = string(message.Blocks)
	}
	if _, refused := checkBlocks([]byte(blocks)); refused != nil {
		return nil, refused
	}
	return nil, nil
}
