package sandbox

import (
	"net/url"
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
	f := &file{
		File:   File{ID: c.id("F"), Name: name, Title: name, Alt: c.args["alt_txt"], Mimetype: mimetype(name)},
		ticket: random(26), length: length, made: c.now(),
	}
	f.URL = "/files/" + f.ID + "/" + url.PathEscape(name)
	c.files[f.ID] = f
	return answer{"file_id": f.ID, "upload_url": c.URL() + "/upload/" + f.ID + "/" + f.ticket}, nil
}
