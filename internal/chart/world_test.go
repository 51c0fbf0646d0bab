package chart_test

import (
	"math"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/chart"
)

// begin is Toggl's clock: the pool fell at 15:00.
var begin = time.Date(2018, 1, 16, 14, 30, 0, 0, time.UTC)

// series measures a function every step from begin, to the end included. A NaN
// is left out, as a source leaves out what it has no sample of.
func series(labels map[string]string, length, step time.Duration, f func(at time.Duration) float64) incident.Series {
	s := incident.Series{Labels: labels}
	for at := time.Duration(0); at <= length; at += step {
		if v := f(at); !math.IsNaN(v) {
			s.Samples = append(s.Samples, incident.Sample{At: begin.Add(at), Value: v})
		}
	}
	return s
}

func instance(name string) map[string]string {
	return map[string]string{"instance": name, "job": "api"}
}

// wobble is a repeatable noise between -1 and 1.
func wobble(at time.Duration, seed float64) float64 {
	x := at.Seconds()/7 + seed*31
	return (math.Sin(x) + math.Sin(x*2.3+seed) + math.Sin(x*5.7)) / 3
}

// sample is one picture of the gallery.
type sample struct {
	name    string
	picture chart.Picture
}

// gallery is what charts have to cope with.
func gallery() []sample {
	const hour = time.Hour
	at := func(d time.Duration) time.Time { return begin.Add(d) }
	marks := []chart.Mark{
		{At: at(time.Minute), Text: "deploy v42"},
		{At: at(34 * time.Minute), Text: "declared"},
		{At: at(36 * time.Minute), Text: "added 4 database replicas"},
		{At: at(37 * time.Minute), Text: "restarted api-7"},
		{At: at(58 * time.Minute), Text: "put 18 API servers back"},
	}
	latency := func(at time.Duration) float64 {
		switch {
		case at < 30*time.Minute:
			return 0.3 + 0.04*wobble(at, 1)
		case at < 58*time.Minute:
			return 4.1 + 0.3*wobble(at, 2)
		}
		return 0.4 + 0.05*wobble(at, 3)
	}
	pool := func(at time.Duration) float64 {
		if at >= 30*time.Minute && at < 58*time.Minute {
			return 2
		}
		return 20
	}
	eight := func(length, step time.Duration) []incident.Series {
		var all []incident.Series
		for n := range 8 {
			all = append(all, series(instance("api-"+string(rune('1'+n))), length, step, func(at time.Duration) float64 {
				return 100 + 40*float64(n%4) + 12*wobble(at, float64(n)) + 90*math.Max(0, math.Sin(at.Minutes()/20+float64(n)/2))
			}))
		}
		return all
	}
	many := func() []incident.Series {
		var all []incident.Series
		for n := range 49 {
			all = append(all, series(instance("worker-"+string(rune('a'+n%26))+string(rune('a'+n/26))), hour, time.Minute, func(at time.Duration) float64 {
				return float64(n) + wobble(at, float64(n))
			}))
		}
		return all
	}
	from, to := begin, begin.Add(hour)
	return []sample{
		{"latency", chart.Picture{
			Title: "p95", Unit: "s", From: from, To: to, Good: incident.Down, Limit: new(0.8), Marks: marks,
			Series: []incident.Series{series(nil, hour, 15*time.Second, latency)},
		}},
		{"pool", chart.Picture{
			Title: "Is the API pool whole?", From: from, To: to, Good: incident.Up, Limit: new(16.0), Marks: marks[1:2],
			Series: []incident.Series{series(nil, hour, 15*time.Second, pool)},
		}},
		{"eight", chart.Picture{Title: "Requests per second by server", Unit: "req/s", From: from, To: to, Series: eight(hour, 10*time.Second), Marks: marks}},
		{"many", chart.Picture{Title: "Queue by worker", From: from, To: to, Series: many()}},
		{"gaps", chart.Picture{Title: "Connections", Unit: "%", From: from, To: to, Limit: new(90.0), Good: incident.Down, Series: []incident.Series{
			series(instance("db-1"), 28*time.Minute, 15*time.Second, func(at time.Duration) float64 { return 41 + 5*wobble(at, 1) }),
			series(instance("db-2"), hour, 15*time.Second, func(at time.Duration) float64 {
				if at > 20*time.Minute && at < 26*time.Minute || at > 40*time.Minute && at < 44*time.Minute {
					return math.NaN()
				}
				return 60 + 20*math.Sin(at.Minutes()/9)
			}),
		}}},
		{"states", chart.Picture{Title: "Up by server", From: from, To: to, Good: incident.Up, Series: []incident.Series{
			series(instance("api-1"), hour, 15*time.Second, func(time.Duration) float64 { return 1 }),
			series(instance("api-2"), hour, 15*time.Second, func(time.Duration) float64 { return 1 }),
			series(instance("api-3"), hour, 15*time.Second, func(at time.Duration) float64 {
				if at > 30*time.Minute {
					return 0
				}
				return 1
			}),
			series(instance("api-4"), hour, 15*time.Second, func(at time.Duration) float64 {
				if at > 31*time.Minute && at < 50*time.Minute {
					return 0
				}
				return 1
			}),
			series(instance("api-5"), hour, 15*time.Second, func(time.Duration) float64 { return 1 }),
		}}},
		{"zero", chart.Picture{Title: "Errors", Unit: "/s", From: from, To: to, Series: []incident.Series{series(nil, hour, time.Minute, func(time.Duration) float64 { return 0 })}}},
		{"one sample", chart.Picture{Title: "Queue age", Unit: "min", From: from, To: to, Series: []incident.Series{{Samples: []incident.Sample{{At: at(35 * time.Minute), Value: 9}}}}}},
		{"empty", chart.Picture{Title: "Nothing", From: from, To: to, Marks: marks[:2]}},
		{"not numbers", chart.Picture{Title: "Ratio", From: from, To: to, Series: []incident.Series{{Samples: []incident.Sample{
			{At: at(0), Value: 1},
			{At: at(time.Minute), Value: 1.2},
			{At: at(2 * time.Minute), Value: math.NaN()},
			{At: at(3 * time.Minute), Value: math.Inf(1)},
			{At: at(4 * time.Minute), Value: 1.1},
			{At: at(5 * time.Minute), Value: 1.3},
			{At: at(6 * time.Minute), Value: math.Inf(-1)},
		}}}}},
		{"constant", chart.Picture{Title: "Replicas", From: from, To: to, Series: []incident.Series{
			series(map[string]string{"deployment": "api"}, hour, time.Minute, func(time.Duration) float64 { return 20 }),
			series(map[string]string{"deployment": "web"}, hour, time.Minute, func(time.Duration) float64 { return 20 }),
			series(map[string]string{"deployment": "worker"}, hour, time.Minute, func(time.Duration) float64 { return 6 }),
		}}},
		{"long names", chart.Picture{Title: "container_memory_working_set_bytes of every container whose name is longer than anybody can read in a title", Unit: "B", From: from, To: to, Series: []incident.Series{
			series(map[string]string{"pod": "payments-gateway-reconciliation-worker-7d9f8b6c5d-x2k4q"}, hour, time.Minute, func(at time.Duration) float64 { return 1.2e9 + 3e8*wobble(at/9, 1) }),
			series(map[string]string{"pod": "payments-gateway-reconciliation-worker-7d9f8b6c5d-9zzt1 🚀 日本"}, hour, time.Minute, func(at time.Duration) float64 { return 9.8e8 + 3e8*wobble(at/9, 4) }),
		}, Marks: []chart.Mark{{At: at(10 * time.Minute), Text: "🚀 rolled back the deploy of the payments gateway to the version of the week before last"}, {At: at(11 * time.Minute), Text: "日本"}}}},
		{"a minute", chart.Picture{Title: "CPU", Unit: "%", From: from, To: from.Add(time.Minute), Series: []incident.Series{series(nil, time.Minute, time.Second, func(at time.Duration) float64 { return 50 + 40*wobble(at*9, 2) })}}},
		{"a week", chart.Picture{Title: "Disk", Unit: "%", From: from, To: from.Add(7 * 24 * hour), Limit: new(90.0), Series: []incident.Series{series(nil, 7*24*hour, 40*time.Minute, func(at time.Duration) float64 { return 52 + at.Hours()/4.2 })}}},
		{"huge", chart.Picture{Title: "Huge", From: from, To: to, Series: []incident.Series{series(nil, hour, time.Minute, func(at time.Duration) float64 { return math.MaxFloat64 * wobble(at, 1) })}}},
		{"tiny", chart.Picture{Title: "Tiny", Unit: "s", From: from, To: to, Series: []incident.Series{series(nil, hour, time.Minute, func(at time.Duration) float64 { return 2e-7 + 1e-7*wobble(at, 1) })}}},
		{"far from zero", chart.Picture{Title: "Availability", Unit: "%", From: from, To: to, Limit: new(99.9), Good: incident.Up, Series: []incident.Series{series(nil, hour, time.Minute, func(at time.Duration) float64 {
			return 99.95 + 0.03*wobble(at, 1) - 0.2*math.Max(0, math.Sin(at.Minutes()/9))
		})}}},
		{"far limit", chart.Picture{Title: "Open files", From: from, To: to, Limit: new(65536.0), Series: []incident.Series{series(nil, hour, time.Minute, func(at time.Duration) float64 { return 310 + 40*wobble(at, 1) })}}},
		{"below zero", chart.Picture{Title: "Clock offset", Unit: "s", From: from, To: to, Series: []incident.Series{series(nil, hour, time.Minute, func(at time.Duration) float64 { return -0.4 + 0.9*wobble(at, 1) })}}},
		{"wanted", chart.Picture{
			Title: "Is the API pool whole?", From: from, To: to, Good: incident.Up, Marks: marks,
			Wanted: series(nil, hour, 15*time.Second, func(time.Duration) float64 { return 16 }).Samples,
			Series: []incident.Series{series(nil, hour, 15*time.Second, pool)},
		}},
		{"many marks", chart.Picture{Title: "p95", Unit: "s", From: from, To: to, Series: []incident.Series{series(nil, hour, 15*time.Second, latency)}, Marks: func() []chart.Mark {
			var all []chart.Mark
			for n := range 14 {
				all = append(all, chart.Mark{At: at(34*time.Minute + time.Duration(n)*40*time.Second), Text: "restarted the server with the number " + string(rune('a'+n))})
			}
			return all
		}()}},
		{"close ends", chart.Picture{Title: "Latency by zone", Unit: "s", From: from, To: to, Series: func() []incident.Series {
			var all []incident.Series
			for n := range 8 {
				all = append(all, series(map[string]string{"zone": "eu-west-" + string(rune('1'+n))}, hour, time.Minute, func(at time.Duration) float64 {
					return 1 + 0.01*float64(n) + 0.2*wobble(at, float64(n))*(1-at.Hours())
				}))
			}
			return all
		}()}},
	}
}
