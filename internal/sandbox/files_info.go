package sandbox

func filesInfo(c *call) (answer, error) {
	f := c.files[c.args["file"]]
	if f == nil || f.content == nil {
		return nil, refuse("file_not_found")
	}
	return answer{"file": c.wireFile(f)}, nil
}
