package runbooks

import (
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

func TestTheEmbeddedLibraryLoads(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var names, base []string
	for _, c := range l.Checks() {
		names = append(names, c.Name)
		if c.Alias == "" || c.Base && c.Stage == "" {
			t.Errorf("%s has no alias, or is base and has no stage", c.Name)
		}
		if !c.Human() && c.next == "" && !c.Expect.Shows() {
			t.Errorf("%s says nothing of what to do when it fails", c.Name)
		}
	}
	for _, c := range l.Base() {
		base = append(base, c.ID)
	}
	want := `added-capacity/started added-capacity/joined added-capacity/idle
		backend-pool/running backend-pool/deployed-equals-live backend-pool/healthy-share backend-pool/receiving backend-pool/answers backend-pool/left-together backend-pool/even-load
		connection-limits/database connection-limits/holders connection-limits/oldest-transaction connection-limits/pooler connection-limits/pooler-wait
		connection-limits/proxy connection-limits/accept-queue connection-limits/conntrack connection-limits/files connection-limits/rejected
		health-check-harm/hosts-disagree health-check-harm/check-path health-check-harm/check-slow health-check-harm/check-timeouts health-check-harm/daemons
		recovery-confirmed/user-measure recovery-confirmed/backlog recovery-confirmed/redundancy recovery-confirmed/cause-known`
	if got, want := strings.Join(names, " "), strings.Join(strings.Fields(want), " "); got != want {
		t.Errorf("checks %s, want %s", got, want)
	}
	if got, want := strings.Join(base, " "), "running healthy-share receiving answers"; got != want {
		t.Errorf("base %s, want %s in the order of the path", got, want)
	}
}

const whole = `schema: runbook/1
id: t
title: T
review: 2027-01-31
vars:
  backend: {type: text, default: "${service}"}
checks:
  - id: c
    alias: see
    ask: Is it?
    why: Because.
    good: yes
    stage: healthy
    base: true
    query:
      a: 'sum(x{b="${backend}"})'
    expect: ">= 1"
`

func TestAFaultIsNamedWithFileAndLine(t *testing.T) {
	t.Parallel()
	if _, err := Load(fstest.MapFS{"t.yaml": {Data: []byte(whole)}}); err != nil {
		t.Fatalf("the file that the faults are made from: %v", err)
	}
	for name, tt := range map[string]struct{ from, to, want string }{
		"an unknown key":                {"    why:", "    whyy:", `t.yaml:11: unknown key "whyy"`},
		"an unknown key at the top":     {"title: T", "title: T\ntags: [a]", `t.yaml:4: unknown key "tags"`},
		"a key given twice":             {"    ask: Is it?", "    ask: Is it?\n    ask: Again?", `t.yaml:11: mapping key "ask" already defined`},
		"not YAML":                      {"checks:", "checks: [", "t.yaml:"},
		"a value of the wrong kind":     {"base: true", "base: perhaps", "t.yaml:14:"},
		"another schema":                {"runbook/1", "runbook/2", `t.yaml:1: schema is "runbook/2"`},
		"an id that is not the file's":  {"id: t\n", "id: u\n", `t.yaml:2: id "u"`},
		"an expectation":                {`">= 1"`, `"about 1"`, `t.yaml:8: check "c": expect "about 1"`},
		"no expectation":                {`    expect: ">= 1"`, "", `t.yaml:8: check "c": expect ""`},
		"PromQL":                        {`sum(x`, `sun(x`, `query, variant "a": parse query: 1:1`},
		"a variable that is not there":  {"${backend}", "${front}", "${front} is not among the vars"},
		"a variable in the words":       {"Is it?", "Is ${it}?", "${it} is not among the vars"},
		"a text in a pattern":           {`b="${b`, `b=~"${b`, "is a text"},
		"a stage that is not on it":     {"stage: healthy", "stage: happy", `stage "happy"`},
		"a base check off the path":     {"    stage: healthy\n", "", "needs a stage"},
		"no polarity":                   {"    good: yes\n", "", "is a plain yes good news?"},
		"a polarity that is no answer":  {"good: yes", "good: maybe", "good is yes or no"},
		"a goto to nowhere":             {"    good: yes", "    good: yes\n    if_fail: {goto: nowhere}", `goes to "nowhere"`},
		"an alias of two words":         {"alias: see", "alias: see it", "one lower-case word"},
		"the runbook's name as alias":   {"alias: see", "alias: t", `the alias "t" belongs to the runbook t`},
		"query and have":                {"    query:", "    have: {a: y}\n    want: {a: z}\n    query:", "give either query, or have with want"},
		"have without want":             {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}", `want: variant "a" is missing`},
		"want for another variant":      {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}\n    want: {a: z, b: z}", `want: variant "b" has no query`},
		"a declared that is no number":  {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}\n    declared: backend", `"backend" is not a number variable`},
		"a query that reads nothing":    {`sum(x{b="${backend}"})`, "vector(1)", "reads no series"},
		"a type that there is not":      {"type: text", "type: word", `type "word"`},
		"a default of the wrong kind":   {`{type: text, default: "${service}"}`, `{type: number, default: many}`, `"many" is not a number`},
		"a given variable of new kind":  {"  backend: {", "  began: {type: text}\n  backend: {", "began is always a time"},
		"a review that is no date":      {"2027-01-31", "soon", `t.yaml:4: review "soon"`},
		"if_unknown":                    {"    good: yes", "    good: yes\n    if_unknown: shrug", "if_unknown is ask or skip"},
		"a second document":             {"    expect: \">= 1\"\n", "    expect: \">= 1\"\n---\nschema: runbook/1\n", "more than one document"},
		"a check without a why":         {"    why: Because.\n", "", "ask and why are needed"},
		"an expectation of a human one": {"    query:\n      a: 'sum(x{b=\"${backend}\"})'\n", "", "answered by a person"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(whole, tt.from, tt.to, 1)
			if body == whole {
				t.Fatal("the fault was not made")
			}
			_, err := Load(fstest.MapFS{"t.yaml": {Data: []byte(body)}})
			if err == nil {
				t.Fatal("it was accepted")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer("stage: healthy", "stage: happy", ">= 1", "many", "review: 2027-01-31", "review: soon").Replace(whole)
	_, err := Load(fstest.MapFS{"t.yaml": {Data: []byte(broken)}})
	if err == nil {
		t.Fatal("it was accepted")
	}
	for _, want := range []string{"happy", "many", "soon"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v says nothing of %q", err, want)
		}
	}
}

func TestMoreThanEightBaseChecksAreRefused(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for i := range 9 {
		id := string(rune('a' + i))
		body := strings.NewReplacer("id: t\n", "id: "+id+id+"\n", "id: c", "id: x"+id, "alias: see", "alias: see"+id).Replace(whole)
		files[id+id+".yaml"] = &fstest.MapFile{Data: []byte(body)}
	}
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "9 checks are base, at most 8 may be") {
		t.Errorf("%v", err)
	}
	delete(files, "aa.yaml")
	if _, err := Load(files); err != nil {
		t.Error(err)
	}
}

func TestAliasesAreUniqueInTheLibrary(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer("id: t\n", "id: u\n").Replace(whole)
	_, err := Load(fstest.MapFS{"t.yaml": {Data: []byte(whole)}, "u.yaml": {Data: []byte(other)}})
	if err == nil || !strings.Contains(err.Error(), `u/c: the alias "see" belongs to t/c`) {
		t.Errorf("%v", err)
	}
}

func TestNoTextEverLeavesItsMatcher(t *testing.T) {
	t.Parallel()
	tpl, err := newTemplate(`sum(rate(x{a="${text}",b!~"${list}"}[5m]))`, kindsForTest())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		filled, e, err := tpl.fill(map[string]string{"text": text, "list": "q," + rapid.String().Draw(t, "list")})
		if err != nil {
			return // Refused is safe too.
		}
		if exact, _ := values(e, text); exact != 1 {
			t.Fatalf("%q became another value: %s", text, filled)
		}
		if s := selectors(e); len(s) != 1 {
			t.Fatalf("%q made the query read %q", text, s)
		}
	})
}
