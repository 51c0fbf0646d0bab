package doctor_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/doctor"
)

func TestAReportSaysWhatToDoBelowEachFindingAndTheVerdictLast(t *testing.T) {
	t.Parallel()
	fine, warn := doctor.Fine("tokens", "both are of the right kind"), doctor.Warn("scopes", "1 is missing", "install the app again")
	fail, skip := doctor.Fail("socket", "refused", "switch Socket Mode on"), doctor.Skip("messages", "without a token")
	for _, tt := range []struct {
		all   []doctor.Finding
		want  string
		worst doctor.Level
	}{
		{[]doctor.Finding{fine}, "ok           tokens  both are of the right kind\n\nReady.\n", doctor.OK},
		{[]doctor.Finding{fine, skip}, "ok           tokens    both are of the right kind\nnot checked  messages  without a token\n\nReady.\n", doctor.NotChecked},
		{[]doctor.Finding{warn}, "warning      scopes  1 is missing\n                     Next: install the app again\n\nReady, with 1 to look at.\n", doctor.Warning},
		{[]doctor.Finding{warn, fail}, "warning      scopes  1 is missing\n                     Next: install the app again\nfailed       socket  refused\n                     Next: switch Socket Mode on\n\n1 of 2 failed: mend the first one first, others may follow from it.\n", doctor.Failed},
	} {
		var b strings.Builder
		if err := doctor.Print(&b, tt.all); err != nil || b.String() != tt.want {
			t.Errorf("printed %q (%v), want %q", b.String(), err, tt.want)
		}
		if got := doctor.Worst(tt.all); got != tt.worst {
			t.Errorf("the worst of %v is %q, want %q", tt.all, got, tt.worst)
		}
	}
}

func TestForAProgramTheFindingsAreAList(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := doctor.Encode(&b, []doctor.Finding{doctor.Warn("scopes", "1 is missing", "install")}); err != nil {
		t.Fatal(err)
	}
	var back []map[string]string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || len(back) != 1 || back[0]["level"] != "warning" || back[0]["next"] != "install" {
		t.Errorf("read back as %v (%v)", back, err)
	}
}
