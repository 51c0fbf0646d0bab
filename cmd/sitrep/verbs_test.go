package main

import (
	"testing"

	"github.com/sitrephq/sitrep/runbooks"
)

func TestAWordFindsACheckWithItsAnswersInContent(t *testing.T) {
	t.Parallel()
	library, err := runbooks.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	found := checkWords{library}.Find("idle")
	if len(found) != 1 || found[0].Pass != "the added members are working" || found[0].Fail != "the added members are idle" || !found[0].GoodIsNo {
		t.Errorf("%+v", found)
	}
	for said, want := range map[string]string{"API is slow": "API is slow", "": "", "Ä": "ä", "It is": "it is"} {
		if got := inside(said); got != want {
			t.Errorf("%q inside a sentence is %q", said, got)
		}
	}
}
