package runbooks

import (
	"strings"
	"testing"
	"time"
)

func TestFindKnowsWhatAPhoneTyped(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	const everyPool = "backend-pool/running backend-pool/deployed-equals-live backend-pool/healthy-share backend-pool/receiving backend-pool/answers backend-pool/left-together backend-pool/even-load"
	for word, want := range map[string]string{
		"pool":                       "backend-pool/healthy-share",
		"Pool ":                      "backend-pool/healthy-share",
		"“pool”":                     "backend-pool/healthy-share",
		"`p95`":                      "backend-pool/answers",
		"backend-pool/healthy-share": "backend-pool/healthy-share",
		"healthy-share":              "backend-pool/healthy-share",
		"healthy share":              "backend-pool/healthy-share",
		"healthy_share":              "backend-pool/healthy-share",
		"healthy":                    "backend-pool/healthy-share",
		"helthy-share":               "backend-pool/healthy-share",
		"poool":                      "backend-pool/healthy-share",
		"recieving":                  "backend-pool/receiving",
		"idel":                       "",
		"idle":                       "added-capacity/idle",
		"backend-pool":               everyPool,
		"backend":                    everyPool,
		"added":                      "added-capacity/started added-capacity/joined added-capacity/idle",
		"":                           "",
		"weather":                    "",
		"db":                         "",
	} {
		var got []string
		for _, c := range l.Find(word) {
			got = append(got, c.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %q, want %q", word, got, want)
		}
	}
}

func TestNamedHearsAnAliasInAFreeText(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"put 18 API servers back in the pool": "backend-pool/healthy-share",
		"both pools are empty":                "backend-pool/healthy-share",
		"P95 is down again":                   "backend-pool/answers",
		"Pool!":                               "backend-pool/healthy-share",
		"pooler restarted":                    "connection-limits/pooler",
		"connection-pool resized":             "",
		"added 4 database replicas":           "",
		"":                                    "",
	} {
		got, ok := l.Named(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q names %q (%v), want %q", text, got, ok, want)
		}
	}
}

func TestACheckIsKnownByItsFullNameOnly(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := l.Check("backend-pool/healthy-share"); !ok || c.Alias != "pool" || !c.GoodYes || !c.Base {
		t.Errorf("%v %+v", ok, c)
	}
	if c, ok := l.Check("added-capacity/idle"); !ok || c.GoodYes || c.Base || c.Wait.Minutes() != 5 || c.Goto != "backend-pool" {
		t.Errorf("%v %+v", ok, c)
	}
	if _, ok := l.Check("pool"); ok {
		t.Error("an alias is for Find")
	}
}

func TestNamesAreSortedAsPeopleCount(t *testing.T) {
	t.Parallel()
	got, more := firstFew([]string{"api-10", "api-3", "db", "api-3", "api-20", "api-03", "api"})
	if strings.Join(got, " ") != "api api-3 api-03" || more != 3 {
		t.Errorf("%v and %d more", got, more)
	}
}

func TestAReviewIsDueFromItsDayOn(t *testing.T) {
	t.Parallel()
	day := time.Date(2027, 5, 31, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		review string
		now    time.Time
		want   bool
	}{
		{"2027-05-31", day.Add(-time.Second), false},
		{"2027-05-31", day, true},
		{"2027-05-31", day.In(time.FixedZone("", -3600)), true},
		{"", day, false},
	} {
		if got := (Runbook{Review: tt.review}).ReviewDue(tt.now); got != tt.want {
			t.Errorf("%q at %s: due %v", tt.review, tt.now, got)
		}
	}
}
