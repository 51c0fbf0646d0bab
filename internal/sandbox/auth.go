package sandbox

// authTest says who the token is.
func authTest(c *call) (answer, error) {
	return answer{
		"url":                   c.URL() + "/",
		"team":                  c.cfg.TeamName,
		"team_id":               c.team,
		"user":                  c.app.botName,
		"user_id":               c.botUser,
		"bot_id":                c.botID,
		"is_enterprise_install": false,
	}, nil
}
