package sandbox

import (
	"path"
	"strconv"
	"strings"
)

// filesGetUploadURLExternal says where to put a file: the first of an upload's
// three steps.
func filesGetUploadURLExternal(c *call) (answer, error) {
	name := path.Base(strings.TrimSpace(c.args["filename"]))
	length, err := strconv.Atoi(c.args["length"])
	switch {
	case c.args["filename"] == "" || name == "." || name == "/":
		return nil, refuse("invalid_arguments")
	case err != nil || length <= 0:
		return nil, refuse("invalid_arguments")
	}
	f := c.newFile(name, c.botUser)
	f.Alt, f.ticket, f.length = c.args["alt_txt"], random(26), length
	return answer{"file_id": f.ID, "upload_url": c.URL() + "/upload/" + f.ID + "/" + f.ticket}, nil
}
