//go:build unix

package live

import (
	"fmt"
	"testing"
	"time"
)

// Lab is a service on real servers: api1 to api8 in the backend "pool" of a
// balancer, a database, their exporters, a little load, and the Prometheus that
// scrapes them all every two seconds, as the jobs haproxy, api, db and node.
type Lab struct {
	Prometheus *Prometheus
	Balancer   *HAProxy
	Servers    []*Backend
	Database   *Postgres
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
	l.Load = StartLoad(t, "http://"+l.Balancer.Address+"/", 20*time.Millisecond)
	l.Database = StartPostgres(t)
	l.Prometheus = StartPrometheus(t, PrometheusConfig{Every: 2 * time.Second})
	l.Prometheus.Scrape("haproxy", Target{Instance: "balancer:8404", Address: l.Balancer.Address})
	l.Prometheus.Scrape("db", Target{Instance: "db-1:9187", Address: StartPostgresExporter(t, l.Database).Address})
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
