package runbooks

import (
	"reflect"
	"testing"
)

func TestAnActionsWordsSayWhatWasAdded(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want addition
	}{
		{"added 4 database replicas", addition{kind: "postgres", count: 4}},
		{"Added four more DB replicas, expect p95 < 800 ms by 15:20", addition{kind: "postgres", count: 4}},
		{"added 4 db replicas", addition{kind: "postgres", count: 4}},
		{"added 2 read replicas", addition{kind: "postgres", count: 2}},
		{"add postgres standby", addition{kind: "postgres"}},
		{"added another database server", addition{kind: "postgres", count: 1}},
		{"added 4 api servers to the pool", addition{kind: "haproxy", count: 4}},
		{"added 4 api replicas", addition{kind: "haproxy", count: 4}},
		{"we added two hosts", addition{kind: "haproxy", count: 2}},
		{"spun up 3 extra backends", addition{kind: "haproxy", count: 3}},
		{"launched 6 new instances in eu-west-1", addition{kind: "haproxy", count: 6}},
		{"added db-5 and db-6", addition{kind: "postgres", count: 2, names: []string{"db-5", "db-6"}}},
		{"added db-5, db-6, db-7 and db-8 as replicas", addition{kind: "postgres", count: 4, names: []string{"db-5", "db-6", "db-7", "db-8"}}},
		{"added servers api-21 and api-22", addition{kind: "haproxy", count: 2, names: []string{"api-21", "api-22"}}},
		{"scaled api to 24", addition{kind: "haproxy", total: 24}},
		{"scaled api to 24 replicas", addition{kind: "haproxy", total: 24}},
		{"scaled billing to 24", addition{kind: "haproxy", total: 24}},
		{"scaled api from 20 to 24", addition{kind: "haproxy", count: 4, from: 20, total: 24}},
		{"scaled up the api by 4", addition{kind: "haproxy", count: 4}},
		{"scaled the database from 4 to 8", addition{kind: "postgres", count: 4, from: 4, total: 8}},
		{"scaled to 24 servers", addition{kind: "haproxy", total: 24}},
		{"api 20 -> 24: scaled api 20->24", addition{kind: "haproxy", total: 24}},
		{"increased database replicas from 4 to 8", addition{kind: "postgres", count: 4, from: 4, total: 8}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			got, ok := parseAdded(tt.text, []string{"billing", "Billing"})
			if !ok || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("read as %+v (%v), want %+v", got, ok, tt.want)
			}
		})
	}
}

func TestAnActionThatAddsNoMembersIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "restarted api-7", "rolled back api to v41", "put 18 API servers back in the pool",
		"added an index on users", "added 2 GB of memory to db-1", "added a note", "added logging to the api",
		"scaled down api to 10", "scaled api from 24 to 20", "scaled the timeout to 30",
		"removed 4 database replicas", "reverted the change of the day", "raised max_connections to 500",
		"did not add 4 servers", "will add 4 servers", "failover to db-2", "added",
	} {
		if got, ok := parseAdded(text, []string{"api"}); ok {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}
