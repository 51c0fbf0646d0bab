package sandbox

import "testing"

// A method without a tier would never be limited, and nobody would notice.
func TestEveryMethodHasATier(t *testing.T) {
	t.Parallel()
	known := tiers()
	for name := range methods() {
		if known[name] == 0 {
			t.Errorf("limits.go does not say how many calls of %s a minute takes", name)
		}
		delete(known, name)
	}
	for name := range known {
		t.Errorf("limits.go has a tier for %s, which is no method here", name)
	}
}
