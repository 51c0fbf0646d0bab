package sandbox

import "encoding/json"

// blocksValidate checks blocks without posting them, on their own or inside of
// a message. Views are not known here.
func blocksValidate(c *call) (answer, error) {
	blocks := c.args["blocks"]
	if m, ok := c.args["message"]; ok && blocks == "" {
		var message struct {
			Blocks json.RawMessage `json:"blocks"`
		}
		if json.Unmarshal([]byte(m), &message) != nil {
			return nil, refuse("invalid_arguments")
		}
		blocks = string(message.Blocks)
	}
	if blocks == "" {
		return nil, refuse("invalid_arguments")
	}
	if _, refused := checkBlocks([]byte(blocks)); refused != nil {
		return nil, refused
	}
	return nil, nil
}
