package promlab

import (
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	v1 "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
)

func TestALineIsWhatWasSaidOfIt(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	long := clock(t, "15:00").AddDate(0, 0, -8)
	s.line(t, `pool{proxy="api"}`, Level(long, 20), Level(clock(t, "15:00"), 2))
	s.line(t, `requests_total`, Slope(clock(t, "14:00"), 30), Slope(clock(t, "15:00"), 0), Slope(clock(t, "15:10"), 10))
	s.line(t, `exporter`, Level(long, 41), Gone(clock(t, "14:58")), Level(clock(t, "15:20"), 7))
	s.line(t, `ratio`, Level(long, math.NaN()), Level(clock(t, "15:00"), math.Inf(1)))
	s.line(t, `ramp`, Level(long, 100), Slope(clock(t, "15:00"), -1), Level(clock(t, "15:01"), math.NaN()), Slope(clock(t, "15:02"), 2))

	tests := []struct {
		expr, at string
		want     float64
	}{
		{`pool`, "14:59:59", 20},
		{`pool`, "15:00", 2},
		{`pool offset 1d`, "15:10", 20},
		{`max_over_time(pool[7d])`, "15:10", 20},
		{`min_over_time(pool[7d])`, "15:10", 2},
		{`count_over_time(pool[1h])`, "15:10", 240},
		{`timestamp(pool)`, "15:00:14", float64(clock(t, "15:00").Unix())},

		{`requests_total`, "14:00", 0},
		{`requests_total`, "15:00", 108_000},
		{`requests_total`, "15:10", 108_000},
		{`requests_total`, "15:11", 108_600},
		{`rate(requests_total[5m])`, "14:30", 30},
		{`rate(requests_total[5m])`, "15:09", 0},
		{`rate(requests_total[5m])`, "15:20", 10},
		{`requests_total`, "13:59", absent},

		{`exporter`, "14:57:59", 41},
		{`exporter`, "14:58", absent}, // At the next scrape, not after the look-back.
		{`exporter`, "15:19", absent},
		{`exporter`, "15:20", 7},
		{`count_over_time(exporter[30m])`, "15:20", 32}, // 31 until 14:57:45 and one after; a stale marker is no sample.

		{`ratio`, "14:30", math.NaN()},
		{`ratio`, "15:01", math.Inf(1)},
		{`ramp`, "15:00:30", 70},
		{`ramp`, "15:01:30", math.NaN()},
		{`ramp`, "15:02:30", 100}, // From 40, where it stood before it was not a number.
		{`nosuch`, "15:00", absent},
	}
	for _, tt := range tests {
		s.expect(t, tt.expr, tt.at, tt.want)
	}
}

func TestTheFutureDoesNotExistYet(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:00", Config{LookbackDelta: time.Minute})
	s.line(t, `pool`, Level(clock(t, "14:00"), 20), Level(clock(t, "15:05"), 2))
	s.expect(t, `pool`, "15:00:59", 20) // The look-back carries it.
	s.expect(t, `pool`, "15:05", absent)
	s.expect(t, `max_over_time(timestamp(pool)[1h:15s])`, "15:30", float64(clock(t, "15:00").Unix()))

	s.now.Store(clock(t, "15:06").UnixMilli())
	s.expect(t, `pool`, "15:05", 2)

	v, _, _, err := s.api.Query(t.Context(), `time()`, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.(*model.Scalar).Value; int64(got) != clock(t, "15:06").Unix() {
		t.Errorf("a query without a time is evaluated at %v, want story time", got)
	}
}

func TestAChangeRewritesTheFutureOnly(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	began := clock(t, "14:00")
	for _, server := range []string{"api-1", "api-2", "api-3"} {
		s.line(t, `up{server="`+server+`"}`, Level(began, 1), Level(clock(t, "15:00"), 0), Level(clock(t, "15:25"), 9))
	}
	s.line(t, `served_total`, Slope(began, 10), Slope(clock(t, "15:25"), 99))

	if err := s.Change(clock(t, "15:20"), `up{server=~"api-[12]"}`, Level(time.Time{}, 1)); err != nil {
		t.Fatal(err)
	}
	if err := s.Change(clock(t, "15:20"), `served_total`, Slope(time.Time{}, 20)); err != nil {
		t.Fatal(err)
	}
	s.expect(t, `sum(up)`, "14:59", 3)
	s.expect(t, `sum(up)`, "15:19:59", 0)
	s.expect(t, `sum(up)`, "15:20", 2)
	s.expect(t, `sum(up)`, "15:30", 11) // What was to come is forgotten for two, not for the third.
	s.expect(t, `served_total`, "15:19", 47_400)
	s.expect(t, `served_total`, "15:30", 48_000+12_000)

	if err := s.Change(clock(t, "15:28"), `up`, Gone(time.Time{})); err != nil {
		t.Fatal(err)
	}
	s.expect(t, `sum(up)`, "15:27", 11)
	s.expect(t, `sum(up)`, "15:28", absent)

	for _, selector := range []string{`nosuch`, `up{server="api-9"}`, `up{`} {
		if err := s.Change(began, selector, Level(began, 1)); err == nil || !strings.Contains(err.Error(), selector) {
			t.Errorf("a change of %s says %v; want an error that names it", selector, err)
		}
	}
}

func TestWobbleIsBoundedRepeatableAndNeverResetsACounter(t *testing.T) {
	t.Parallel()
	s, again := tell(t, "15:30", Config{}), tell(t, "15:30", Config{})
	for _, l := range []*story{s, again} {
		l.line(t, `cpu{host="a"}`, Level(clock(t, "12:00"), 100).Wobbling(0.03))
		l.line(t, `cpu{host="b"}`, Level(clock(t, "12:00"), 100).Wobbling(0.03))
		l.line(t, `served_total`, Slope(clock(t, "12:00"), 50).Wobbling(1), Slope(clock(t, "15:00"), 5).Wobbling(0.2), Slope(clock(t, "15:20"), 50))
	}
	if hi := s.one(t, `max(max_over_time(cpu[3h]))`, "15:30"); hi > 103 || hi < 101 {
		t.Errorf("the highest of 100 +- 3 %% is %v", hi)
	}
	if lo := s.one(t, `min(min_over_time(cpu[3h]))`, "15:30"); lo < 97 || lo > 99 {
		t.Errorf("the lowest of 100 +- 3 %% is %v", lo)
	}
	s.expect(t, `resets(served_total[3h])`, "15:30", 0)
	if r := s.one(t, `rate(served_total[2m])`, "15:15"); r < 4 || r > 6 || r == 5 {
		t.Errorf("the rate of 5 +- 20 %% is %v", r)
	}
	// A change of two averages: five minutes are not a straight line either.
	if d := s.one(t, `stddev_over_time(rate(served_total[5m])[1h:5m])`, "14:30"); d < 0.5 {
		t.Errorf("averages over 5 min of a rate of 50 +- 100 %% deviate by %v only", d)
	}
	for _, expr := range []string{`cpu{host="a"}`, `cpu{host="b"}`, `served_total`} {
		if a, b := s.one(t, expr, "15:11:15"), again.one(t, expr, "15:11:15"); a != b {
			t.Errorf("%s is %v and then %v", expr, a, b)
		}
	}
	if a, b := s.one(t, `cpu{host="a"}`, "15:11:15"), s.one(t, `cpu{host="b"}`, "15:11:15"); a == b {
		t.Errorf("two hosts wobble alike: %v", a)
	}
}

func TestTheIntervalIsTheScrapeGrid(t *testing.T) {
	t.Parallel()
	for _, every := range []time.Duration{2 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute} {
		s := tell(t, "15:30", Config{Interval: every})
		s.line(t, `served_total`, Slope(clock(t, "14:00:01"), 4)) // It begins between two scrapes.
		s.expect(t, `count_over_time(served_total[10m])`, "15:30", float64(10*time.Minute/every))
		s.expect(t, `rate(served_total[10m])`, "15:30", 4)
		want := 4.0
		if every >= 30*time.Second {
			want = absent // Two samples at least; this is why windows scale.
		}
		s.expect(t, `rate(served_total[30s])`, "15:29:59", want)
	}
}

func TestFixturesAreReadInTheNotationOfUnitTests(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{Interval: time.Minute})
	start := clock(t, "15:00")
	load := func(series, values string) {
		t.Helper()
		if err := s.Load(start, time.Minute, series, values); err != nil {
			t.Fatal(err)
		}
	}
	load(`status{server="api-3",state="UP"}`, `1x3 0x2 _ stale NaN 5`)
	load(`served_total`, `0+60x20`)
	load(`steady`, `7x30`)

	s.expect(t, `status`, "15:03", 1)
	s.expect(t, `status`, "15:04", 0)
	s.expect(t, `status`, "15:07", 0) // Omitted: the look-back carries it.
	s.expect(t, `status`, "15:08", absent)
	s.expect(t, `status`, "15:09", math.NaN())
	s.expect(t, `status`, "15:10", 5)
	s.expect(t, `status`, "15:11", absent) // The series has ended.
	s.expect(t, `rate(served_total[10m])`, "15:20", 1)
	s.expect(t, `steady`, "15:30", 7)

	// A loaded series can be changed too; a counter goes on where it stood.
	if err := s.Change(clock(t, "15:10"), `served_total`, Slope(time.Time{}, 2)); err != nil {
		t.Fatal(err)
	}
	s.expect(t, `served_total`, "15:09", 540)
	s.expect(t, `served_total`, "15:15", 540+600)

	for series, values := range map[string]string{`up{`: `1x3`, `up`: `1y`, `h`: `{{schema:0 sum:1 count:1}}`, `steady`: `1`} {
		if err := s.Load(start, time.Minute, series, values); err == nil || !strings.Contains(err.Error(), series) {
			t.Errorf("%s %s says %v; want an error that names the series", series, values, err)
		}
	}
}

func TestAMistakeInALineIsRefused(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	at := clock(t, "15:00")
	s.line(t, `pool{a="1",b="2"}`, Level(at, 1))
	tests := []struct {
		name, series, says string
		segs               []Segment
	}{
		{"no segment", `x`, "at least one", nil},
		{"not a series", `x{`, "parse error", []Segment{Level(at, 1)}},
		{"twice", `pool{b="2",a="1"}`, "exists already", []Segment{Level(at, 1)}},
		{"out of order", `x`, "segment 2 begins", []Segment{Level(at, 1), Level(at, 2)}},
		{"an endless slope", `x`, "rises by +Inf", []Segment{Slope(at, math.Inf(1))}},
	}
	for _, tt := range tests {
		if err := s.Line(tt.series, tt.segs...); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want an error with %q", tt.name, err, tt.says)
		}
	}
}

func TestQueriesAndChangesMayRunAtOnce(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `up{server="api-1"}`, Level(clock(t, "15:00"), 1).Wobbling(0.1))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 20 {
				switch i {
				case 0:
					s.now.Add(1000)
					if err := s.Change(clock(t, "15:10"), `up{server="api-1"}`, Level(time.Time{}, float64(j))); err != nil {
						t.Error(err)
					}
				case 1:
					if err := s.Load(clock(t, "15:00"), time.Minute, "up{server=\"new-"+string(rune('a'+j))+"\"}", `1x30`); err != nil {
						t.Error(err)
					}
				default:
					r := v1.Range{Start: clock(t, "15:00"), End: clock(t, "15:09"), Step: time.Minute}
					v, _, _, err := s.api.QueryRange(t.Context(), `sum(up{server="api-1"}) + 0 * count(max_over_time(up[10m]))`, r)
					if err != nil {
						t.Error(err)
					} else if got := v.(model.Matrix)[0].Values; len(got) != 10 || got[0].Value < 0.9 || got[0].Value > 1.1 {
						t.Errorf("the past became %v", got)
					}
				}
			}
		})
	}
	all.Wait()
}
