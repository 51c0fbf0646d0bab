package promlab

import (
	"math"
	"testing"
	"time"
)

// The traps of a pool and its exporters, each with what avoids it. They are
// here because they are properties of the engine that drills rely on.
func TestTrapsOfPromQLAreThoseOfTheRealEngine(t *testing.T) {
	t.Parallel()
	s := tell(t, "16:30", Config{})
	long, out, reload := clock(t, "06:00"), clock(t, "15:00"), clock(t, "16:00")
	s.line(t, `haproxy_backend_active_servers{proxy="pool"}`, Level(long, 8), Level(out, 2))
	for server, up := range map[string]bool{"api1": true, "api2": true, "api3": false, "api4": false} {
		is := map[bool][2]float64{true: {1, 0}, false: {0, 1}}[up]
		s.line(t, `haproxy_server_status{proxy="pool",server="`+server+`",state="UP"}`, Level(long, 1), Level(out, is[0]))
		s.line(t, `haproxy_server_status{proxy="pool",server="`+server+`",state="DOWN"}`, Level(long, 0), Level(out, is[1]))
		s.line(t, `haproxy_server_weight{proxy="pool",server="`+server+`"}`, Level(long, 1))
		s.line(t, `haproxy_server_current_sessions{proxy="pool",server="`+server+`"}`, Level(long, 4), Level(out, 4*is[0]))
	}
	// Added, healthy, of weight 0: UP without traffic.
	s.line(t, `haproxy_server_status{proxy="pool",server="api9",state="UP"}`, Level(out, 1))
	s.line(t, `haproxy_server_weight{proxy="pool",server="api9"}`, Level(out, 0))
	s.line(t, `haproxy_server_check_last_change_seconds{proxy="pool",server="api1"}`, Level(long, 90_000), Level(reload, 0), Slope(reload.Add(time.Second), 1))
	s.line(t, `haproxy_process_uptime_seconds`, Level(long, 90_000), Level(reload, 0), Slope(reload.Add(time.Second), 1))
	s.line(t, `pg_up`, Level(long, 1), Gone(out))

	const best = `haproxy_backend_active_servers / scalar(max_over_time(haproxy_backend_active_servers[10m]))`
	tests := []struct {
		trap, expr, at string
		want           float64
	}{
		{"a moving baseline", best, "15:05", 0.25},
		{"turns green by itself", best, "15:11", 1},
		{"a frozen one does not", `haproxy_backend_active_servers / scalar(max_over_time(haproxy_backend_active_servers[7d] @ 1516114799))`, "16:10", 0.25},
		{"a state set counted", `count(haproxy_server_status)`, "15:05", 9},
		{"filtered", `count(haproxy_server_status{state="UP"} == 1)`, "15:05", 3},
		{"UP is not serving", `count(haproxy_server_status{state="UP"} == 1 and on(proxy,server) haproxy_server_weight > 0)`, "15:05", 2},
		{"a killed server has 0 sessions", `count(haproxy_server_current_sessions == 0)`, "15:05", 2},
		{"a comparison with nothing", `sum(haproxy_server_current_sessions < bool 0.1 * scalar(avg(nosuch)))`, "15:05", 0},
		{"because a scalar of nothing is NaN", `vector(scalar(avg(nosuch)))`, "15:05", math.NaN()},
		{"a count of none is empty", `count(haproxy_server_weight < 0)`, "15:05", absent},
		{"a sum of bools is 0", `sum(haproxy_server_weight < bool 0)`, "15:05", 0},
		{"a reload changes everything", `count(haproxy_server_check_last_change_seconds < 300)`, "16:02", 1},
		{"but not against the uptime", `count(haproxy_server_check_last_change_seconds < 300 unless on() (haproxy_server_check_last_change_seconds - on() group_left() haproxy_process_uptime_seconds >= 0))`, "16:02", absent},
		{"a window of one sample", `rate(haproxy_process_uptime_seconds[15s])`, "16:10", absent},
		{"an exporter that is gone", `pg_up == 0`, "15:05", absent},
		{"shows when it was last there", `max_over_time(timestamp(pg_up)[1h:15s])`, "15:05", float64(out.Unix() - 15)},
		{"exists", `count(pg_up offset 10m)`, "15:05", 1},
	}
	for _, tt := range tests {
		t.Run(tt.trap, func(t *testing.T) { s.expect(t, tt.expr, tt.at, tt.want) })
	}
}
