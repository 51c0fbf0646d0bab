package main

import (
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/integrations/slack"
)

// slackScopes is the manifest's list of scopes as the adapter knows it: there is
// one list.
func slackScopes() []slack.Scope {
	var all []slack.Scope
	for _, s := range configs.Scopes() {
		all = append(all, slack.Scope{Name: s.Name, Essential: s.Essential, Optional: s.Optional, Without: s.Without})
	}
	return all
}
