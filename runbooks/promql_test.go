package runbooks

import (
	"maps"
	"strings"
	"testing"
)

func kindsForTest() map[string]Kind {
	return map[string]Kind{"text": Text, "list": List, "n": Number, "d": Duration, "t": Time}
}

func TestFillingKeepsTheShapeOfTheQuery(t *testing.T) {
	t.Parallel()
	const query = `sum(rate(x{a="${text}",b=~"${list}"}[${d}])) > ${n} and on () y @ ${t}`
	tests := []struct {
		name   string
		values map[string]string
		want   string
	}{
		{
			"plain values",
			map[string]string{"text": "api", "list": "db-5, db-6", "d": "5m", "n": "0.8", "t": "1516114800"},
			`sum(rate(x{a="api",b=~"db-5|db-6"}[5m])) > 0.8 and on () y @ 1516114800`,
		},
		{
			"a quote cannot end the matcher",
			map[string]string{"text": `api"} or vector(1) or x{a="`, "list": "a", "d": "5m", "n": "1", "t": "1"},
			`sum(rate(x{a="api\"} or vector(1) or x{a=\"",b=~"a"}[5m])) > 1 and on () y @ 1`,
		},
		{
			"a list element is no pattern",
			map[string]string{"text": `a\b`, "list": `db.*, (db|x), db:9187`, "d": "1h30m", "n": "-1", "t": "1.5"},
			`sum(rate(x{a="a\\b",b=~"db\\.\\*|\\(db\\|x\\)|db:9187"}[1h30m])) > -1 and on () y @ 1.5`,
		},
		{
			"a new line stays inside its string",
			map[string]string{"text": "api\n#", "list": "a", "d": "5m", "n": "1e6", "t": "1"},
			`sum(rate(x{a="api\n#",b=~"a"}[5m])) > 1e+06 and on () y @ 1`,
		},
	}
	tpl, err := newTemplate(query, kindsForTest())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _, err := tpl.fill(tt.values)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("filled\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestFillingRefusesWhatIsNotOfItsKind(t *testing.T) {
	t.Parallel()
	good := map[string]string{"text": "a", "list": "a", "d": "5m", "n": "1", "t": "1"}
	tpl, err := newTemplate(`sum(rate(x{a="${text}",b=~"${list}"}[${d}])) > ${n} and on () y @ ${t}`, kindsForTest())
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]string{
		"n":    {"1 or vector(1)", "NaN", "Inf", "x", ""},
		"d":    {"5m]) or vector(1", "5", "-5m", "0", "0s", "", "1.5h"},
		"t":    {"1) or y", "now()", "start()", "NaN"},
		"list": {"", " , "},
	} {
		for _, v := range bad {
			values := maps.Clone(good)
			values[name] = v
			if got, _, err := tpl.fill(values); err == nil {
				t.Errorf("${%s} = %q was filled in: %s", name, v, got)
			}
		}
	}
}

func TestAFillingThatChangesTheShapeIsRefused(t *testing.T) {
	t.Parallel()
	tpl, err := newTemplate(`x > ${n}`, kindsForTest())
	if err != nil {
		t.Fatal(err)
	}
	// The second lock: even a value that got past its kind may not add a term.
	tpl.kinds["n"] = Duration
	if got, _, err := tpl.fill(map[string]string{"n": "5m"}); err != nil || got != "x > 5m" {
		t.Fatalf("a duration is a number too: %q, %v", got, err)
	}
	tpl.text = `x > 1 or ${n}`
	if got, _, err := tpl.fill(map[string]string{"n": "5m"}); err == nil {
		t.Errorf("another shape was let through: %s", got)
	}
}

func TestAVariableMayOnlyStandWhereItsKindIsSafe(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`x{a=~"${text}"}`:         "is a text",
		`x{a=~".*${text}.*"}`:     "is a text",
		`x{a="pre-${text}"}`:      "is a text",
		`x{a='${text}'}`:          "",
		"x{a=`${text}`}":          "",
		`${text}`:                 "",
		`x{a="${list}"}`:          "is a list",
		`x{a=~"(${list})(:9.*)"}`: "is a list",
		`x{a="${nobody}"}`:        "not among the vars",
		`sum(x`:                   "parse query",
	} {
		_, err := newTemplate(query, kindsForTest())
		if err == nil {
			t.Errorf("%s was accepted", query)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", query, err, want)
		}
	}
}

func TestSelectorsAreAskedWithoutOffsetAndAt(t *testing.T) {
	t.Parallel()
	_, err := parse(`sum(x{a="b"} offset 1d) / scalar(max_over_time(y[7d] @ 5)) + sum(x{a="b"}) unless z{c=~"d"}[5m:1m]`)
	if err == nil {
		t.Fatal("a range vector as an operand should not parse")
	}
	e, err := parse(`sum(x{a="b"} offset 1d) / scalar(max_over_time(y[7d] @ 5)) + sum(x{a="b"}) / max_over_time(z{c=~"d"}[5m:1m])`)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(selectors(e), " ")
	if want := `x{a="b"} y z{c=~"d"}`; got != want {
		t.Errorf("selectors %s, want %s", got, want)
	}
	if s := scalars(e); len(s) != 1 || s[0] != "max_over_time(y[1w] @ 5.000)" {
		t.Errorf("scalars %q", s)
	}
}

func TestEmptyMeansNoneOnlyWhereNothingElseCanMakeItEmpty(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		`x == 1`:               true,
		`count(x < 5)`:         true,
		`rate(x[5m]) > 0`:      false,
		`x and on (a) y`:       false,
		`x > on (a) y`:         false,
		`x > scalar(y)`:        true,
		`x offset 1h > 5`:      false,
		`max_over_time(x[1h])`: false,
	} {
		e, err := parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := emptyIsNone(e); got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}
