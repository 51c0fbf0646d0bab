package incident

import (
	"encoding/json"
	"reflect"
	"time"
)

// masked is the event with the secrets in its texts blanked. Every way in masks
// by itself, and tells whoever typed it; this is the last line, for what comes
// from metrics, from files and from other apps, and for a way in that forgets.
func (e Event) masked() Event {
	e.Text, _ = Mask(e.Text)
	e.Data = maskedIn(e.Data)
	return e
}

// maskedIn is a value with the secrets in its texts blanked. The value itself
// is left as it is: others may hold what it points to.
func maskedIn[T any](v T) T {
	found := false
	texts(reflect.ValueOf(&v).Elem(), func(text string) string {
		_, kinds := Mask(text)
		found = found || kinds != nil
		return text
	})
	if !found {
		return v
	}
	body, err := json.Marshal(v)
	if err != nil {
		return v // It cannot be stored either.
	}
	var own T
	if json.Unmarshal(body, &own) != nil {
		return v
	}
	texts(reflect.ValueOf(&own).Elem(), func(text string) string {
		masked, _ := Mask(text)
		return masked
	})
	return own
}

// texts gives every text in a value to a function, and puts what that returns
// in its place where it differs.
func texts(v reflect.Value, with func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if now := with(v.String()); now != v.String() {
			v.SetString(now)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), with)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for _, field := range v.Fields() {
			texts(field, with)
		}
	case reflect.Slice, reflect.Array:
		for n := range v.Len() {
			texts(v.Index(n), with)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			own := reflect.New(v.Type().Elem()).Elem()
			own.Set(v.MapIndex(key))
			texts(own, with)
			if own.Kind() == reflect.String && own.String() != v.MapIndex(key).String() {
				v.SetMapIndex(key, own)
			}
		}
	default: // Numbers and truths say nothing.
	}
}
