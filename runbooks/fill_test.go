package runbooks

import (
	"maps"
	"testing"
)

// FuzzFill: whatever a person or a configuration gives as a value, of whatever
// type, the query stays the question that its author wrote.
func FuzzFill(f *testing.F) {
	for _, seed := range []string{
		"api", `"`, `\`, `\"`, `"} or vector(1) or x{a="`, "a\nb", "\r", "\x00", "é", "日本", "\u2028", "\xff\xfe", "$1", "${1}", "${text}", "|", "a|b", ".*", "}", "{", "]", ")",
		"a,b", ",", " , ", "x, .*", "1", "-1", "1e9", "1 or vector(1)", "1) or (1", "NaN", "+Inf", "0x1p-2", "1_000", "5m", "5m]", "5m:1m", "1h30m", "1y", "0s", "-5m", "#", "# x\n",
		"1516115040", "1516115040.5", "2018-01-16T15:04:00Z", "2018-01-16T15:04:00+01:00", "start()", "end()", "`", "'", "\t", "offset 5m", "by (x)", "99999999999999999999", "1e300",
	} {
		f.Add(seed)
	}
	const query = `sum by (a) (rate(x{a="${text}",b!="${text}",c=~"${list}",d!~"${list}"}[${d}] offset ${d})) > ${n} and on (a) max_over_time(y{a="${text}"}[${d}:1m] @ ${t})`
	tpl, err := newTemplate(query, kindsForTest())
	if err != nil {
		f.Fatal(err)
	}
	usual := map[string]string{"text": "api", "list": "a,b", "n": "1", "d": "5m", "t": "1516115040"}
	f.Fuzz(func(t *testing.T, value string) {
		for name := range usual {
			given := maps.Clone(usual)
			given[name] = value
			out, e, err := tpl.fill(given)
			if err != nil {
				continue // Refused is safe.
			}
			if read := selectors(e); len(read) != 2 {
				t.Errorf("%s %q: it reads %q: %s", name, value, read, out)
			}
			if exact, _ := values(e, given["text"]); exact < 3 {
				t.Errorf("%s %q: the text is not what was given: %s", name, value, out)
			}
			if got := shape(e); got != tpl.shape {
				t.Errorf("%s %q: %s, was %s", name, value, got, tpl.shape)
			}
		}
	})
}
