package main

import (
	"strings"
	"testing"
)

func TestNothingFromOutsideSteersTheTerminal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"FAIL  pool\n\tÜber 20, ✗ 日本\n":              "FAIL  pool\n\tÜber 20, ✗ 日本\n",
		"api\x1b[32mPASS\x1b[0m":                     `api\u001b[32mPASS\u001b[0m`,
		"\x1b]8;;http://evil\x1b\\runbook\x1b]8;;\a": `\u001b]8;;http://evil\u001b\runbook\u001b]8;;\u0007`,
		"FAIL\rPASS\b\b":                             `FAIL\u000dPASS\u0008\u0008`,
		"\u009b31mred":                               `\u009b31mred`,
		"a\u202etxt.exe":                             `a\u202etxt.exe`,
		"broken\xff":                                 "broken\ufffd",
	} {
		var whole, bytewise strings.Builder
		all := &terminal{to: &whole}
		if n, err := all.Write([]byte(in)); n != len(in) || err != nil {
			t.Errorf("%q: wrote %d of %d, %v", in, n, len(in), err)
		}
		one := &terminal{to: &bytewise}
		for _, c := range []byte(in) {
			if _, err := one.Write([]byte{c}); err != nil {
				t.Error(err)
			}
		}
		if whole.String() != want || bytewise.String() != want {
			t.Errorf("%q is printed as %q, and byte by byte as %q, want %q", in, whole.String(), bytewise.String(), want)
		}
	}
}
