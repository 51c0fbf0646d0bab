package sandbox

// interaction is the part that all payloads of something pressed, chosen or
// sent off have in common.
func (w *Workspace) interaction(kind string, who person) map[string]any {
	return map[string]any{
		"type":                  kind,
		"token":                 "practice",
		"api_app_id":            w.appID,
		"team":                  map[string]any{"id": w.team, "domain": w.domain},
		"enterprise":            nil,
		"is_enterprise_install": false,
		"user":                  map[string]any{"id": who.ID, "username": who.Name, "name": who.Name, "team_id": w.team},
	}
}
