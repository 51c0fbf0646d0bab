package runbooks

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/promlab"
)

// fortnight is two weeks in which nothing is wrong, and then an outage of 70
// minutes. Everything moves as it does where nobody worries: load by day and by
// night and less at the weekend, counted in whole requests as they happen to
// come; a deploy each afternoon that takes the servers out one by one; a nightly
// backup; one reload of the proxy; one server more from the second week on; a
// probe that is lost now and then.
//
// What comes by chance comes from -quiet-seed.
type fortnight struct {
	scrape time.Duration
	dice   *rand.Rand
	lab    *promlab.Lab
	t      *testing.T
}

var quietSeed = flag.Uint64("quiet-seed", 7, "where the chance of the quiet fortnight begins")

const (
	quietServers = 10
	quietDays    = 14
	outageLasts  = 70 * time.Minute
)

var (
	quietStart = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // A Monday.
	quietEnd   = quietStart.AddDate(0, 0, quietDays)
	startedAt  = quietStart.AddDate(0, -1, 0)                                   // The proxy.
	reloadedAt = quietStart.AddDate(0, 0, 4).Add(10*time.Hour + 17*time.Second) // It again.
	grewAt     = quietStart.AddDate(0, 0, 8).Add(11 * time.Hour)                // The pool.
	outageFrom = quietEnd.Add(9 * time.Hour)                                    // On the day after, when people work.
	outageTo   = outageFrom.Add(outageLasts)
	worldEnd   = outageTo.Add(2 * time.Hour)
)

func newFortnight(t *testing.T, scrape time.Duration) *fortnight {
	return &fortnight{
		scrape: scrape, t: t, dice: rand.New(rand.NewPCG(*quietSeed, uint64(scrape))),
		lab: promlab.New(promlab.Config{Interval: scrape, Now: func() time.Time { return worldEnd }}),
	}
}

func out(at time.Time) bool { return !at.Before(outageFrom) && at.Before(outageTo) }

// gauge records a series, a value at each scrape; none where it is NaN.
func (f *fortnight) gauge(series string, value func(at time.Time) float64) {
	f.t.Helper()
	samples := make([]promlab.Sample, 0, int(worldEnd.Sub(quietStart)/f.scrape)+1)
	for at := quietStart; !at.After(worldEnd); at = at.Add(f.scrape) {
		if v := value(at); !math.IsNaN(v) {
			samples = append(samples, promlab.Sample{At: at, Value: v})
		}
	}
	if err := f.lab.Record(series, samples); err != nil {
		f.t.Fatal(err)
	}
}

// counter records a counter of whole things that come by chance at a rate. It
// begins anew where reset says so, and is not there where the rate is NaN.
func (f *fortnight) counter(series string, rate func(at time.Time) float64, reset func(from, to time.Time) bool) {
	f.t.Helper()
	total, last := 0.0, quietStart
	f.gauge(series, func(at time.Time) float64 {
		r := rate(at)
		if math.IsNaN(r) {
			return r
		}
		if reset != nil && reset(last, at) {
			total = 0
		}
		last = at
		total += f.chance(r * f.scrape.Seconds())
		return total
	})
}

// chance is how many of the things that are expected came: a Poisson draw, for
// many of them its normal neighbour.
func (f *fortnight) chance(expected float64) float64 {
	if expected > 50 {
		return math.Max(0, math.Round(expected+math.Sqrt(expected)*f.dice.NormFloat64()))
	}
	n, p, floor := -1.0, 1.0, math.Exp(-expected)
	for p >= floor {
		p *= f.dice.Float64()
		n++
	}
	return n
}

// demand is how much is asked at a time, 1 at noon of a working day: 1 in 300 of
// it at three in the morning.
func demand(at time.Time) float64 {
	hour := at.Sub(at.Truncate(24 * time.Hour)).Hours()
	day := math.Pow(0.5-0.5*math.Cos((hour-1)/24*2*math.Pi), 3)
	if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
		day *= 0.4
	}
	return math.Max(day, 1.0/300)
}

// deployed reports whether a server is out for the day's deploy: a minute and a
// half each, one after the other, from 14:00 on.
func deployed(server int, at time.Time) bool {
	from := at.Truncate(24 * time.Hour).Add(14*time.Hour + time.Duration(server)*90*time.Second)
	return !at.Before(from) && at.Before(from.Add(90*time.Second))
}

// record makes the whole world, for two services: in the outage the pool of api
// empties while its hosts run, and the hosts of web die while its balancer
// sends everything to one server.
func (f *fortnight) record() {
	f.proxy()
	for _, service := range []string{"api", "web"} {
		for n := range quietServers + 1 {
			f.server(service, n)
		}
		f.gauge(`haproxy_backend_active_servers{proxy="`+service+`"}`, func(at time.Time) float64 {
			active := 0
			for n := range quietServers + 1 {
				if f.there(n, at) && !deployed(n, at) && !(service == "api" && leaves(n, at)) {
					active++
				}
			}
			return float64(active)
		})
		f.latency(service)
	}
	f.platform()
	f.databases()
	f.hosts()
	f.outside()
}

// there reports whether a server exists: the last one was added.
func (f *fortnight) there(n int, at time.Time) bool {
	return n < quietServers || !at.Before(grewAt)
}

// leaves reports whether a server of api is out of the pool in the outage: all
// but two.
func leaves(n int, at time.Time) bool { return n >= 2 && out(at) }

func (f *fortnight) proxy() {
	f.gauge(`haproxy_process_uptime_seconds{instance="lb:8404"}`, func(at time.Time) float64 { return math.Trunc(at.Sub(proxyStart(at)).Seconds()) })
}

func proxyStart(at time.Time) time.Time {
	if at.Before(reloadedAt) {
		return startedAt
	}
	return reloadedAt
}

func reloaded(from, to time.Time) bool { return from.Before(reloadedAt) && !to.Before(reloadedAt) }

func (f *fortnight) server(service string, n int) {
	labels := fmt.Sprintf(`instance="lb:8404",proxy="%s",server="%s-%d"`, service, service, n+1)
	down := func(at time.Time) bool { return deployed(n, at) || service == "api" && leaves(n, at) }
	when := func(at time.Time, v float64) float64 {
		if !f.there(n, at) {
			return math.NaN()
		}
		return v
	}
	f.gauge(`haproxy_server_status{`+labels+`,state="UP"}`, func(at time.Time) float64 { return when(at, asNumber(!down(at))) })
	f.gauge(`haproxy_server_status{`+labels+`,state="DOWN"}`, func(at time.Time) float64 { return when(at, asNumber(down(at))) })
	f.gauge(`haproxy_server_weight{`+labels+`}`, func(at time.Time) float64 { return when(at, 100) })
	for _, state := range []string{"L7OK", "L7TOUT"} {
		f.gauge(`haproxy_server_check_status{`+labels+`,state="`+state+`"}`, func(at time.Time) float64 {
			// A deploy refuses connections; in the outage the checks time out.
			timedOut := down(at) && !deployed(n, at)
			return when(at, asNumber(state == "L7OK" && !down(at) || state == "L7TOUT" && timedOut))
		})
	}
	f.gauge(`haproxy_server_check_duration_seconds{`+labels+`}`, func(at time.Time) float64 {
		if down(at) && !deployed(n, at) {
			return when(at, 2)
		}
		return when(at, 0.005+0.04*f.dice.Float64())
	})
	f.gauge(`haproxy_server_check_last_change_seconds{`+labels+`}`, func(at time.Time) float64 {
		changed := proxyStart(at)
		deploy := at.Truncate(24 * time.Hour).Add(14*time.Hour + time.Duration(n)*90*time.Second)
		changes := [...]time.Time{deploy.Add(-24 * time.Hour), deploy.Add(-24*time.Hour + 90*time.Second), deploy, deploy.Add(90 * time.Second), outageFrom, outageTo}
		for k, c := range changes {
			if (k < 4 || service == "api" && n >= 2) && !c.After(at) && c.After(changed) {
				changed = c
			}
		}
		return when(at, math.Trunc(at.Sub(changed).Seconds()))
	})
	f.gauge(fmt.Sprintf(`up{job="%s",instance="%s-%d:9100"}`, service, service, n+1), func(at time.Time) float64 {
		return when(at, asNumber(!deployed(n, at) && !(service == "web" && n >= 3 && out(at))))
	})
	share := func(at time.Time) float64 {
		switch {
		case down(at):
			return when(at, 0)
		case service == "web" && out(at):
			// One gets nearly all, eight get nothing.
			return when(at, map[int]float64{0: 60, 1: 3}[n])
		}
		return when(at, 12*demand(at))
	}
	f.counter(`haproxy_server_sessions_total{`+labels+`}`, share, reloaded)
	f.counter(`haproxy_server_http_responses_total{`+labels+`,code="2xx"}`, share, reloaded)
}

func asNumber(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// latency is a histogram: p95 about 0.3 s, in the outage about 4 s.
func (f *fortnight) latency(service string) {
	buckets := []struct {
		le         string
		good, poor float64
	}{{"0.1", 0.60, 0.03}, {"0.25", 0.94, 0.10}, {"0.5", 0.98, 0.2}, {"1", 0.995, 0.4}, {"2.5", 1, 0.8}, {"5", 1, 1}, {"+Inf", 1, 1}}
	// Each bucket holds the ones before it, so they are drawn together.
	totals := make([]float64, len(buckets))
	samples := make([][]promlab.Sample, len(buckets))
	for at := quietStart; !at.After(worldEnd); at = at.Add(f.scrape) {
		before, sum := 0.0, 0.0
		for n, b := range buckets {
			share := b.good
			if out(at) {
				share = b.poor
			}
			sum += f.chance((share - before) * 120 * demand(at) * f.scrape.Seconds())
			before = share
			totals[n] += sum
			samples[n] = append(samples[n], promlab.Sample{At: at, Value: totals[n]})
		}
	}
	for n, b := range buckets {
		if err := f.lab.Record(fmt.Sprintf(`http_request_duration_seconds_bucket{job="%s",le="%s"}`, service, b.le), samples[n]); err != nil {
			f.t.Fatal(err)
		}
	}
}

// platform is what asks for servers and gives them: a deploy replaces one of
// twenty at a time.
func (f *fortnight) platform() {
	f.gauge(`kube_deployment_spec_replicas{namespace="prod",deployment="web"}`, func(time.Time) float64 { return 20 })
	for _, name := range []string{"available", "ready"} {
		f.gauge(`kube_deployment_status_replicas_`+name+`{namespace="prod",deployment="web"}`, func(at time.Time) float64 {
			switch {
			case out(at):
				return 3
			case at.Hour() == 14 && at.Minute() < 30:
				return 19
			}
			return 20
		})
	}
}

func (f *fortnight) databases() {
	for n := range 2 {
		labels := fmt.Sprintf(`job="db",instance="db-%d:9187",server="db-%d:5432"`, n+1, n+1)
		f.gauge(`pg_settings_max_connections{`+labels+`}`, func(time.Time) float64 { return 100 })
		f.gauge(`pg_settings_superuser_reserved_connections{`+labels+`}`, func(time.Time) float64 { return 3 })
		f.gauge(`pg_stat_activity_count{`+labels+`,datname="app",state="active"}`, func(at time.Time) float64 {
			if out(at) {
				return 95
			}
			return f.chance(2 + 20*demand(at))
		})
		f.gauge(`pg_stat_activity_count{`+labels+`,datname="app",state="idle"}`, func(at time.Time) float64 { return 2 + math.Round(20*demand(at)) })
		f.gauge(`pg_stat_activity_max_tx_duration{`+labels+`,datname="app",state="active"}`, func(at time.Time) float64 {
			if backup := at.Truncate(24 * time.Hour).Add(2 * time.Hour); at.After(backup) && at.Before(backup.Add(40*time.Minute)) {
				return at.Sub(backup).Seconds()
			}
			return f.dice.ExpFloat64()
		})
		f.gauge(`pg_stat_activity_max_tx_duration{`+labels+`,datname="app",state="idle in transaction"}`, func(at time.Time) float64 {
			if out(at) {
				return at.Sub(outageFrom).Seconds()
			}
			return 3 * f.dice.ExpFloat64()
		})
	}
	f.gauge(`pgbouncer_pools_client_waiting_connections{job="pgbouncer",database="app"}`, func(at time.Time) float64 {
		if out(at) {
			return 20 + f.chance(5)
		}
		return f.chance(0.3 * demand(at)) // One scrape in four at noon.
	})
	f.gauge(`pgbouncer_pools_client_maxwait_seconds{job="pgbouncer",database="app"}`, func(at time.Time) float64 {
		if out(at) {
			return 5 + f.chance(20)
		}
		return 0.3 * f.dice.Float64()
	})
}

func (f *fortnight) hosts() {
	f.gauge(`haproxy_frontend_limit_sessions{instance="lb:8404",proxy="api"}`, func(time.Time) float64 { return 500 })
	f.gauge(`haproxy_frontend_current_sessions{instance="lb:8404",proxy="api"}`, func(at time.Time) float64 {
		if out(at) {
			return 500
		}
		return f.chance(200 * demand(at))
	})
	// What is accepted is handled; in the outage, half of it.
	accepted, handled := 0.0, []float64{0}
	f.gauge(`nginx_connections_accepted{job="nginx",instance="edge:9113"}`, func(at time.Time) float64 {
		more := f.chance(150 * demand(at) * f.scrape.Seconds())
		accepted += more
		if out(at) {
			more = math.Round(more / 2)
		}
		handled = append(handled, handled[len(handled)-1]+more)
		return accepted
	})
	n := 0
	f.gauge(`nginx_connections_handled{job="nginx",instance="edge:9113"}`, func(time.Time) float64 {
		n++
		return handled[n]
	})
	for n := range 2 {
		labels := fmt.Sprintf(`job="node",instance="host-%d:9100"`, n+1)
		f.counter(`node_netstat_TcpExt_ListenDrops{`+labels+`}`, func(at time.Time) float64 {
			if out(at) {
				return 40
			}
			return 5.0 / 86400
		}, nil)
		for _, g := range []struct {
			name        string
			limit, busy float64
		}{{"node_nf_conntrack_entries", 262144, 60000}, {"node_filefd_allocated", 100000, 9000}} {
			f.gauge(g.name+`{`+labels+`}`, func(at time.Time) float64 {
				if out(at) {
					return g.limit
				}
				return math.Round(g.busy * (0.2 + demand(at)) * (0.9 + 0.2*f.dice.Float64()))
			})
		}
		f.gauge(`node_nf_conntrack_entries_limit{`+labels+`}`, func(time.Time) float64 { return 262144 })
		f.gauge(`node_filefd_maximum{`+labels+`}`, func(time.Time) float64 { return 100000 })
	}
}

// outside is what users see: a probe is lost now and then, never two in twenty
// minutes; a nightly batch makes the queue older.
func (f *fortnight) outside() {
	lost := quietStart
	f.gauge(`probe_success{job="blackbox",instance="https://api.example.com"}`, func(at time.Time) float64 {
		if out(at) {
			return 0
		}
		if at.Sub(lost) > 20*time.Minute && f.dice.Float64() < 0.002 {
			lost = at
			return 0
		}
		return 1
	})
	f.gauge(`queue_oldest_message_age_seconds{queue="mail"}`, func(at time.Time) float64 {
		if out(at) {
			return 60 + at.Sub(outageFrom).Seconds()
		}
		if at.Hour() == 4 {
			return 25 + 20*f.dice.Float64()
		}
		return math.Min(40, 4*f.dice.ExpFloat64())
	})
}
