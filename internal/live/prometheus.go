//go:build unix

package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// Prometheus is a running Prometheus.
type Prometheus struct {
	*Process
	URL string

	t       testing.TB
	targets string // The file that it reads its targets from.
	known   map[string][]Target
}

// Target is one page that Prometheus scrapes.
type Target struct {
	Instance string // Its instance label; the address where it is empty.
	Address  string // As in "127.0.0.1:9101".
}

// PrometheusConfig says what a Prometheus begins with.
type PrometheusConfig struct {
	Every time.Duration // How often it scrapes, at least 1 s.
	Data  string        // A folder of blocks made by Past.Write; empty for none.
}

// StartPrometheus starts Prometheus, and waits until it answers questions.
func StartPrometheus(t testing.TB, cfg PrometheusConfig) *Prometheus {
	t.Helper()
	path := find(t, []string{"prometheus"})
	dir := t.TempDir()
	if cfg.Data == "" {
		cfg.Data = filepath.Join(dir, "data")
	}
	p := &Prometheus{t: t, targets: filepath.Join(dir, "targets.json"), known: map[string][]Target{}}
	p.write(p.targets, []byte("[]"))
	config := filepath.Join(dir, "prometheus.yml")
	p.write(config, fmt.Appendf(nil, `global: {scrape_interval: %s, scrape_timeout: %s}
scrape_configs:
- job_name: live
  file_sd_configs: [{files: [%q]}]
`, cfg.Every, cfg.Every/2, p.targets))
	var port string
	p.Process, port = launch(t, "prometheus", func(port string) command {
		return command{path: path, args: []string{
			"--config.file=" + config,
			"--storage.tsdb.path=" + cfg.Data,
			"--web.listen-address=127.0.0.1:" + port,
			"--log.level=warn",
		}}
	}, answers("/-/ready"))
	p.URL = "http://127.0.0.1:" + port
	return p
}

// Scrape sets the targets of a job; none takes the job away. Prometheus hears
// of it at once.
func (p *Prometheus) Scrape(job string, targets ...Target) {
	p.t.Helper()
	p.known[job] = targets
	type group struct {
		Targets []string          `json:"targets"`
		Labels  map[string]string `json:"labels"`
	}
	groups := []group{}
	for job, targets := range p.known {
		for _, x := range targets {
			labels := map[string]string{"job": job}
			if x.Instance != "" {
				labels["instance"] = x.Instance
			}
			groups = append(groups, group{[]string{x.Address}, labels})
		}
	}
	text, err := json.Marshal(groups)
	if err != nil {
		p.t.Fatal(err)
	}
	// Renamed into place: Prometheus must not read half a file.
	p.write(p.targets+".new", text)
	if err := os.Rename(p.targets+".new", p.targets); err != nil {
		p.t.Fatal(err)
	}
}

// Settled waits until every target was scraped once more, well or in vain, and
// nothing else is scraped.
func (p *Prometheus) Settled() {
	p.t.Helper()
	since := float64(time.Now().UnixMilli()) / 1000
	want := 0
	for _, targets := range p.known {
		want += len(targets)
	}
	Until(p.t, "all targets were scraped again", func() (string, bool) {
		got := p.Ask("timestamp(up)", time.Now())
		fresh := 0
		for _, s := range got {
			if s.Value > since {
				fresh++
			}
		}
		return fmt.Sprintf("%d of %d, %d wanted", fresh, len(got), want), fresh == want && len(got) == want
	})
}

// Value is one series of an answer.
type Value struct {
	Labels map[string]string
	Value  float64
}

// Ask is the answer to an instant query. A Prometheus that gives none fails the
// test.
func (p *Prometheus) Ask(expr string, at time.Time) []Value {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), readyLimit)
	defer cancel()
	all, err := p.Query(ctx, expr, at)
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// Query is the answer to an instant query, read by nothing that is tested with
// it. It may be called from any goroutine.
func (p *Prometheus) Query(ctx context.Context, expr string, at time.Time) ([]Value, error) {
	q := url.Values{"query": {expr}, "time": {strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', 3, 64)}}
	status, body, err := get(ctx, p.URL+"/api/v1/query?"+q.Encode())
	var answer struct {
		Error string
		Data  struct {
			Result []struct {
				Metric map[string]string
				Value  [2]any
			}
		}
	}
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	if err == nil && answer.Error != "" {
		err = errors.New(answer.Error)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: status %d: %w", expr, status, err)
	}
	var all []Value
	for _, r := range answer.Data.Result {
		text, _ := r.Value[1].(string)
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", expr, err)
		}
		all = append(all, Value{r.Metric, v})
	}
	return all, nil
}

func (p *Prometheus) write(path string, text []byte) {
	p.t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		p.t.Fatal(err)
	}
}
