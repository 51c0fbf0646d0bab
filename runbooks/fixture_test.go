package runbooks

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// fixtureLab is the engine in memory behind the real client.
func fixtureLab(t *testing.T) NewLab {
	return func(start time.Time, interval time.Duration, series []InputSeries) (Metrics, error) {
		l := newLab(t)
		for _, s := range series {
			if err := l.prom.Load(start, interval, s.Series, s.Values); err != nil {
				return nil, err
			}
		}
		return l, nil
	}
}

func TestEveryCheckOfTheLibraryPassesFailsAndDoesNotKnow(t *testing.T) {
	t.Parallel()
	c, err := Collect("")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Library.Untested(c.IDs, c.Fixtures) {
		t.Error(f)
	}
	n := 0
	for _, f := range c.Fixtures {
		for _, tried := range f.Run(t.Context(), c.Library, fixtureLab(t)) {
			n++
			if !tried.OK() {
				t.Errorf("%s:%d: %s, %s: %s (%s)", tried.File, tried.Line, tried.Check, tried.Case, strings.Join(tried.Differs, "; "), tried.Say)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d cases were tried", n)
	}
}

const wholeFixture = `schema: runbook-test/1
tests:
  - interval: 15s
    input_series:
      - {series: 'x{b="api"}', values: '1x40 0x40'}
    cases:
      - name: good
        check: c
        at: 5m
        verdict: pass
      - name: bad
        check: c
        at: 12m
        began: 11m
        verdict: fail
      - name: gone
        check: c
        at: 40m
        verdict: unknown
        reason: stopped
`

func TestAFaultOfAFixtureIsNamedWithFileAndLine(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ from, to, want string }{
		"an unknown key":         {"        at: 5m", "        att: 5m", `t.test.yaml:9: unknown key "att"`},
		"another schema":         {"runbook-test/1", "runbook-test/2", `t.test.yaml:1: schema is "runbook-test/2"`},
		"no interval":            {"  - interval: 15s\n    input", "  - input", "t.test.yaml:3: a test has an interval"},
		"a series without":       {", values: '1x40 0x40'", "", "t.test.yaml:5: an input series has a series and its values"},
		"a verdict of its own":   {"verdict: pass", "verdict: green", `t.test.yaml:7: case "good": verdict "green" is none of`},
		"a reason for a pass":    {"verdict: pass", "verdict: pass\n        reason: stale", `case "good": only an unknown verdict has a reason`},
		"a time that is none":    {"at: 5m", "at: noon", `case "good": "noon" is neither an offset`},
		"before the first value": {"at: 5m", "at: -5m", `case "good": "-5m" is neither an offset`},
		"no time":                {"        at: 5m\n", "", `case "good": at is needed`},
		"no name":                {"name: good", "name:", "it needs a name"},
		"not YAML":               {"tests:", "tests: [", "t.test.yaml:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(wholeFixture, tt.from, tt.to, 1)
			if body == wholeFixture {
				t.Fatal("the fault was not made")
			}
			_, err := folder{files: fstest.MapFS{"t.test.yaml": {Data: []byte(body)}}}.fixtures()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

func TestAFixtureSaysWhatDiffers(t *testing.T) {
	t.Parallel()
	l, err := Load(fileOf("t.yaml", whole))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ from, to, want string }{
		"as it is":            {"good", "fine", ""},
		"another verdict":     {"verdict: fail", "verdict: pass", `verdict is "fail", want "pass"`},
		"another reason":      {"stopped", "stale", `reason is "stopped", want "stale"`},
		"another number":      {"verdict: pass", "verdict: pass\n        have: \"2\"", `have is "1", want "2"`},
		"somebody else":       {"verdict: fail", "verdict: fail\n        offenders: [a]", "offenders are , want a"},
		"no such check":       {"check: c", "check: d", "there is no check t/d"},
		"a series that isn't": {"x{b=", "x{{b=", "the series of the test at line 3 cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(wholeFixture, tt.from, tt.to, 1)
			f, err := folder{files: fstest.MapFS{"t.test.yaml": {Data: []byte(body)}}}.fixtures()
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, tried := range f[0].Run(t.Context(), l, fixtureLab(t)) {
				all = append(all, tried.Differs...)
			}
			if got := strings.Join(all, "; "); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestACheckThatWasNeverSeenToFailIsNamed(t *testing.T) {
	t.Parallel()
	l, err := Load(fileOf("t.yaml", whole))
	if err != nil {
		t.Fatal(err)
	}
	without := strings.Replace(wholeFixture, "verdict: fail", "verdict: pass", 1)
	f, err := folder{files: fstest.MapFS{"t.test.yaml": {Data: []byte(without)}}}.fixtures()
	if err != nil {
		t.Fatal(err)
	}
	got := l.Untested([]string{"t"}, f)
	if len(got) != 1 || got[0].String() != "t.yaml:8: error: t/c: no case of t.test.yaml ends in fail: add one" {
		t.Errorf("%v", got)
	}
	if got := l.Untested([]string{"t"}, nil); len(got) != 3 {
		t.Errorf("without any fixture: %v", got)
	}
}
