//go:build unix

package live

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"
)

func TestAServerFreezesThawsAndIsGoneWhenItsTestEnds(t *testing.T) {
	t.Parallel()
	var left *Exporter
	t.Run("a test", func(t *testing.T) {
		e := StartNodeExporter(t)
		ask := func(limit time.Duration) error {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			status, _, err := get(ctx, "http://"+e.Address+"/metrics")
			if err == nil && status != http.StatusOK {
				t.Errorf("it answers %d", status)
			}
			return err
		}
		e.Freeze()
		if err := ask(200 * time.Millisecond); err == nil {
			t.Error("it answers while it is frozen")
		}
		e.Thaw()
		if err := ask(readyLimit); err != nil {
			t.Errorf("it does not answer when it is thawed: %v", err)
		}
		e.Freeze() // And nobody thaws it.
		left = e
	})
	if !left.ended() {
		t.Error("it outlives its test")
	}
	left.Stop() // Once more harms nothing.
	left.Kill()
}

func TestALostRaceForAPortIsRunAgain(t *testing.T) {
	t.Parallel()
	faster, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = faster.Close() }()
	path, tries := find(t, []string{"prometheus-node-exporter", "node_exporter"}), 0
	p, port := launch(t, "node-exporter", func(port string) command {
		at := "127.0.0.1:" + port
		if tries++; tries == 1 {
			at = faster.Addr().String()
		}
		return command{path: path, args: []string{"--web.listen-address=" + at, "--collector.disable-defaults"}}
	}, answers("/metrics"))
	if tries != 2 || p.ended() || "127.0.0.1:"+port == faster.Addr().String() {
		t.Errorf("after %d tries it has port %s", tries, port)
	}
}

func TestTheLabIsAsItSays(t *testing.T) {
	t.Parallel()
	l := StartLab(t)
	ask := func(expr string) float64 {
		t.Helper()
		got := l.Prometheus.Ask(expr, time.Now())
		if len(got) != 1 {
			t.Fatalf("%s: %v, want one series", expr, got)
		}
		return got[0].Value
	}
	l.Add(1)
	held := l.Database.Hold(25)
	l.Servers[0].Kill()
	Until(t, "the balancer takes the dead one out", func() (string, bool) {
		_, page, err := get(t.Context(), "http://"+l.Balancer.Address+"/metrics")
		want := `haproxy_backend_active_servers{proxy="pool"} 7`
		return "", err == nil && contains(page, want)
	})
	l.Prometheus.Settled()
	for expr, want := range map[string]float64{
		`count(up)`:                                12,
		`sum(up)`:                                  11,
		`haproxy_backend_active_servers`:           7,
		`sum(haproxy_server_status{state="UP"})`:   8,
		`count(haproxy_server_weight == 0)`:        1,
		`sum(pg_stat_activity_count)`:              27, // The exporter has two of them.
		`pg_settings_max_connections`:              30,
		`count(node_load1)`:                        1,
		`count(http_request_duration_seconds_sum)`: 8,
	} {
		if got := ask(expr); got != want {
			t.Errorf("%s is %v, want %v", expr, got, want)
		}
	}
	held.Stop()
	l.Servers[0].Revive()
	l.Balancer.Weigh(l.Servers[8], 1)
	Until(t, "all nine are back", func() (string, bool) {
		_, page, err := get(t.Context(), "http://"+l.Balancer.Address+"/metrics")
		return "", err == nil && contains(page, `haproxy_backend_active_servers{proxy="pool"} 9`)
	})
	if l.Load.Answers(http.StatusOK) == 0 {
		t.Error("nobody was served")
	}
}
