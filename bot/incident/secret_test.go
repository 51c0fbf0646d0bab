package incident_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The samples are made up, and put together here so that no scanner of this
// repository takes them for real.
const (
	slackBot   = "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"
	slackApp   = "xapp-" + "1-A0123456789-1234567890123-0123456789abcdef0123456789abcdef"
	slackOld   = "xoxs-" + "1234-5678-9012-abcdef0123"
	slackHook  = "https://hooks.slack.com/services/" + "T01234567/B01234567/AbCdEfGhIjKlMnOpQrStUvWx"
	githubPAT  = "ghp_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
	githubFine = "github_pat_" + "11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789"
	awsKey     = "AKIA" + "IOSFODNN7EXAMPLE"
	jwt        = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
	pem        = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\nabc/def+ghi==\n-----END RSA PRIVATE KEY-----"
)

func TestWhatOpensDoorsIsMasked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want, found string }{
		{"a bot token", "rotated " + slackBot + " at 15:04", "rotated [masked: Slack token] at 15:04", "Slack token"},
		{"an app token", slackApp, "[masked: Slack token]", "Slack token"},
		{"an old token", "(" + slackOld + ")", "([masked: Slack token])", "Slack token"},
		{"a webhook", "curl " + slackHook, "curl https://hooks.slack.com/services/[masked: Slack webhook]", "Slack webhook"},
		{"a personal token", "did revoke " + githubPAT + ".", "did revoke [masked: GitHub token].", "GitHub token"},
		{"an app's token", "ghs_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", "[masked: GitHub token]", "GitHub token"},
		{"a user's token", "ghu_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", "[masked: GitHub token]", "GitHub token"},
		{"half a token", "ghp_" + "AbCdEfGhIjKlMnOpQrSt", "[masked: GitHub token]", "GitHub token"},
		{"a fine one", githubFine, "[masked: GitHub token]", "GitHub token"},
		{"another forge's", "glpat-" + "AbCdEfGhIjKlMnOpQrSt", "[masked: GitLab token]", "GitLab token"},
		{"a cloud's key", "key " + awsKey + " leaked", "key [masked: AWS access key] leaked", "AWS access key"},
		{"a key for a while", "ASIA" + "IOSFODNN7EXAMPLE", "[masked: AWS access key]", "AWS access key"},
		{"a dashboard's token", "glsa_" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345_0a1b2c3d", "[masked: Grafana token]", "Grafana token"},
		{"a sign-in", "got " + jwt + " back", "got [masked: sign-in token (JWT)] back", "sign-in token (JWT)"},
		{"a key block", "key:\n" + pem + "\nthat was it", "key:\n[masked: private key]\nthat was it", "private key"},
		{"a key block on one line", strings.ReplaceAll(pem, "\n", " "), "[masked: private key]", "private key"},
		{"a key block without its end", "see " + pem[:60], "see [masked: private key]", "private key"},
		{"a key block from a phone", "—–BEGIN PRIVATE KEY—– MIIEabc", "[masked: private key]", "private key"},
		{"an address with a password", "psql postgres://api:hunter2@db-1:5432/api", "psql postgres://api:[masked: password]@db-1:5432/api", "password"},
		{"an address with a password and no name", "redis://:hunter2@cache:6379", "redis://:[masked: password]@cache:6379", "password"},
		{"an address behind a token", githubPAT + "://api:hunter2@db-1", "[masked: GitHub token]://api:[masked: password]@db-1", "GitHub token,password"},
		{"a header", "curl -H 'Authorization: Bearer abcdef0123456789' x", "curl -H 'Authorization: Bearer [masked: token]' x", "token"},
		{"a header with a basic one", `"Authorization": "Basic dXNlcjpwYXNzd29yZA=="`, `"Authorization": "Basic [masked: token]"`, "token"},
		{"a bearer alone", "with bearer 0123456789abcdef", "with bearer [masked: token]", "token"},
		{"a password", "password=hunter2", "password=[masked: password]", "password"},
		{"a password of words", "PGPASSWORD=correcthorse psql", "PGPASSWORD=[masked: password] psql", "password"},
		{"a password in JSON", `{"passwd": "hunter22"}`, `{"passwd": "[masked: password]"}`, "password"},
		{"a password in prose", "the password: hunter22 still works", "the password: [masked: password] still works", "password"},
		{"a password from a phone", "password=“hunter2”", "password=“[masked: password]”", "password"},
		{"a flag", "mysql --password hunter22", "mysql --password [masked: password]", "password"},
		{"a secret", "client_secret=9f8e7d6c5b4a", "client_secret=[masked: secret]", "secret"},
		{"a token in an address", "GET /x?access_token=abc123def456&page=2", "GET /x?access_token=[masked: secret]&page=2", "secret"},
		{"a key of an interface", "X-Api-Key: 0123456789abcdef0123", "X-Api-Key: [masked: secret]", "secret"},
		{"a cloud's secret", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [masked: secret]", "secret"},
		{"two at once", githubPAT + " and password=hunter2", "[masked: GitHub token] and password=[masked: password]", "GitHub token,password"},
		{"the same twice", awsKey + " " + awsKey, "[masked: AWS access key] [masked: AWS access key]", "AWS access key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, found := incident.Mask(tt.in)
			if got != tt.want || strings.Join(found, ",") != tt.found {
				t.Errorf("%q\nbecame %q (%v)\nwant   %q (%s)", tt.in, got, found, tt.want, tt.found)
			}
		})
	}
}

func TestWhatOnlySpeaksOfSecretsIsKept(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"",
		"password reset for 12 users",
		"password: reset by Ana at 15:04",
		"the password was wrong, passwords expire on Monday",
		"password=",
		"password=reset",
		"password=${DB_PASSWORD}",
		"password=********",
		"token expired, token: expired at 15:04",
		"token=expired",
		"max_tokens=4096 and token_ttl=3600",
		"secret: we rotated 3 of 20",
		"secret=grafana-admin",
		`kube_secret_info{secret="db-credentials-v2", namespace="prod"}`,
		`sum(rate(http_requests_total{job="api", token=~".+"}[5m]))`,
		"the key: the pool is empty",
		"cache key=user:1234567",
		"xoxb-your-token-here",
		"set SLACK_BOT_TOKEN and SLACK_APP_TOKEN",
		"ghp_ is how a token begins",
		"AKIA is how a key begins",
		"eyJ.is.nothing",
		"http://prometheus:9090/graph?g0.expr=up",
		"https://x.slack.com/archives/C012345/p1516115040000100",
		"ssh deploy@db-1:2222",
		"see ops@example.com: token please",
		"Authorization: required for all of them",
		"the bearer of bad news arrived",
		"rolled back api to 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
		"pod api-7f9c4d8b6-x2vqp restarted",
		"trace 550e8400-e29b-41d4-a716-446655440000",
		"BEGIN PRIVATE KEY rotation",
		"inc-12-api-is-slow",
	} {
		if got, found := incident.Mask(text); got != text || found != nil {
			t.Errorf("%q became %q (%v)", text, got, found)
		}
	}
}

// FuzzMask holds that what is masked is masked once, and that no shape outlives
// its masking.
func FuzzMask(f *testing.F) {
	for _, s := range []string{slackBot, slackApp, slackHook, githubPAT, githubFine, awsKey, jwt, pem, "a://b:c1@d", "password=hunter2 secret: abc123def456", "", "\xff", "[masked: token]"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		masked, found := incident.Mask(before + githubPAT + " " + after)
		again, more := incident.Mask(masked)
		if again != masked {
			t.Errorf("%q was masked again: %q (%v)", masked, again, more)
		}
		if strings.Contains(masked, githubPAT) || before == "" && !slices.Contains(found, "GitHub token") {
			t.Errorf("the token came through: %q (%v)", masked, found)
		}
	})
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain, Überlast, 日本, ✓":                "plain, Überlast, 日本, ✓",
		"a\x1b[31mred\x1b[0m":                   "a [31mred [0m",
		"a\x1b]8;;http://evil\x1b\\link":        "a ]8;;http://evil \\link",
		"a\u202etxt.exe":                        "atxt.exe",
		"a\u200bb\u2060c\ufeffd":                "abcd",
		"ghost\u3164\u115f":                     "ghost",
		"tab\there":                             "tab here",
		"one\r\ntwo\rthree\u2028four\u0085five": "one\ntwo\nthree\nfour\nfive",
		"👩\u200d🚒 and a\u200dz":                 "👩\u200d🚒 and az",
		"نمی\u200cخواهم":                        "نمی\u200cخواهم",
		"\u009b31m":                             " 31m",
		"bad\xffbyte":                           "bad\ufffdbyte",
	} {
		if got := incident.Visible(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	for _, text := range []string{"Ā\u200d\u200bQ", "日\u200d\u200d本", "\u200d", "日\u200d", "\r\r\n"} {
		if once := incident.Visible(text); incident.Visible(once) != once {
			t.Errorf("%q becomes %q, and that %q", text, once, incident.Visible(once))
		}
	}
	if got := incident.OneLine(" a\n\u200b\nb\u2029c "); got != "a b c" {
		t.Errorf("one line is %q", got)
	}
}

func TestNoSecretIsStoredWhereverItComesFrom(t *testing.T) {
	t.Parallel()
	verdict := &incident.Verdict{Check: "a/b", Say: "db-1 says " + awsKey, Offenders: []string{"api-1", "ghp " + githubPAT}}
	labels := map[string]string{"dsn": "postgres://api:hunter2@db-1/api"}
	proof := incident.Evidence{
		Check: "a/b", Query: `up{password="hunter2"}`, Link: "http://prometheus/graph?g0.expr=up%7Bpassword%3D%22hunter2%22%7D",
		Queries: []incident.Asked{{Query: `up{password="hunter2"}`, Series: []incident.Series{{Labels: labels, Samples: []incident.Sample{{Value: 0.1}}}}, Error: "refused " + jwt}},
	}
	sealed, err := proof.Sealed()
	if err != nil {
		t.Fatal(err)
	}
	again, err := sealed.Sealed()
	if err != nil || again.Hash != sealed.Hash {
		t.Errorf("sealed twice, the hash is %s and %s, %v", sealed.Hash, again.Hash, err)
	}
	if got := sealed.Queries[0]; got.Series[0].Labels["dsn"] != "postgres://api:[masked: password]@db-1/api" || strings.Contains(got.Error, jwt) || got.Series[0].Samples[0].Value != 0.1 {
		t.Errorf("sealed as %+v", got)
	}
	if sealed.Link != "" || strings.Contains(sealed.Query, "hunter2") || labels["dsn"] != "postgres://api:hunter2@db-1/api" {
		t.Errorf("the link is %q, the query %q, and the caller's labels are %v", sealed.Link, sealed.Query, labels)
	}

	var kept []incident.Event
	s := &incident.Service{Store: keeper{kept: func(c incident.Change) { kept = c.Events }}, Now: func() time.Time { return time.Unix(1516115040, 0) }}
	decide := func(incident.Incident, time.Time) (incident.Change, error) {
		return incident.Change{Events: []incident.Event{
			{Kind: incident.Judged, Data: incident.Data{Verdict: verdict}},
			{Kind: incident.Noted, Text: "see " + slackBot, Data: incident.Data{Message: &incident.Message{Files: []incident.File{{Name: pem}}}}},
		}}, nil
	}
	if _, err := s.Complete(t.Context(), incident.Lease{}, decide); err != nil {
		t.Fatal(err)
	}
	if got := kept[0].Data.Verdict; got.Say != "db-1 says [masked: AWS access key]" || got.Offenders[1] != "ghp [masked: GitHub token]" || verdict.Offenders[1] != "ghp "+githubPAT {
		t.Errorf("the verdict is kept as %+v", got)
	}
	if kept[1].Text != "see [masked: Slack token]" || kept[1].Data.Message.Files[0].Name != "[masked: private key]" {
		t.Errorf("the note is kept as %+v", kept[1])
	}
}

// keeper is a store that only shows what it is given.
type keeper struct {
	incident.Store
	kept func(incident.Change)
}

func (k keeper) Complete(_ context.Context, _ incident.Lease, write incident.Write) (incident.Incident, error) {
	change, err := write(incident.Incident{})
	k.kept(change)
	return incident.Incident{}, err
}

func BenchmarkMask(b *testing.B) {
	const line = "Is the API pool whole? No: 2 of 20 take traffic. Out: api-3, api-4, api-5 and 15 more; 18 of them refuse connections."
	for b.Loop() {
		incident.Mask(line)
	}
}
