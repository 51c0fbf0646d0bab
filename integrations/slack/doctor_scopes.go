package slack

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/sitrephq/sitrep/internal/doctor"
)

// mendScopes is how a scope is added: a manifest alone changes nothing before
// the app is installed again.
const mendScopes = "paste the output of sitrep manifest under App Manifest on the app's page, then install the app again under Install App"

// scopes compares what was granted with what is needed, and says what stops.
func scopes(needed []Scope, header http.Header) []doctor.Finding {
	const check = "scopes"
	granted := grantedScopes(header)
	if len(granted) == 0 {
		return []doctor.Finding{doctor.Skip(check, "the answer does not say which scopes the token has")}
	}
	var missing, without []string
	for _, s := range missingScopes(needed, granted) {
		said := fmt.Sprintf("%s (%s)", s.Name, s.Without)
		if s.Optional {
			without = append(without, said)
		} else {
			missing = append(missing, said)
		}
	}
	var all []doctor.Finding
	if len(missing) > 0 {
		all = append(all, doctor.Fail(check, "not granted: "+strings.Join(missing, "; "), mendScopes))
	}
	if len(without) > 0 {
		all = append(all, doctor.Warn(check, "optional and not granted: "+strings.Join(without, "; "), "nothing, if you left them out on purpose; otherwise "+mendScopes))
	}
	if len(all) == 0 {
		all = append(all, doctor.Fine(check, fmt.Sprintf("all %d are granted", len(needed))))
	}
	return all
}
