package runbooks

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// largestPage bounds what is imported: a runbook that nobody can read through
// in an incident is no runbook.
const largestPage = 1 << 20

// imported is the part of the form that an import fills.
type imported struct {
	Schema string          `yaml:"schema"`
	ID     string          `yaml:"id"`
	Title  string          `yaml:"title"`
	When   *importedWhen   `yaml:"when,omitempty"`
	Checks []importedCheck `yaml:"checks"`
}

type importedWhen struct {
	Alerts []string `yaml:"alerts,flow"`
}

type importedCheck struct {
	ID  string `yaml:"id"`
	Ask string `yaml:"ask"`
	Why string `yaml:"why"`

	yesOrNo bool
}

// Import turns a Markdown runbook into one of ours, whose checks people answer:
// one for each question and each step, in the author's words. Name is the
// file's name, or the id that the runbook shall have. What asks nothing is
// listed in comments at the end, with its line. The result loads beside the
// embedded library; the error says what is missing.
func Import(name string, markdown []byte) ([]byte, error) {
	id := ImportedName(name)
	switch {
	case id == "":
		return nil, fmt.Errorf("%q gives no name: a runbook is called as in backend-pool", name)
	case len(markdown) > largestPage:
		return nil, fmt.Errorf("%s is larger than 1 MB: import the part that people follow", name)
	case !utf8.Valid(markdown) || bytes.IndexByte(markdown, 0) >= 0:
		return nil, fmt.Errorf("%s is not text", name)
	case len(bytes.TrimSpace(markdown)) == 0:
		return nil, fmt.Errorf("%s is empty", name)
	}
	ours, err := Embedded()
	if err != nil {
		return nil, err
	}
	for _, b := range ours.runbooks {
		if b.ID == id {
			return nil, fmt.Errorf("%s would stand in for our runbook %s, which metrics answer: import it under another name", name, id)
		}
	}
	out, err := converted(name, markdown, ours)
	if err != nil {
		return nil, err
	}
	own, err := embedded()
	if err != nil {
		return nil, err
	}
	files, err := collect(own)
	if err != nil {
		return nil, err
	}
	files[id+".yaml"] = file{name: id + ".yaml", path: id + ".yaml", body: out}
	if _, err := assemble(files, nil); err != nil {
		return nil, fmt.Errorf("%s does not fit beside the library; import it under another name: %w", name, err)
	}
	return out, nil
}

// converted is a page as a runbook, whose names leave room for ours.
func converted(name string, markdown []byte, ours *Library) ([]byte, error) {
	r := newReading(markdown)
	r.read()
	if len(r.steps) == 0 {
		return nil, fmt.Errorf("%s asks nothing: I take headings that end in a question mark, numbered lists, boxes to tick, and what stands under Diagnosis or Mitigation", name)
	}
	return r.write(ImportedName(name), ours)
}

// ImportedName is the id that Import gives to a page of that name; empty where
// it has no letter that an id may have.
func ImportedName(name string) string {
	id := slug(strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name)))
	if id != "" && !idForm.MatchString(id) {
		id = "runbook-" + id
	}
	return id
}

// write is what was read as a file of ours.
func (r *reading) write(id string, ours *Library) ([]byte, error) {
	title := r.title
	if title == "" {
		title = id
	}
	form := imported{Schema: schema, ID: id, Title: title}
	if len(r.alerts) > 0 {
		form.When = &importedWhen{Alerts: r.alerts}
	}
	taken := map[string]bool{id: true}
	for _, b := range ours.runbooks {
		taken[b.ID] = true
	}
	for n, s := range r.steps {
		form.Checks = append(form.Checks, importedCheck{ID: checkID(s.said, n, taken), Ask: s.ask, Why: r.why(s), yesOrNo: s.yesOrNo()})
	}
	var doc yaml.Node
	if err := doc.Encode(form); err != nil {
		return nil, fmt.Errorf("write the runbook: %w", err)
	}
	doc.HeadComment = "Imported from Markdown. A person answers each check until it has a query."
	_, checks := entry(&doc, "checks")
	for n, c := range form.Checks {
		if key, _ := entry(checks.Content[n], "why"); c.yesOrNo && key != nil {
			key.HeadComment = `Is yes good news? With good: "yes" or "no" people answer by a button, and it has a verdict.`
		}
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(&doc), e.Close()); err != nil {
		return nil, fmt.Errorf("write the runbook: %w", err)
	}
	out.WriteString(r.leftOut())
	return out.Bytes(), nil
}

// longestID is where a check's name is cut, at a word.
const longestID = 40

// checkID is a name for a check from its words, and the same for the same
// words. One word alone is left to aliases.
func checkID(said string, n int, taken map[string]bool) string {
	id := ""
	for word := range strings.SplitSeq(slug(said), "-") {
		if id != "" && len(id)+1+len(word) > longestID {
			break
		}
		id = strings.TrimPrefix(id+"-"+word, "-")
	}
	switch {
	case id == "" || len(id) > longestID:
		id = fmt.Sprintf("step-%d", n+1)
	case !idForm.MatchString(id) || !strings.Contains(id, "-"):
		id = "step-" + id
	}
	unique := id
	for n := 2; taken[unique]; n++ {
		unique = fmt.Sprintf("%s-%d", id, n)
	}
	taken[unique] = true
	return unique
}

var (
	camel  = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	noWord = regexp.MustCompile(`[^a-z0-9]+`)
)

// slug is a text in lower-case words with hyphens; empty where it has none.
// KubePodCrashLooping is kube-pod-crash-looping.
func slug(said string) string {
	words := camel.ReplaceAllString(said, "$1-$2")
	words = strings.ReplaceAll(strings.ToLower(words), "'", "")
	return strings.Trim(noWord.ReplaceAllString(words, "-"), "-")
}
