//go:build unix

package live

import (
	"fmt"
	"testing"
	"time"
)

// Lab is a service on real servers: api1 to api8 in the backend "pool" of a
// balancer, a database, their exporters, a little load, and the Prometheus that
// scrapes them all every two seconds, as the jobs haproxy, api, db and node. It
// knows two quiet hours from before.
type Lab struct {
	Prometheus *Prometheus
	Balancer   *HAProxy
	Servers    []*Backend
	Database   *Postgres
	Exporter   *Exporter // Of the database.
	Load       *Load

	t testing.TB
}

// StartLab starts the lab and waits until everything is measured.
func StartLab(t testing.TB) *Lab {
	t.Helper()
	l := &Lab{t: t}
	for n := range 8 {
		l.Servers = append(l.Servers, StartBackend(t, fmt.Sprintf("api%d", n+1)))
	}
	l.Balancer = StartHAProxy(t, "pool", l.Servers...)
	l.Load = StartLoad(t, "http://"+l.Balancer.Address+"/", 10*time.Millisecond)
	l.Database = StartPostgres(t)
	l.Exporter = StartPostgresExporter(t, l.Database)
	l.Prometheus = StartPrometheus(t, PrometheusConfig{Every: 2 * time.Second, Data: quiet(time.Now(), l.Database).Write(t)})
	l.Prometheus.Scrape("haproxy", Target{Instance: "balancer:8404", Address: l.Balancer.Address})
	l.Prometheus.Scrape("db", Target{Instance: "db-1:9187", Address: l.Exporter.Address})
	l.Prometheus.Scrape("node", Target{Instance: "db-1:9100", Address: StartNodeExporter(t).Address})
	l.scrapeServers()
	l.Prometheus.Settled()
	return l
}

// Add starts n more API servers and puts them into the pool with weight 0:
// healthy, and sent nothing.
func (l *Lab) Add(n int) {
	l.t.Helper()
	for range n {
		b := StartBackend(l.t, fmt.Sprintf("api%d", len(l.Servers)+1))
		l.Servers = append(l.Servers, b)
		l.Balancer.Add(b, 0)
	}
	l.scrapeServers()
}

func (l *Lab) scrapeServers() {
	l.t.Helper()
	var targets []Target
	for _, b := range l.Servers {
		targets = append(targets, Target{Instance: b.Name + ":8080", Address: b.Address})
	}
	l.Prometheus.Scrape("api", targets...)
}

// quiet are the hours before the lab was started: the states of the eight
// servers and of the database, and no traffic.
func quiet(now time.Time, db *Postgres) Past {
	p := Past{From: now.Add(-2 * time.Hour), To: now.Add(-4 * time.Minute), Every: 15 * time.Second}
	add := func(series string, value float64) { p.Series = append(p.Series, Series{series, Always(value)}) }
	const balancer = `{job="haproxy",instance="balancer:8404",proxy="pool"`
	add(`up{job="haproxy",instance="balancer:8404"}`, 1)
	add("haproxy_backend_active_servers"+balancer+"}", 8)
	database := `{job="db",instance="db-1:9187",server="127.0.0.1:` + db.Port + `"`
	add("pg_stat_activity_count"+database+`,datname="postgres",state="idle"}`, 2)
	add("pg_settings_max_connections"+database+"}", 30)
	add("pg_settings_superuser_reserved_connections"+database+"}", 3)
	for n := range 8 {
		server := fmt.Sprintf(`,server="api%d"`, n+1)
		add(fmt.Sprintf(`up{job="api",instance="api%d:8080"}`, n+1), 1)
		add("haproxy_server_weight"+balancer+server+"}", 1)
		add("haproxy_server_status"+balancer+server+`,state="UP"}`, 1)
		add("haproxy_server_status"+balancer+server+`,state="DOWN"}`, 0)
	}
	return p
}
