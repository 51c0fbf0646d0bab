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

// fault is a change to the whole file, and the error that it makes.
type fault struct{ from, to, want string }

// of is the whole file with the fault.
func (f fault) of(t *testing.T) string {
	t.Helper()
	body := strings.Replace(whole, f.from, f.to, 1)
	if body == whole {
		t.Fatal("the fault was not made")
	}
	return body
}

// faultsOfAFile are files that nobody may take in.
func faultsOfAFile() map[string]fault {
	return map[string]fault{
		"an unknown key":                  {"    why:", "    whyy:", `t.yaml:11: unknown key "whyy"; did you mean why?`},
		"an unknown key at the top":       {"title: T", "title: T\ntags: [a]", `t.yaml:4: unknown key "tags"`},
		"a key given twice":               {"    ask: Is it?", "    ask: Is it?\n    ask: Again?", `t.yaml:11: mapping key "ask" already defined`},
		"not YAML":                        {"checks:", "checks: [", "t.yaml:"},
		"a value of the wrong kind":       {"base: true", "base: perhaps", "t.yaml:14: only true or false may stand here"},
		"another schema":                  {"runbook/1", "runbook/2", `t.yaml:1: schema is "runbook/2"`},
		"an id that is not the file's":    {"id: t\n", "id: u\n", `t.yaml:2: id "u"`},
		"an expectation":                  {`">= 1"`, `"about 1"`, `t.yaml:8: check "c": expect "about 1"`},
		"no expectation":                  {`    expect: ">= 1"`, "", `t.yaml:8: check "c": expect ""`},
		"PromQL":                          {`sum(x`, `sun(x`, `query, variant "a": parse query: 1:1`},
		"a variable that is not there":    {"${backend}", "${front}", "${front} is not among the vars"},
		"a variable in the words":         {"Is it?", "Is ${it}?", "${it} is not among the vars"},
		"a text in a pattern":             {`b="${b`, `b=~"${b`, "is a text"},
		"a stage that is not on it":       {"stage: healthy", "stage: happy", `stage "happy"`},
		"a base check off the path":       {"    stage: healthy\n", "", "needs a stage"},
		"no polarity":                     {"    good: yes\n", "", "is a plain yes good news?"},
		"a polarity that is no answer":    {"good: yes", "good: maybe", "good is yes or no"},
		"a goto to nowhere":               {"    good: yes", "    good: yes\n    if_fail: {goto: nowhere}", `goes to "nowhere"`},
		"an alias of two words":           {"alias: see", "alias: see it", "one lower-case word"},
		"the runbook's name as alias":     {"alias: see", "alias: t", `the alias "t" belongs to the runbook t`},
		"query and have":                  {"    query:", "    have: {a: y}\n    want: {a: z}\n    query:", "give either query, or have with want"},
		"have without want":               {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}", `want: variant "a" is missing`},
		"want for another variant":        {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}\n    want: {a: z, b: z}", `want: variant "b" has no query`},
		"a declared that is no number":    {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}\n    declared: backend", `"backend" is not a number variable`},
		"a query that reads nothing":      {`sum(x{b="${backend}"})`, "vector(1)", "reads no series"},
		"a type that there is not":        {"type: text", "type: word", `type "word"`},
		"a default of the wrong kind":     {`{type: text, default: "${service}"}`, `{type: number, default: many}`, `"many" is not a number`},
		"a given variable of new kind":    {"  backend: {", "  began: {type: text}\n  backend: {", "began is always a time"},
		"a review that is no date":        {"2027-01-31", "soon", `t.yaml:4: review "soon"`},
		"if_unknown":                      {"    good: yes", "    good: yes\n    if_unknown: shrug", "if_unknown is ask or skip"},
		"a second document":               {"    expect: \">= 1\"\n", "    expect: \">= 1\"\n---\nschema: runbook/1\n", "more than one document"},
		"a check without a why":           {"    why: Because.\n", "", "ask and why are needed"},
		"an expectation of a human one":   {"    query:\n      a: 'sum(x{b=\"${backend}\"})'\n", "", "answered by a person: it has no expect"},
		"one answer of two":               {"    good: yes", "    good: yes\n    answer: {ok: It is}", "ok and bad come in pairs"},
		"an answer twice":                 {"    good: yes", "    good: yes\n    answer: {ok: It is, bad: It is}", "ok and bad say the same"},
		"an answer of two lines":          {"    good: yes", "    good: yes\n    answer: {ok: \"It\\nis\", bad: It is not}", "more than one line"},
		"an answer with a variable":       {"    good: yes", "    good: yes\n    answer: {ok: \"${backend} is\", bad: It is not}", "has a variable"},
		"a number in the question":        {"Is it?", "Is it ${have}?", "${have} is not among the vars"},
		"a guard's words with a variable": {"    good: yes", "    good: yes\n    guard: {query: {a: y}, say: \"${backend} is quiet\"}", "guard: say takes no variables"},
		"if_fail as a text":               {"    good: yes", "    good: yes\n    if_fail: Stop", `t.yaml:13: if_fail is written as if_fail: {say:`},
		"an expectation per variant":      {`expect: ">= 1"`, `expect: {a: ">= 1"}`, "t.yaml:17: expect is one text for all variants"},
		"a query without its exporter":    {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    query: sum(x)", "t.yaml:15: a query is written under the kind of exporter"},
		"a variable as a text":            {`{type: text, default: "${service}"}`, "api", "t.yaml:6: a variable is written as"},
		"words as a text":                 {"    good: yes", "    good: yes\n    say: fine", "t.yaml:13: say is written as"},
		"answers as a text":               {"    good: yes", "    good: yes\n    answer: fine", "t.yaml:13: answer is written as"},
		"a guard as a text":               {"    good: yes", "    good: yes\n    guard: up", "t.yaml:13: guard is written as"},
		"checks by name":                  {"checks:\n  - id: c", "checks:\n   c:\n    id: c", "t.yaml:8: checks is a list"},
		"the draft's show":                {"    good: yes", "    good: yes\n    show: each", `unknown key "show"; did you mean expect: show?`},
		"a key with a slip":               {"    base:", "    bsae:", `unknown key "bsae"; did you mean base?`},
		"a length without a unit":         {"    good: yes", "    good: yes\n    wait: 5", "t.yaml:13: a length of time is written as 90s, 5m or 1h30m"},
		"a length below zero":             {"    good: yes", "    good: yes\n    max_age: -5m", "t.yaml:13: a length of time"},
		"a length of ages":                {"    good: yes", "    good: yes\n    max_age: 9999999999h", "not this long"},
		"a query without any":             {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    query: {}", "query is empty"},
		"have and nothing to hold it to":  {"    query:\n      a: 'sum(x{b=\"${backend}\"})'", "    have: {a: y}", `want: variant "a" is missing`},
		"listed beside no want":           {"    query:", "    listed: {a: y}\n    query:", "listed stands beside a want"},
		"want alone":                      {"    query:", "    want: {a: y}\n    query:", "want and declared need a have"},
		"a base check that is shown":      {`expect: ">= 1"`, "expect: show", "a base check is judged, not shown"},
		"a share that is shown":           {"    base: true\n    query:\n      a: 'sum(x{b=\"${backend}\"})'\n    expect: \">= 1\"", "    have: {a: y}\n    want: {a: z}\n    expect: show", "is judged as a share of the whole"},
		"an answer to what is shown":      {"    base: true\n    query:\n      a: 'sum(x{b=\"${backend}\"})'\n    expect: \">= 1\"", "    answer: {ok: A, bad: B}\n    query: {a: y}\n    expect: show", "a check that is not judged has no ok and no bad"},
		"a recovery that is base":         {`">= 1"`, `"recovery >= 0.8"`, "it has no base"},
		"a recovery backwards":            {`">= 1"`, `"recovery <= 0.8"`, "at least a share of the way back"},
		"a limit in another base":         {`">= 1"`, `">= 0x10"`, `"0x10" is not a number`},
		"no limit at all":                 {`">= 1"`, `">= NaN"`, `"NaN" is not a number`},
		"limits the wrong way":            {`">= 1"`, `"between 2 and 1"`, "the smaller first"},
		"a late variant that is not here": {"    good: yes", "    good: yes\n    late: {b: 10m}", `late: variant "b" has no query`},
		"a person who waits for data":     {"    base: true\n    query:\n      a: 'sum(x{b=\"${backend}\"})'\n    expect: \">= 1\"\n", "    late: {a: 10m}\n", "it has no late"},
		"no title":                        {"title: T\n", "", "a runbook has a title"},
		"no checks":                       {whole[strings.Index(whole, "checks:"):], "checks: []\n", "at least one check"},
		"a variable's name":               {"  backend: {", "  Back-end: {", "is not a name such as backend"},
		"a variable without a type":       {"{type: text, default", "{default", `type ""`},
	}
}

func TestAFaultIsNamedWithFileAndLine(t *testing.T) {
	t.Parallel()
	if _, err := Load(fstest.MapFS{"t.yaml": {Data: []byte(whole)}}); err != nil {
		t.Fatalf("the file that the faults are made from: %v", err)
	}
	for name, tt := range faultsOfAFile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(fileOf("t.yaml", tt.of(t)))
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
