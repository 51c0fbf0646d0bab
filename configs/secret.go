package configs

import "log/slog"

// Secret is a string that shows itself nowhere: not in a log, not in an error,
// not printed with %v. What needs the value converts it, and that is easy to
// search for.
type Secret string

const hidden = "<secret>"

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides it from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides it from structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides it from JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// SecretBlock is a piece of YAML that may hold credentials. Like Secret it shows
// itself nowhere.
type SecretBlock []byte

func (s SecretBlock) String() string { return Secret(s).String() }

// GoString hides it from %#v.
func (s SecretBlock) GoString() string { return s.String() }

// LogValue hides it from structured logs.
func (s SecretBlock) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides it from JSON and YAML.
func (s SecretBlock) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
