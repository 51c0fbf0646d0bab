package sandbox

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// pageOf is one page of a list. The cursor is the number of entries before it;
// Slack's cursors say as little about what is in them.
func pageOf[T any](all []T, cursor string, limit int) (page []T, next string, err error) {
	from := 0
	if cursor != "" {
		raw, err := base64.StdEncoding.DecodeString(cursor)
		if err != nil {
			return nil, "", refuse("invalid_cursor")
		}
		from, err = strconv.Atoi(strings.TrimPrefix(string(raw), "next:"))
		if err != nil || from < 0 || from > len(all) {
			return nil, "", refuse("invalid_cursor")
		}
	}
	to := min(from+limit, len(all))
	if to < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte("next:" + strconv.Itoa(to)))
	}
	return all[from:to], next, nil
}

// cursorTo is the part of an answer that leads to the next page.
func cursorTo(next string) answer { return answer{"next_cursor": next} }
