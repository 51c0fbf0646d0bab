package main

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/configs"
)

func TestTheLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	const leaked = "ghp_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
	var b strings.Builder
	log := newLog(&b, slog.LevelInfo)
	log.Info("refused "+leaked, "error", errors.New("get https://ana:hunter22@prometheus/api"), "token", configs.Secret(leaked), "n", 3)
	log.With("who", leaked).Warn("again")
	got := b.String()
	if strings.Contains(got, leaked) || strings.Contains(got, "hunter22") || !strings.Contains(got, "https://ana:[masked: password]@prometheus/api") || !strings.Contains(got, "n=3") {
		t.Errorf("the log reads\n%s", got)
	}
}
