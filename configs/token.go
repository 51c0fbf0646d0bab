package configs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// tokenLimit is the most that is read of a token's file, in bytes. Whatever is
// longer is another file.
const tokenLimit = 4096

// token is a secret, the file that may hold it, and the variables of the two.
type token struct {
	value    *Secret
	file     string
	variable string
}

func (s *Slack) tokens() []token {
	return []token{
		{&s.BotToken, s.BotTokenFile, "SLACK_BOT_TOKEN"},
		{&s.AppToken, s.AppTokenFile, "SLACK_APP_TOKEN"},
		{&s.SigningSecret, s.SigningSecretFile, "SLACK_SIGNING_SECRET"},
	}
}

// readFiles reads the secrets that lie in files. A secret that is given twice is
// refused: which of the two is the new one cannot be told.
func (s *Slack) readFiles() error {
	for _, t := range s.tokens() {
		switch {
		case t.file == "":
			continue
		case *t.value != "":
			return fmt.Errorf("%s and %s_FILE are both set: keep one of them", t.variable, t.variable)
		}
		text, err := readToken(filepath.Clean(t.file))
		if err != nil {
			return fmt.Errorf("%s_FILE: %w", t.variable, err)
		}
		*t.value = Secret(text)
	}
	return nil
}

func readToken(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("the file cannot be read: %w", err)
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder: name the file with the token", path)
	case info.Size() > tokenLimit:
		return "", fmt.Errorf("%s has %d bytes, and a token has fewer than a hundred: name the file with the token", path, info.Size())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the file cannot be read: %w", err)
	}
	one := strings.TrimSpace(string(text))
	switch {
	case one == "":
		return "", fmt.Errorf("%s is empty: write the token into it", path)
	case strings.ContainsAny(one, " \t\r\n"):
		return "", fmt.Errorf("%s holds more than a token: write the token into it and nothing else", path)
	}
	return one, nil
}

// OpenFiles are the paths of those token files that every user of the machine
// may read.
func (s Slack) OpenFiles() []string {
	var open []string
	for _, t := range s.tokens() {
		if t.file == "" {
			continue
		}
		if info, err := os.Stat(t.file); err == nil && info.Mode().Perm()&0o004 != 0 {
			open = append(open, t.file)
		}
	}
	return open
}
