package runbooks

import (
	"maps"
	"slices"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// What can be asked is asked, and the other way round: the cheap look and the
// full one agree on every check of the library.
func TestWhatCanBeAskedIsWhatAVerdictIsGivenOn(t *testing.T) {
	t.Parallel()
	w := toggl()
	l := w.lab(t,
		`pg_up{job="db",instance="db-1"} 1x2000`,
		`pg_stat_activity_count{job="db",instance="db-1",state="active"} 5x2000`,
		`pg_settings_max_connections{job="db",instance="db-1"} 100x2000`,
		`pg_settings_superuser_reserved_connections{job="db",instance="db-1"} 3x2000`,
	)
	at := broke().Add(w.bad / 2)
	p := NewPresence(l, at)
	can, cannot := 0, 0
	for _, s := range []Service{
		api(),
		{Name: "db"},
		{Name: "nobody"},
		{Name: "odd\"}) or up{"},
		{Name: "api", Vars: map[string]string{"backend": "no_such", "database": "db"}},
		{Name: "api", Members: 20, Vars: map[string]string{"added": "api-1, api-2"}},
	} {
		for _, c := range shipped(t).Checks() {
			if c.Human() {
				continue
			}
			exporters, gaps := c.Can(t.Context(), p, Scope{Service: s, At: at})
			v, _ := c.Ask(t.Context(), l, Scope{Service: s, At: at})
			never := v.Outcome == incident.Unknown && (v.Reason == incident.NeverThere || v.Reason == incident.Unfit)
			if (len(exporters) == 0) != never {
				t.Errorf("%s of %q can be asked by %q (%+v), and its verdict is %s %s: %s", c.Name, s.Name, exporters, gaps, v.Outcome, v.Reason, v.Detail)
			}
			if len(exporters) > 0 {
				can++
			} else {
				cannot++
			}
		}
	}
	if can < 10 || cannot < 10 {
		t.Errorf("%d can be asked and %d cannot: the test proves little", can, cannot)
	}
	if len(p.tables) > 80 {
		t.Errorf("%d questions were asked for %d looks", len(p.tables), can+cannot)
	}
}

func TestAGapSaysWhatIsThereInstead(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	pool := check(t, "backend-pool/healthy-share")
	of := func(s Service) Gap {
		t.Helper()
		_, gaps := pool.Can(t.Context(), NewPresence(l, broke()), Scope{Service: s, At: broke()})
		i := slices.IndexFunc(gaps, func(g Gap) bool { return g.Exporter == "haproxy" })
		if i < 0 {
			t.Fatalf("%+v: gaps are %+v", s, gaps)
		}
		return gaps[i]
	}
	g := of(Service{Name: "billing", Vars: map[string]string{"backend": "billing_be"}})
	if g.Reason != incident.NeverThere || g.Absent || g.Label != "proxy" || g.Value != "billing_be" || g.Var != "backend" || !slices.Equal(g.Values, []string{"api"}) {
		t.Errorf("%+v", g)
	}
	silent := promlab.Fault{Kind: promlab.ServerError}
	l.prom.SetFault(silent)
	if g := of(api()); g.Reason != incident.SourceFailed {
		t.Errorf("of a source that fails it says %+v", g)
	}
	l.prom.SetFault(promlab.Fault{Kind: promlab.Partial})
	if g := of(api()); g.Reason != incident.Partial {
		t.Errorf("of a part of the data it says %+v", g)
	}
}

func TestValuesAreMendedByTheShapeThatMostHave(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		works          map[string]bool
		lacks          []lacking
		vars           string
		except, unsure map[string]string
	}{
		"one shape for all, and the odd one out": {
			lacks: []lacking{
				{"api", "api", []string{"api_be", "payments-be", "web_be"}},
				{"web", "web", []string{"api_be", "payments-be", "web_be"}},
				{"billing", "billing", []string{"api_be", "payments-be", "web_be"}},
			},
			vars: "${service}_be", unsure: map[string]string{"billing": "payments-be"},
		},
		"what works for some is not changed for all": {
			works:  map[string]bool{"db": true},
			lacks:  []lacking{{"api", "api", []string{"api_be", "db", "web_be"}}, {"web", "web", []string{"api_be", "db", "web_be"}}},
			except: map[string]string{"api": "api_be", "web": "web_be"},
		},
		"another separator": {
			works: map[string]bool{"web": true}, lacks: []lacking{{"order_db", "order_db", []string{"order-db", "web"}}},
			except: map[string]string{"order_db": "order-db"},
		},
		"nobody is given what another has": {
			works: map[string]bool{"payments": true}, lacks: []lacking{{"payment", "payment", []string{"payments"}}},
		},
		"nothing is near": {lacks: []lacking{{"cron", "cron", []string{"xxxxxxxx"}}}},
		"each value goes to one": {
			lacks:  []lacking{{"pay", "pay", []string{"payx"}}, {"payy", "payy", []string{"payx"}}},
			except: map[string]string{"pay": "payx"}, // Its name is in it, and both are as near.
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Mend{Vars: map[string]string{}, Except: map[string]map[string]string{}, Unsure: map[string]map[string]string{}}
			m.forVariable("backend", tt.works, tt.lacks)
			flat := func(all map[string]map[string]string) map[string]string {
				out := map[string]string{}
				for s, vars := range all {
					out[s] = vars["backend"]
				}
				return out
			}
			if m.Vars["backend"] != tt.vars || !maps.Equal(flat(m.Except), tt.except) || !maps.Equal(flat(m.Unsure), tt.unsure) {
				t.Errorf("for all %q, except %v, unsure %v", m.Vars["backend"], m.Except, m.Unsure)
			}
		})
	}
}
