package configs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sitrephq/sitrep/configs"
)

// slackSchema is Slack's own schema of manifests, version 2.0.0, from
// github.com/slackapi/manifest-schema. It is not ours to ship: it is read from
// where SLACK_MANIFEST_SCHEMA says, or from the folder that is laid beside the
// repository where CI runs; nil elsewhere. Its patterns look ahead, which Go's
// own expressions do not.
func slackSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	path := os.Getenv("SLACK_MANIFEST_SCHEMA")
	if path == "" {
		path = filepath.Join("..", "..", "shared", "lab", "manifest.schema.2.0.0.json")
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
		return lookingAhead{re}, err
	})
	if err := c.AddResource("manifest.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type lookingAhead struct{ *regexp2.Regexp }

// MatchString implements jsonschema.Regexp.
func (r lookingAhead) MatchString(s string) bool {
	is, err := r.Regexp.MatchString(s)
	return err == nil && is
}

// limits are Slack's published ones, by where they hold. They are checked
// everywhere; the schema, which knows more, where it is to be had.
func limits(m map[string]any) []string {
	var faults []string
	most := func(what string, v any, n int) {
		text, _ := v.(string)
		if list, is := v.([]any); is && len(list) > n || len(text) > n || v == nil {
			faults = append(faults, what)
		}
	}
	at := func(path string) any {
		var v any = m
		for key := range strings.SplitSeq(path, ".") {
			block, _ := v.(map[string]any)
			v = block[key]
		}
		return v
	}
	most("name", at("display_information.name"), 35)
	most("description", at("display_information.description"), 140)
	most("scopes", at("oauth_config.scopes.bot"), 255)
	most("events", at("settings.event_subscriptions.bot_events"), 100)
	most("commands", at("features.slash_commands"), 50)
	most("shortcuts", at("features.shortcuts"), 10)
	for _, each := range at("features.slash_commands").([]any) {
		c := each.(map[string]any)
		most("command", c["command"], 32)
		most("command's description", c["description"], 2000)
		most("command's hint", c["usage_hint"], 1000)
	}
	for _, each := range at("features.shortcuts").([]any) {
		s := each.(map[string]any)
		most("shortcut", s["name"], 24)
		most("shortcut's description", s["description"], 150)
		most("shortcut's id", s["callback_id"], 255)
	}
	return faults
}

func TestEveryManifestIsWhatSlackAccepts(t *testing.T) {
	t.Parallel()
	schema := slackSchema(t)
	for _, a := range []configs.App{
		{Command: "/incident", Hint: "declare | help"},
		{Command: "/incident", Hint: "declare | help", Minimal: true},
		{Command: "/" + strings.Repeat("i", 31), Hint: strings.Repeat("h", 1000), URL: "https://sitrep.example.com/slack"},
	} {
		text, err := configs.Manifest(a)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		if faults := limits(m); len(faults) > 0 {
			t.Errorf("%+v is over Slack's limits in %v", a, faults)
		}
		if schema == nil {
			continue
		}
		if err := schema.Validate(m); err != nil {
			t.Errorf("%+v: %v", a, err)
		}
	}
	if schema == nil {
		t.Log("without Slack's schema only the published limits were checked")
		return
	}
	// It is the schema that decides, and not nothing.
	if err := schema.Validate(map[string]any{"display_information": map[string]any{"name": strings.Repeat("n", 36)}}); err == nil {
		t.Error("a name of 36 characters is accepted: the schema checks nothing")
	}
}
