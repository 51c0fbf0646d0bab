package configs_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/configs"
)

func TestAMistakeInTheFileIsNamedWithItsLineOrItsName(t *testing.T) {
	t.Parallel()
	const main = "sources: [{name: main, url: 'http://p:9090'}]\n"
	tests := []struct{ name, yaml, says string }{
		{"a misspelt key", "slack:\n  comand: /inc", `line 2: there is no setting "slack.comand"; is slack.command meant?`},
		{"a misspelt section", "data: .\nprometeus:\n  url: x", `line 2: there is no setting "prometeus"`},
		{"a misspelt section of ours", "data: .\nsurces: []", `line 2: there is no setting "surces"; is sources meant?`},
		{"a misspelt setting of its own", "postmortem: x", `line 1: there is no setting "postmortem"; is postmortems meant?`},
		{"two of them", "a: 1\nslack: {b: 2}", `line 1: there is no setting "a"; line 2: there is no setting "slack.b"`},
		{"the section of before", "prometheus: {url: x}", `line 1: there is no setting "prometheus" any more: write sources:`},
		{"a misspelt key of a source", "sources:\n  - name: main\n    ulr: x", `line 3: there is no setting "ulr" here; is url meant?`},
		{"a misspelt key of an exporter", "sources:\n  - name: main\n    exporters:\n      - {url: x, lables: {}}", `line 4: there is no setting "lables" here; is labels meant?`},
		{"a misspelt key of a service in a list", "services:\n  - name: api\n    member: 3", `line 3: there is no setting "member" here; is members meant?`},
		{"a misspelt key of the services", "services:\n  from: up\n  bye: service", `line 3: there is no setting "bye" here`},
		{"a misspelt key of a kind", "services:\n  kinds:\n    db: {matches: x}", `line 3: there is no setting "matches" here`},
		{"a misspelt key of an exception", "services:\n  except:\n    db: {alias: x}", `line 3: there is no setting "alias" here`},
		{"a misspelt key of a metric", "metrics:\n  - {name: p99, querry: x}", `line 2: there is no setting "querry" here; is query meant?`},
		{"a misspelt key of promql", "promql: {allowed: [U1]}", `line 1: there is no setting "allowed" here`},
		{"a key twice", "sources: []\ndata: a\ndata: b", `line 3: mapping key "data" already defined at line 2`},
		{"a service twice among the exceptions", "services:\n  except:\n    api: {}\n    api: {}", `line 4: mapping key "api" already defined at line 3`},
		{"a second document", "data: a\n---\ndata: b", "a second document"},
		{"an alias within itself", "sources: [{name: main, auth: &a {x: *a}}]", "contains itself"},
		{"not YAML", "a: [", "cannot be read: line 1: did not find"},
		{"a list for everything", "- a", "line 1: what stands here is a list, and a block of settings is needed"},
		{"a text for the sources", "sources: s3cret", "line 1: what stands here is a text, and a list is needed"},
		{"a text for a number", "services: [{name: api, members: s3cret}]", "line 1: what stands here is a text, and a number is needed"},
		{"a number for a duration", "sources: [{name: main, timeout: 5}]", "line 1: what stands here is a number, and a duration such as 5s is needed"},
		{"a list for a word", "data: [a]", "a value of the wrong kind"},

		{"a command without its slash", "slack: {command: incident}", "a slash and one word"},
		{"a source without a name", "sources: [{url: 'http://p'}]", "a source has no name"},
		{"a source twice", "sources: [{name: a, url: 'http://p'}, {name: a, url: 'http://q'}]", `the source "a" is configured twice`},
		{"a source without an address", "sources: [{name: a}]", `the source "a" has no url`},
		{"a source of two kinds", "sources: [{name: a, url: 'http://p', exporters: [{url: 'http://e'}]}]", `the source "a" has a url and exporters: make it two`},
		{"no URL", "sources: [{name: a, url: 'ana:s3cret@p'}]", `the source "a" has a url that is none`},
		{"an exporter without one", "sources: [{name: a, exporters: [{labels: {job: lb}}]}]", `the source "a" has an exporter whose url is none`},
		{"an exporter with a label that is none", "sources: [{name: a, exporters: [{url: 'http://e', labels: {a-b: lb}}]}]", `the label "a-b"`},
		{"a timeout of less than nothing", "sources: [{name: a, url: 'http://p', timeout: -1s}]", `the source "a" has the timeout -1s`},
		{"a service without a name", "services: [{label: API}]", "a service has no name"},
		{"a service twice", "services: [{name: api}, {name: api}]", `the service "api" is configured twice`},
		{"fewer than no members", "services: [{name: api, members: -1}]", "-1 members"},
		{"an exception with two names", "services: {except: {api: {name: web}}}", `the service "api" under except has a name of its own`},
		{"a query without a label", "services: {from: up}", "services.from is set without services.by"},
		{"a label without a query", "services: {by: service}", "services.by is set without services.from"},
		{"a label that is none", "services: {from: up, by: 'a b'}", `services.by is "a b"`},
		{"a kind that matches nothing", "services: {kinds: {db: {}}}", `the kind "db" has no match`},
		{"a kind that is no expression", "services: {kinds: {db: {match: '*-db'}}}", `the kind "db" has a match that is no regular expression`},
		{"a source that is not there", main + "services: {source: eu}", `services is to be asked of the source "eu", and there is none of that name`},
		{"one of a kind", main + "services: {kinds: {db: {match: a, source: eu}}}", `the kind "db" is to be asked of the source "eu"`},
		{"one of a service", main + "services: [{name: api, source: eu}]", `the service "api" is to be asked of the source "eu"`},
		{"one of a check", main + "services: [{name: api, sources: {connection-limits: db}}]", `the service "api" has the check connection-limits, which is to be asked of the source "db"`},
		{"none of a check", main + "services: [{name: api, sources: {connection-limits: }}]", `the service "api" names no source for connection-limits`},
		{"a metric without a name", "metrics: [{query: up}]", "a metric has no name"},
		{"a metric without a query", "metrics: [{name: p99}]", `the metric "p99" has no query`},
		{"a metric of two words", "metrics: [{name: p 99, query: up}]", `the metric "p 99" is called "p 99": a name is one word`},
		{"a metric with the name of another", "metrics: [{name: p99, query: up, aliases: [latency]}, {name: Latency, query: up}]", `"Latency" names the metric p99 and the metric Latency`},
		{"a direction that is none", "metrics: [{name: p99, query: up, good: left}]", `the metric "p99" has good: "left": up or down`},
		{"a channel behind a #, which begins a comment", "slack:\n  announce: #incidents\n", `line 2: slack.announce has no value: a # begins a comment`},
		{"two channels", "slack: {announce: '#incidents, #exec'}", `slack.announce is "#incidents, #exec": one channel`},
		{"a group by its handle", "redact: {allow: ['@oncall']}", `redact.allow names "@oncall": a member's id`},
		{"a channel among people", "private: {allow: C0123}", `private.allow names "C0123": a member's id`},
		{"a person by name", "promql: {allow: ['@ana']}", `promql.allow names "@ana": a member's id`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := load(t, tt.yaml); err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error is %v, want it to say %q, and no value", err, tt.says)
			}
		})
	}
	if _, err := configs.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "there is no configuration at") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestNamesThatPeopleChooseStayAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	c, err := load(t, `
sources:
  - name: Main.EU
    url: http://prometheus:9090
  - name: pages
    exporters:
      - {url: "http://lb-1:8405/metrics", labels: {job: LB, instance: "lb-1:8405"}}
    timeout: 2s
runbooks: ./Runbooks
metrics:
  - {name: P99, aliases: [latency], query: "up{job=\"${Service}\"}", unit: s, threshold: 0.8, good: down, legend: "${instance}"}
  - {name: load, query: node_load1}
promql:
  allow: [U0123, everyone]
redact: {allow: [S0123, U0123]}
private:
  allow: []
services:
  from: up{env="prod"}
  by: Service
  source: Main.EU
  vars: {Backend.Name: "${service}_be"}
  kinds:
    zebra: {match: z, base: [connection-limits]}
    Ant: {match: '.*-db', vars: {A: b}, source: pages}
  except:
    Pay.v2: {label: Pay, vars: {backend: payments-legacy}, members: 12, aliases: [pay, Invoices], source: pages, sources: {Connection-Limits: Main.EU}, base: [backend-pool]}
    cron:
`)
	if err != nil {
		t.Fatal(err)
	}
	eight := 0.8
	want := configs.Config{
		Slack: configs.Slack{Command: "/incident"}, Data: ".", Postmortems: "postmortems", Runbooks: "./Runbooks", TheoryReminder: configs.DefaultTheoryReminder,
		Sources: []configs.Source{
			{Name: "Main.EU", URL: "http://prometheus:9090", Timeout: 5 * time.Second},
			{Name: "pages", Exporters: []configs.Exporter{{URL: "http://lb-1:8405/metrics", Labels: map[string]string{"job": "LB", "instance": "lb-1:8405"}}}, Timeout: 2 * time.Second},
		},
		Metrics: []configs.Metric{
			{Name: "P99", Aliases: []string{"latency"}, Query: `up{job="${Service}"}`, Unit: "s", Threshold: &eight, Good: "down", Legend: "${instance}"},
			{Name: "load", Query: "node_load1"},
		},
		PromQL:  configs.Allowed{Allow: []string{"U0123", configs.Everyone}},
		Redact:  configs.Allowed{Allow: []string{"S0123", "U0123"}},
		Private: configs.Allowed{Allow: []string{}},
		Services: configs.Services{
			From: `up{env="prod"}`, By: "Service", Source: "Main.EU", Vars: map[string]string{"Backend.Name": "${service}_be"},
			Kinds: []configs.Kind{
				{Name: "zebra", Match: "z", Base: []string{"connection-limits"}},
				{Name: "Ant", Match: ".*-db", Vars: map[string]string{"A": "b"}, Source: "pages"},
			},
			Except: []configs.Service{
				{
					Name: "Pay.v2", Label: "Pay", Members: 12, Aliases: []string{"pay", "Invoices"}, Vars: map[string]string{"backend": "payments-legacy"},
					Source: "pages", Sources: map[string]string{"Connection-Limits": "Main.EU"}, Base: []string{"backend-pool"},
				},
				{Name: "cron"},
			},
		},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %#v\nwant %#v", c, want)
	}
}

func TestAPlainListOfServicesIsAllThereIs(t *testing.T) {
	t.Parallel()
	c, err := load(t, "services: [{name: web}, {name: api, members: 20}]\npromql: {allow: everyone}")
	if err != nil {
		t.Fatal(err)
	}
	if want := (configs.Services{Except: []configs.Service{{Name: "web"}, {Name: "api", Members: 20}}}); !reflect.DeepEqual(c.Services, want) {
		t.Errorf("the services are %+v", c.Services)
	}
	if len(c.Redact.Allow) != 0 || !reflect.DeepEqual(c.Private.Allow, []string{configs.Everyone}) {
		t.Errorf("left out, %q may redact and %q hide", c.Redact.Allow, c.Private.Allow)
	}
	if !reflect.DeepEqual(c.PromQL.Allow, []string{configs.Everyone}) {
		t.Errorf("allowed are %q", c.PromQL.Allow)
	}
}

func TestWhatTheFileSaysTwiceMayBeWrittenOnce(t *testing.T) {
	t.Parallel()
	c, err := load(t, `
sources:
  - {name: eu, url: "http://eu", auth: &way {basic_auth: &who {username: ana, password: b}}}
  - {name: us, url: "http://us", auth: *way}
  - {name: asia, url: "http://asia", auth: {basic_auth: *who}}
services:
  kinds: &kinds {db: {match: a}}
  except: {<<: {web: {members: 2}}, api: {}}
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Sources {
		if got := strings.TrimSpace(string(s.Auth)); got != "{basic_auth: {username: ana, password: b}}" {
			t.Errorf("%s connects with %s", s.Name, got)
		}
	}
	if e := c.Services.Except; len(e) != 2 || e[0].Name != "api" || e[1].Name != "web" || e[1].Members != 2 {
		t.Errorf("the services are %+v", e)
	}
}

func TestTheWayToConnectKeepsItsLine(t *testing.T) {
	t.Parallel()
	c, err := load(t, "data: .\nsources:\n  - name: main\n    url: http://p\n    auth:\n      basic_auth:\n        username: ana\n")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(c.Sources[0].Auth), "\n")
	if len(lines) < 7 || strings.TrimSpace(lines[5]) != "basic_auth:" || strings.TrimSpace(lines[6]) != "username: ana" {
		t.Errorf("the block is %q, want basic_auth on line 6", lines)
	}
	if c, err = load(t, "sources: [{name: main, url: 'http://p', auth: }]"); err != nil || len(c.Sources[0].Auth) != 0 {
		t.Errorf("an empty block is %q (%v)", []byte(c.Sources[0].Auth), err)
	}
}

func TestTheEnvironmentNamesTheFirstSource(t *testing.T) {
	t.Setenv("SITREP_PROMETHEUS_URL", "http://env:9090")
	c, err := configs.Load("")
	if want := (configs.Source{Name: "main", URL: "http://env:9090", Timeout: 5 * time.Second}); err != nil || len(c.Sources) != 1 || !reflect.DeepEqual(c.Sources[0], want) {
		t.Errorf("without a file: %#v (%v)", c.Sources, err)
	}
	c, err = load(t, "sources: [{name: eu, url: 'http://file', timeout: 1s}, {name: us, url: 'http://us'}]")
	if err != nil || c.Sources[0].URL != "http://env:9090" || c.Sources[0].Name != "eu" || c.Sources[1].URL != "http://us" {
		t.Errorf("over a file: %#v (%v)", c.Sources, err)
	}
	if _, err = load(t, "sources: [{name: pages, exporters: [{url: 'http://e'}]}]"); err == nil || !strings.Contains(err.Error(), "the first source, pages, reads exporters' pages") {
		t.Errorf("over exporters: %v", err)
	}
}
