package configs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWhoIsInvitedIsTheNearest(t *testing.T) {
	t.Parallel()
	c := loadText(t, `
slack: {invite: [S0ALL]}
services:
  kinds:
    db: {match: '.*-db', invite: [S0DBA]}
  except:
    orders-db: {invite: [U0ANA, S0ORDERS]}
    users-db: {members: 3}
    web: {members: 2}
`)
	for service, want := range map[string][]string{
		"orders-db": {"S0ALL", "U0ANA", "S0ORDERS"},
		"users-db":  {"S0ALL", "S0DBA"},
		"other-db":  {"S0ALL", "S0DBA"},
		"web":       {"S0ALL"},
		"":          {"S0ALL"},
	} {
		if got := c.Invited(service); !slices.Equal(got, want) {
			t.Errorf("of %q are invited %v, want %v", service, got, want)
		}
	}
	if got := c.InvitedGroups(); !slices.Equal(got, []string{"S0ALL", "S0DBA", "S0ORDERS"}) {
		t.Errorf("the groups are %v", got)
	}
}

func TestNobodyIsInvitedByName(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"slack: {invite: [ana]}", "services: {kinds: {db: {match: x, invite: ['@dba']}}}", "services: [{name: api, invite: [sre]}]"} {
		path := filepath.Join(t.TempDir(), "sitrep.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "an id is needed") {
			t.Errorf("%s gives %v", text, err)
		}
	}
}
