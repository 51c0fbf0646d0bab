package runbooks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheLibraryHasNoFinding(t *testing.T) {
	t.Parallel()
	c, err := Collect("")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Lint(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) {
		t.Error(f)
	}
}

// linted is what lint says of a runbook on disk.
func linted(t *testing.T, body string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.yaml")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Collect(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range c.Lint(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
		all = append(all, strings.TrimPrefix(f.String(), filepath.Dir(path)+"/"))
	}
	return all
}

// lintable is a runbook without a finding; its query is on line 18.
const lintable = `schema: runbook/1
id: t
title: T
review: 2027-01-31
vars:
  backend: {type: text, default: "${service}"}
checks:
  - id: c
    alias: sees
    ask: Is it?
    why: Because.
    good: yes
    stage: healthy
    if_fail: {say: mend it}
    who:
      a: 'x{b="${backend}"} == 0'
    query:
      a: 'sum(x{b="${backend}"})'
    expect: ">= 1"
`

func TestLintNamesWhatWouldLie(t *testing.T) {
	t.Parallel()
	const query = `sum(x{b="${backend}"})`
	const at = "t.yaml:18: error: t/c: "
	for name, tt := range map[string]struct{ from, to, want string }{
		"nothing":                              {"T\n", "U\n", ""},
		"an offset":                            {query, `sum(x{b="${backend}"}) / sum(x{b="${backend}"} offset 1d)`, at + "offset 1d moves along"},
		"an offset of a subquery":              {query, `sum(x{b="${backend}"}) / max_over_time(sum(x{b="${backend}"})[1h:1m] offset 1w)`, at + "offset 7d moves along"},
		"an offset that is frozen":             {query, `sum(x{b="${backend}"}) / sum(x{b="${backend}"} offset 1d @ ${began})`, ""},
		"a range to compare with":              {query, `sum(x{b="${backend}"}) / max_over_time(x{b="${backend}"}[10m])`, at + "max_over_time over the last 10m moves along"},
		"a range frozen now":                   {query, `sum(x{b="${backend}"}) / max_over_time(x{b="${backend}"}[7d] @ ${at})`, at + "max_over_time over the last 7d moves along"},
		"a range frozen at the beginning":      {query, `sum(x{b="${backend}"}) / max_over_time(x{b="${backend}"}[7d] @ ${began})`, ""},
		"a subquery frozen at the beginning":   {query, `sum(x{b="${backend}"}) / max_over_time(sum(x{b="${backend}"})[7d:5m] @ ${began})`, ""},
		"a range that is judged itself":        {query, `max(min_over_time(x{b="${backend}"}[10m]))`, ""},
		"a rate to compare with":               {query, `sum(rate(x{b="${backend}"}[5m])) / sum(rate(y{b="${backend}"}[5m]))`, ""},
		"a scalar of several":                  {query, `sum(x{b="${backend}"} < bool scalar(y))`, at + "scalar() of several series is NaN"},
		"a scalar of one":                      {query, `sum(x{b="${backend}"} < bool scalar(sum(y)))`, ""},
		"a scalar where nobody looks":          {query, `min_over_time(sum(x{b="${backend}"} < bool scalar(sum(y)))[5m:1m])`, at + "scalar() inside a subquery"},
		"a count of what qualifies":            {query, `count(x{b="${backend}"} < 5)`, at + "count(... < ...) is nothing, not 0"},
		"a sum in parentheses":                 {query, `sum by (a) ((x{b="${backend}"} == 1))`, at + "sum(... == ...) is nothing, not 0"},
		"a count that says what else":          {query, `count(x{b="${backend}"} < 5) or 0 * sum(x{b="${backend}"})`, ""},
		"a count with bool":                    {query, `sum(x{b="${backend}"} < bool 5)`, ""},
		"a state set counted":                  {query, `count(haproxy_server_status{proxy="${backend}"})`, at + "haproxy_server_status has a series for each state, so that this counts states"},
		"a state set compared with 0":          {query, `sum(haproxy_server_status{proxy="${backend}"} == bool 0)`, at + "haproxy_server_status has a series for each state, and == 0 finds"},
		"a state set with its state":           {query, `sum(haproxy_server_status{proxy="${backend}",state="UP"})`, ""},
		"a state set in the state it is in":    {query, `sum(haproxy_server_status{proxy="${backend}"} == bool 1)`, ""},
		"a number that is called status":       {query, `sum(raid_status{b="${backend}"})`, ""},
		"who is named by a state it is not in": {`x{b="${backend}"} == 0`, `haproxy_server_status{proxy="${backend}",state="UP"} == 0`, "t.yaml:16: warning: t/c: haproxy_server_status == 0 names members by a state"},
		"a review that is due":                 {"2027-01-31", "2026-12-30", "t.yaml:4: warning: its review was due on 2026-12-30: read it again with its owner"},
		"no review":                            {"review: 2027-01-31\n", "", "t.yaml:2: warning: there is no review date"},
		"a variable for nobody":                {"vars:\n", "vars:\n  other: {type: text}\n", "t.yaml:6: warning: nothing uses the variable other"},
		"no alias":                             {"    alias: sees\n", "", "t.yaml:8: warning: t/c: it has no alias"},
		"nothing to do":                        {"    if_fail: {say: mend it}\n", "", "t.yaml:8: warning: t/c: it does not say what to do"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(lintable, tt.from, tt.to, 1)
			if body == lintable {
				t.Fatal("the fault was not made")
			}
			got := linted(t, body)
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("it says %q of nothing", got)
			case tt.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], tt.want)):
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// The draft that the library came from had these faults: lint has to find them.
func TestLintFindsTheFaultsOfTheDraft(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`sum(rate(x{b="${backend}"}[5m])) / sum(rate(x{b="${backend}"}[5m] offset 1d))`:                                              "offset 1d",
		`max(rate(x{b="${backend}"}[5m]) / (rate(x{b="${backend}"}[5m] offset 1w) > 0.01))`:                                          "offset 7d",
		`haproxy_backend_active_servers{proxy="${backend}"} / scalar(max_over_time(haproxy_backend_active_servers{proxy="a"}[10m]))`: "max_over_time over the last 10m",
	} {
		got := linted(t, strings.Replace(lintable, `sum(x{b="${backend}"})`, query, 1))
		if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestFaultsOfLoadingBecomeFindings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	broken := strings.NewReplacer("stage: healthy", "stage: happy", "review: 2027-01-31", "review: soon").Replace(lintable)
	if err := os.WriteFile(filepath.Join(dir, "t.yaml"), []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Collect(dir)
	got := Findings(err)
	if len(got) != 2 || got[0].Line != 4 || got[1].Line != 8 || filepath.Base(got[0].File) != "t.yaml" || got[0].Severity != Error || !strings.HasPrefix(got[1].Say, `check "c": stage "happy"`) {
		t.Errorf("%+v", got)
	}
	_, err = Collect(filepath.Join(dir, "none"))
	if got := Findings(err); len(got) != 1 || got[0].File != "" {
		t.Errorf("%+v", got)
	}
	if Findings(nil) != nil {
		t.Error("nothing is a finding")
	}
}
