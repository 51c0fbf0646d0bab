package sandbox

// viewsUpdate gives an open modal, or a Home tab, other content. With a hash it
// does so only if nobody else has meanwhile.
func viewsUpdate(c *call) (answer, error) {
	id, externalID := c.args["view_id"], c.args["external_id"]
	if (id == "") == (externalID == "") {
		return nil, badView("Cannot provide both `view_id` and `external_id`, and must provide one")
	}
	v := c.viewWith(id, externalID)
	if v == nil {
		return nil, refuse("not_found")
	}
	if hash := c.args["hash"]; hash != "" && hash != v.hash {
		return nil, refuse("hash_conflict")
	}
	content, refused := checkView(c.args["view"], v.Type)
	if refused != nil {
		return nil, refused
	}
	if refused := c.unique(content, v); refused != nil {
		return nil, refused
	}
	c.fill(v, content)
	c.show(v)
	return answer{"view": c.wireView(v, true)}, nil
}

// badView refuses arguments with a sentence, as Slack does for views.
func badView(why string) *refusal {
	return &refusal{code: "invalid_arguments", more: answer{"response_metadata": answer{"messages": []string{"[ERROR] " + why}}}}
}
