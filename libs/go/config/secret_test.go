package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"observatory.example/libs/config"
)

func TestSecretIsRevealedOnlyOnRequest(t *testing.T) {
	secret := config.NewSecret("hunter2")
	if secret.Reveal() != "hunter2" || secret.IsZero() {
		t.Error("the secret does not hold its text")
	}
	if (config.Secret{}).Reveal() != "" || !(config.Secret{}).IsZero() {
		t.Error("the zero Secret is not empty")
	}
}

func TestSecretNeverShows(t *testing.T) {
	type settings struct {
		Token  config.Secret
		hidden config.Secret
	}
	secret := config.NewSecret("hunter2")
	nested := settings{Token: secret, hidden: secret}

	shown := map[string]string{"String": secret.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown["value "+verb] = fmt.Sprintf(verb, secret)
		shown["pointer "+verb] = fmt.Sprintf(verb, &secret)
		shown["nested "+verb] = fmt.Sprintf(verb, nested)
	}
	encoded, err := json.Marshal(map[string]any{"secret": secret, "nested": nested})
	if err != nil {
		t.Fatal(err)
	}
	shown["JSON"] = string(encoded)
	for name, handler := range map[string]func(*strings.Builder) slog.Handler{
		"slog JSON": func(w *strings.Builder) slog.Handler { return slog.NewJSONHandler(w, nil) },
		"slog text": func(w *strings.Builder) slog.Handler { return slog.NewTextHandler(w, nil) },
	} {
		var line strings.Builder
		slog.New(handler(&line)).Info("starting", "direct", secret, "nested", nested)
		shown[name] = line.String()
	}

	for way, text := range shown {
		hex := fmt.Sprintf("%x", "hunter2")
		if strings.Contains(text, "hunter2") || strings.Contains(text, hex) {
			t.Errorf("%s shows the secret: %s", way, text)
		}
	}
	if want := "[redacted]"; shown["String"] != want || shown["value %#v"] != want {
		t.Errorf("got %q and %q, want %q", shown["String"], shown["value %#v"], want)
	}
	if want := `"secret":"[redacted]"`; !strings.Contains(shown["JSON"], want) {
		t.Errorf("got %s, want %s in it", shown["JSON"], want)
	}
}
