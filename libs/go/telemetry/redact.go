package telemetry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"observatory.example/libs/config"
)

var (
	bearer   = regexp.MustCompile(`(?i)\b(bearer)\s+[A-Za-z0-9._~+/=-]+`)
	userInfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://[^\s/?#:@"']*):[^\s/?#"']*@`)

	// secretKeys are the ends of names under which secrets travel, without separators: access_token, X-Api-Key and
	// dbPassword end so, input_tokens does not.
	secretKeys = []string{"authorization", "cookie", "password", "passwd", "secret", "token", "apikey", "privatekey"}
	separators = strings.NewReplacer("-", "", "_", "", ".", "")
)

// RedactText returns text without the secrets that can be told by their form: bearer tokens, and passwords in URLs.
func RedactText(text string) string {
	text = bearer.ReplaceAllString(text, "$1 "+config.Redacted)
	if strings.Contains(text, "://") {
		text = userInfo.ReplaceAllString(text, "$1:***@")
	}
	return text
}

// secretKey reports whether a field of this name holds a secret.
func secretKey(key string) bool {
	key = strings.ToLower(separators.Replace(key))
	return slices.ContainsFunc(secretKeys, func(end string) bool { return strings.HasSuffix(key, end) })
}

func redactAttr(attr slog.Attr) slog.Attr {
	if secretKey(attr.Key) {
		return slog.String(attr.Key, config.Redacted)
	}
	value := attr.Value.Resolve()
	switch value.Kind() {
	case slog.KindString:
		value = slog.StringValue(RedactText(value.String()))
	case slog.KindGroup:
		members := make([]slog.Attr, 0, len(value.Group()))
		for _, member := range value.Group() {
			members = append(members, redactAttr(member))
		}
		value = slog.GroupValue(members...)
	case slog.KindAny:
		value = redactAny(value.Any())
	default: // numbers, times and the like
	}
	return slog.Attr{Key: attr.Key, Value: value}
}

// redactAny takes the way through JSON: what is logged is then what was looked at, whatever its type does when encoded.
func redactAny(value any) (redacted slog.Value) {
	defer func() {
		// A value whose own methods panic must cost its field, not the request that logs it.
		if reason := recover(); reason != nil {
			redacted = slog.StringValue(fmt.Sprintf("!PANIC: %T cannot be logged", value))
		}
	}()

	if err, ok := value.(error); ok {
		return slog.StringValue(RedactText(err.Error()))
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return slog.StringValue(fmt.Sprintf("!ERROR: %T cannot be logged", value))
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		return slog.StringValue(fmt.Sprintf("!ERROR: %T cannot be logged", value))
	}
	return slog.AnyValue(redactJSON(plain))
}

func redactJSON(value any) any {
	switch value := value.(type) {
	case string:
		return RedactText(value)
	case []any:
		for i, element := range value {
			value[i] = redactJSON(element)
		}
	case map[string]any:
		for key, member := range value {
			if secretKey(key) {
				value[key] = config.Redacted
			} else {
				value[key] = redactJSON(member)
			}
		}
	}
	return value
}
