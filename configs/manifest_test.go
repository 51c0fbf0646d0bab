package configs_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/configs"
)

// shape is what a manifest says, read back.
type shape struct {
	Features struct {
		Commands []struct {
			Command string `json:"command"`
			URL     string `json:"url"`
		} `json:"slash_commands"`
		Shortcuts []struct {
			Name       string `json:"name"`
			CallbackID string `json:"callback_id"`
		} `json:"shortcuts"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			URL string   `json:"request_url"`
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			URL string `json:"request_url"`
		} `json:"interactivity"`
		SocketMode bool `json:"socket_mode_enabled"`
	} `json:"settings"`
}

func manifestOf(t *testing.T, a configs.App) shape {
	t.Helper()
	text, err := configs.Manifest(a)
	if err != nil {
		t.Fatal(err)
	}
	var m shape
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheManifestAsksForEveryScopeAndHearsWhatTheyCarry(t *testing.T) {
	t.Parallel()
	m := manifestOf(t, configs.App{Command: "/inc", Hint: "declare"})
	for _, s := range configs.Scopes() {
		if s.Why == "" || s.Without == "" || strings.HasSuffix(s.Without, ".") || !slices.Contains(m.OAuth.Scopes.Bot, s.Name) {
			t.Errorf("the scope %+v lacks a word, or the manifest does not ask for it: %v", s, m.OAuth.Scopes.Bot)
		}
	}
	for _, e := range configs.Events() {
		carried := e.Scope == "" || slices.ContainsFunc(configs.Scopes(), func(s configs.Scope) bool { return s.Name == e.Scope })
		if e.Why == "" || !carried || !slices.Contains(m.Settings.Events.Bot, e.Name) {
			t.Errorf("the event %+v lacks a word, its scope, or its place in the manifest: %v", e, m.Settings.Events.Bot)
		}
	}
	if len(m.Features.Commands) != 1 || m.Features.Commands[0].Command != "/inc" || !m.Settings.SocketMode {
		t.Errorf("the manifest is %+v", m)
	}
	for _, s := range m.Features.Shortcuts {
		if len(s.Name) > 24 || s.CallbackID == "" {
			t.Errorf("the shortcut %+v: a name has at most 24 characters", s)
		}
	}
}

func TestAMinimalManifestLeavesOutWhatIsOptionalAndTheEventsOfIt(t *testing.T) {
	t.Parallel()
	m := manifestOf(t, configs.App{Command: "/incident", Minimal: true})
	for _, s := range configs.Scopes() {
		if slices.Contains(m.OAuth.Scopes.Bot, s.Name) == s.Optional {
			t.Errorf("%s (optional: %v) against %v", s.Name, s.Optional, m.OAuth.Scopes.Bot)
		}
	}
	for _, e := range m.Settings.Events.Bot {
		if strings.HasPrefix(e, "group_") {
			t.Errorf("the event %s has lost its scope and is still there", e)
		}
	}
	if !slices.Contains(m.Settings.Events.Bot, "app_home_opened") || !slices.Contains(m.Settings.Events.Bot, "app_mention") {
		t.Errorf("the events are %v", m.Settings.Events.Bot)
	}
}

func TestInHTTPModeEveryWayInHasItsAddressAndThereIsNoSocket(t *testing.T) {
	t.Parallel()
	const address = "https://sitrep.example.com/slack"
	m := manifestOf(t, configs.App{Command: "/incident", URL: address})
	if m.Settings.SocketMode || m.Features.Commands[0].URL != address || m.Settings.Events.URL != address || m.Settings.Interactivity.URL != address {
		t.Errorf("the manifest is %+v", m)
	}
}

func TestAManifestThatSlackWouldRefuseIsNotMade(t *testing.T) {
	t.Parallel()
	for _, a := range []configs.App{
		{},
		{Command: "incident"},
		{Command: "/"},
		{Command: "/Incident"},
		{Command: "/in cident"},
		{Command: "/" + strings.Repeat("x", 32)},
		{Command: "/incident", URL: "http://sitrep.example.com"},
		{Command: "/incident", URL: "sitrep"},
	} {
		if text, err := configs.Manifest(a); err == nil || !strings.Contains(err.Error(), "such as") {
			t.Errorf("%+v gives %s and the error %v", a, text, err)
		}
	}
}
