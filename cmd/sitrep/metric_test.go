package main

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/internal/sandbox"
	"github.com/sitrephq/sitrep/runbooks"
)

// scripted is the Toggl afternoon with a script of its own.
func scripted(t *testing.T, script string) *drill.Scenario {
	t.Helper()
	source, err := runbooks.Drill("toggl")
	if err != nil {
		t.Fatal(err)
	}
	world, _, ok := strings.Cut(string(source), "\n# What people do")
	if !ok {
		t.Fatal("the drill's world does not end where this test thinks")
	}
	s, err := drill.Parse([]byte(world + "\nscript:\n" + script))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// script is what a script left in the workspace.
type script struct {
	incident incident.Incident
	channel  []sandbox.Message
	files    map[string][]byte // By their address.
	log      string
}

// playScript plays a script with the bot as it is configured there.
func playScript(t *testing.T, s *drill.Scenario, configure func(*configs.Config), o stageOptions) script {
	t.Helper()
	var log bytes.Buffer
	o.addr, o.log = "127.0.0.1:0", slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	clock := drill.NewClock(s.Start, 0)
	st, err := newStage(s, clock, o)
	if err != nil {
		t.Fatal(err)
	}
	cfg := st.config(t.TempDir(), t.TempDir())
	if configure != nil {
		configure(&cfg)
	}
	b, err := newBot(t.Context(), cfg, clock.Now, o.log)
	if err != nil {
		t.Fatal(err)
	}
	got := script{files: map[string][]byte{}}
	finished := errors.New("the script is over")
	play := part{"script", func(ctx context.Context) error {
		if err := b.ready(ctx); err != nil {
			return err
		}
		d := &drill.Driver{
			Scenario: s, Clock: clock, Workspace: st.workspace,
			Bot: drill.Bot{Waiting: b.store.Waiting, Nudge: b.worker.Nudge}, Channel: b.newestChannel,
		}
		if err := d.Play(ctx); err != nil {
			return err
		}
		if got.incident, err = b.newest(ctx); err != nil {
			return err
		}
		got.channel = st.workspace.Messages(string(got.incident.Channel))
		for _, m := range got.channel {
			for _, f := range m.Files {
				if got.files[f.URL], err = fetch(ctx, st.workspace.URL()+f.URL); err != nil {
					return err
				}
			}
		}
		return finished
	}}
	if err := runParts(t.Context(), append(append(st.parts(), b.parts()...), play)...); !errors.Is(err, finished) {
		t.Fatal(err)
	}
	got.log = log.String()
	return got
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	return io.ReadAll(res.Body)
}

// message is the newest message of the channel itself that says all of it.
func (p script) message(t *testing.T, says ...string) sandbox.Message {
	t.Helper()
	for _, m := range slices.Backward(p.channel) {
		fits := m.ThreadTS == "" || m.ThreadTS == m.TS
		for _, s := range says {
			fits = fits && strings.Contains(m.PlainText(), s)
		}
		if fits {
			return m
		}
	}
	var all []string
	for _, m := range p.channel {
		all = append(all, m.PlainText())
	}
	t.Fatalf("no message says %q; there are\n%s", says, strings.Join(all, "\n---\n"))
	return sandbox.Message{}
}

// pictures are the files in a message's thread, each decoded.
func (p script) pictures(t *testing.T, of sandbox.Message) []sandbox.File {
	t.Helper()
	var all []sandbox.File
	for _, m := range p.channel {
		if m.ThreadTS != of.TS {
			continue
		}
		for _, f := range m.Files {
			img, err := png.Decode(bytes.NewReader(p.files[f.URL]))
			if err != nil {
				t.Errorf("%s is no picture: %v", f.Title, err)
				continue
			}
			if img.Bounds().Dx() != 1600 || img.Bounds().Dy() != 900 {
				t.Errorf("%s is %v large", f.Title, img.Bounds())
			}
			all = append(all, f)
		}
	}
	return all
}

const metricScript = `
  - {at: "15:04", who: ana, in: general, type: "/incident declare sev1 API is slow"}
  - {at: "15:06", who: ben, type: "/incident did added 4 database replicas"}
  - {at: "15:10", who: ana, type: "/incident metric p95 30m"}
  - {at: "15:11", who: ana, type: "/incident metric pool since declare"}
  - {at: "15:12", who: ben, type: '/incident metric sum by (instance) (rate(haproxy_server_http_responses_total{proxy=“api”}[5m])) > 0'}
  - {at: "15:13", who: ben, type: '/incident metric up{job="db"} 1h'}
  - {at: "15:14", who: ben, type: '/incident metric nothing_here{a="<!channel> *x* ` + "`y`" + `"}'}
  - {at: "15:15", who: ana, type: "/incident metric poool"}
`

func TestAMetricIsShownInNumbersAtOnceAndAsAChartInItsThread(t *testing.T) {
	t.Parallel()
	p := playScript(t, scripted(t, metricScript), nil, stageOptions{})

	p95 := p.message(t, "p95", "limit 0.8")
	text := p95.PlainText()
	for _, want := range []string{"p95 4.", " s, was ", "at 14:40 UTC", "at its highest since", "▁", "█", "14:40 to 15:10 UTC", "asked for p95 30m", "newest sample"} {
		if !strings.Contains(text, want) {
			t.Errorf("the message lacks %q:\n%s", want, text)
		}
	}
	charts := p.pictures(t, p95)
	if len(charts) != 1 {
		t.Fatalf("%d pictures are in its thread, want 1", len(charts))
	}
	if alt := charts[0].Alt; !strings.HasPrefix(alt, "p95 4.") || !strings.Contains(alt, "limit 0.8") {
		t.Errorf("who does not see the picture hears %q", alt)
	}

	pool := p.message(t, "pool 2, unchanged since 15:04 UTC; limit 16")
	if n := len(p.pictures(t, pool)); n != 1 {
		t.Errorf("%d pictures of the pool", n)
	}
	p.message(t, `sum by (instance) (rate(haproxy_server_http_responses_total{proxy="api"}[5m])) > 0`)
	four := p.message(t, `up{job="db"}`, "of 8 series", "db-1:9187")
	if n := len(p.pictures(t, four)); n != 1 {
		t.Errorf("%d pictures of four series", n)
	}

	// What was typed can neither call the channel nor format.
	none := p.message(t, "CAN'T TELL", "There are no such series")
	if strings.Contains(none.Text, "<!channel>") || strings.Contains(string(none.Blocks), `"type":"broadcast"`) {
		t.Errorf("it calls everyone: %s\n%s", none.Text, none.Blocks)
	}
	if !strings.Contains(none.PlainText(), `<!channel> *x* `+"`y`") {
		t.Errorf("it does not say what was asked for: %s", none.PlainText())
	}
	if n := len(p.pictures(t, none)); n != 0 {
		t.Errorf("%d pictures of nothing", n)
	}
	near := p.message(t, "Did you mean one of these?")
	if b := near.Buttons(); len(b) != 2 || b[0].Value != "backend-pool/healthy-share" {
		t.Errorf("near to poool are %+v", b)
	}
	if p.log != "" {
		t.Errorf("the bot complained:\n%s", p.log)
	}
}

// M3: the thread under a failing check has the query, the numbers and the chart.
func TestTheThreadUnderAFailingCheckHasItsChartOnce(t *testing.T) {
	t.Parallel()
	p := playScript(t, scripted(t, metricScript), nil, stageOptions{})
	failing := p.message(t, "FAIL · Is the API pool whole?")
	charts := p.pictures(t, failing)
	if len(charts) != 1 || charts[0].Title != "Is the API pool whole?" || !strings.Contains(charts[0].Alt, "2 of 20 take traffic") {
		t.Errorf("in its thread are %+v", charts)
	}
}

func TestWhereFilesAreRefusedTheNumbersStay(t *testing.T) {
	t.Parallel()
	refuse := func(method string, _ int) sandbox.Fault {
		if strings.HasPrefix(method, "files.") {
			return sandbox.Fault{Kind: sandbox.Refused, Code: "file_uploads_disabled"}
		}
		return sandbox.Fault{}
	}
	p := playScript(t, scripted(t, metricScript), nil, stageOptions{fault: refuse})
	p95 := p.message(t, "p95 4.", "▁")
	if n := len(p.pictures(t, p95)); n != 0 {
		t.Errorf("%d pictures although files are refused", n)
	}
	p.message(t, "pool 2, unchanged since 15:04 UTC; limit 16")
	if why := p.incident.GaveUp["show the charts"]; !strings.Contains(why, "does not allow files") {
		t.Errorf("nobody is told why there are no charts: %v", p.incident.GaveUp)
	}
}

func TestByDefaultNobodyTypesQueriesOfTheirOwn(t *testing.T) {
	t.Parallel()
	limit := 0.8
	p := playScript(t, scripted(t, `
  - {at: "15:04", who: ana, in: general, type: "/incident declare sev1 API is slow"}
  - {at: "15:10", who: ana, type: '/incident metric sum(up)'}
  - {at: "15:11", who: ana, type: '/incident metric wait 10m'}
`), func(c *configs.Config) {
		c.PromQL = configs.Allowed{}
		c.Metrics = []configs.Metric{{
			Name: "p50", Aliases: []string{"wait"}, Unit: "s", Threshold: &limit, Good: "down",
			Query: `histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{job="${service}"}[${window}])))`,
		}}
	}, stageOptions{})
	refused := p.message(t, "A query of your own is not open to you.")
	for _, want := range []string{"p50", "pool", "U0ANA", "promql"} {
		if !strings.Contains(refused.PlainText(), want) {
			t.Errorf("the refusal lacks %q: %s", want, refused.PlainText())
		}
	}
	p.message(t, "p50 ", " s, was ", "limit 0.8", "asked for wait 10m")
}
