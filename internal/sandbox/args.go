package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// args are a call's arguments by name. Whatever is not text is kept as JSON.
type args map[string]string

// readArgs reads a call's arguments and its token: from a form, with the token
// in it or in the header, or from a JSON body with the token in the header.
func readArgs(r *http.Request) (a args, key string, err error) {
	a = args{}
	header := r.Header.Get("Authorization")
	if kind, value, ok := strings.Cut(header, " "); ok && strings.EqualFold(kind, "Bearer") {
		key = strings.TrimSpace(value)
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		return a, key, a.readJSON(r.Body)
	}
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(bodyLimit)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return nil, "", fmt.Errorf("the form cannot be read: %w", err)
	}
	for name, values := range r.Form {
		a[name] = values[0]
	}
	if t := a["token"]; t != "" && key == "" {
		key = t
	}
	delete(a, "token")
	return a, key, nil
}

func (a args) readJSON(body io.Reader) error {
	d := json.NewDecoder(body)
	var fields map[string]json.RawMessage
	if err := d.Decode(&fields); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("the JSON body cannot be read: %w", err)
	}
	for name, value := range fields {
		if string(value) == "null" {
			continue
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		a[name] = text
	}
	return nil
}

// journaled are the arguments as the journal keeps them: structures as
// structures, and the token as the mask will leave it.
func (a args) journaled(key string) map[string]any {
	all := map[string]any{}
	for name, value := range a {
		if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
			if json.Valid([]byte(value)) {
				all[name] = json.RawMessage(value)
				continue
			}
		}
		all[name] = value
	}
	if key != "" {
		all["token"] = key
		if !token.MatchString(key) {
			all["token"] = "***" // Of no kind we know, and so not ours to show.
		}
	}
	return all
}

func (a args) yes(name string) bool { return a[name] == "true" || a[name] == "1" }

// limit is how many are asked for, between 1 and most; what is missing or is no
// number is taken as otherwise.
func (a args) limit(otherwise, most int) int {
	n, err := strconv.Atoi(a["limit"])
	if err != nil || n <= 0 {
		return otherwise
	}
	return min(n, most)
}

// list is a comma-separated argument, or a JSON array of texts.
func (a args) list(name string) []string {
	var all []string
	if json.Unmarshal([]byte(a[name]), &all) == nil {
		return all
	}
	for one := range strings.SplitSeq(a[name], ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}
