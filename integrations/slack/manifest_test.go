package slack

import (
	"slices"
	"testing"

	"github.com/sitrephq/sitrep/configs"
)

// What the bot answers to is what its manifest asks for: an event that is not
// subscribed to never comes, and a shortcut of another name is nobody's.
func TestTheManifestHasWhatIsAnsweredTo(t *testing.T) {
	t.Parallel()
	for kind := range new(Adapter).hearing() {
		if !slices.ContainsFunc(configs.Events(), func(e configs.Event) bool { return e.Name == kind }) {
			t.Errorf("%s is heard, and the manifest does not subscribe to it", kind)
		}
	}
	for ours, manifests := range map[string]string{
		declareShortcut: configs.ShortcutDeclare, declareFromShortcut: configs.ShortcutDeclareFrom, timelineShortcut: configs.ShortcutTimeline,
	} {
		if ours != manifests {
			t.Errorf("the shortcut %s is %s in the manifest", ours, manifests)
		}
	}
}
