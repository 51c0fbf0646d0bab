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
	if len(found) != 1 || found[0].OK != "The added members are working" || found[0].Bad != "The added members are idle" || !found[0].GoodIsNo {
		t.Errorf("%+v", found)
	}
}
