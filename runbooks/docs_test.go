package runbooks

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestTheExampleOfTheDocsLoads(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/runbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)
	if example == nil {
		t.Fatal("the page has no example")
	}
	own, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Load(own.files, fileOf("checkout-slow.yaml", string(example[1])))
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := l.Check("checkout-slow/in-time"); !ok || len(c.variants) != 2 {
		t.Errorf("%+v", c)
	}
	doc, err := seen(string(example[1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := editor(t).Validate(doc); err != nil {
		t.Errorf("the schema: %v", err)
	}
}

func TestTheDocsNameEveryKey(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/runbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []any{form{}, whenForm{}, capacityForm{}, checkForm{}, guardForm{}, sayForm{}, answerForm{}, failForm{}, Variable{}} {
		for _, key := range keysOf(reflect.TypeOf(f)) {
			if !strings.Contains(string(page), "`"+key+"`") {
				t.Errorf("%T: the page says nothing of %q", f, key)
			}
		}
	}
	for name := range given() {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("the page says nothing of ${%s}", name)
		}
	}
}
