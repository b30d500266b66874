package config

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what stands where a secret would have been shown.
const Redacted = "[redacted]"

// Secret holds a text that must not be shown. However it is printed, logged or encoded, it reads [Redacted];
// only [Secret.Reveal] gives the text away.
type Secret struct {
	// A pointer, since fmt prints the unexported fields of an enclosing struct without asking their methods.
	text *string
}

// NewSecret returns a Secret that holds text.
func NewSecret(text string) Secret {
	return Secret{text: &text}
}

// Reveal returns the text itself: call it only where the secret is used.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool {
	return s.text == nil
}

// String implements [fmt.Stringer].
func (Secret) String() string {
	return Redacted
}

// Format implements [fmt.Formatter], so that no verb, %#v and %x among them, looks inside.
func (Secret) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, Redacted)
}

// MarshalText implements [encoding.TextMarshaler], which JSON and most other encodings use.
func (Secret) MarshalText() ([]byte, error) {
	return []byte(Redacted), nil
}

// LogValue implements [slog.LogValuer].
func (Secret) LogValue() slog.Value {
	return slog.StringValue(Redacted)
}
