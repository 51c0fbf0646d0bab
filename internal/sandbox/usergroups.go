package sandbox

import (
	"cmp"
	"slices"
)

// usergroupsList lists the workspace's user groups, with their people if the
// call asks for them.
func usergroupsList(c *call) (answer, error) {
	all := []answer{}
	for _, g := range c.cfg.Groups {
		wire := answer{
			"id": g.ID, "team_id": c.team, "is_usergroup": true, "is_subteam": true, "is_external": false,
			"name": cmp.Or(g.Name, g.Handle), "handle": g.Handle, "description": "", "date_create": 0, "date_update": 0, "date_delete": 0,
			"prefs": answer{"channels": []string{}, "groups": []string{}},
		}
		if c.args.yes("include_users") {
			wire["users"] = list(slices.Clone(g.Users))
		}
		if c.args.yes("include_count") {
			wire["user_count"] = len(g.Users)
		}
		all = append(all, wire)
	}
	return answer{"usergroups": all}, nil
}

// usergroupsUsersList lists the people of a user group.
func usergroupsUsersList(c *call) (answer, error) {
	g, ok := c.group(c.args["usergroup"])
	if !ok {
		return nil, refuse("no_such_subteam")
	}
	return answer{"users": list(slices.Clone(g.Users))}, nil
}
