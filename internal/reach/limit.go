package reach

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"
)

// MaxBody is how much of an answer is read, unpacked: about a hundred thousand
// points.
const MaxBody = 8 << 20

// ErrHuge says that an answer is larger than MaxBody.
var ErrHuge = errors.New("the answer is larger than 8 MB")

// Reply is what was seen of an answer besides its body, for whoever asks
// through a client that keeps it to itself.
type Reply struct {
	Status int           // Zero if no answer came.
	Page   bool          // It is a web page.
	Ahead  time.Duration // How far the clock of whoever made it is ahead of ours; zero if it does not say.
}

type replyKey struct{}

// Watching is a context whose request leaves in seen what came back.
func Watching(ctx context.Context, seen *Reply) context.Context {
	return context.WithValue(ctx, replyKey{}, seen)
}

// limiter cuts answers off and notes what they look like.
type limiter struct{ next http.RoundTripper }

func (l limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := l.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if seen, ok := req.Context().Value(replyKey{}).(*Reply); ok {
		kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
		*seen = Reply{Status: res.StatusCode, Page: kind == "text/html" || kind == "application/xhtml+xml", Ahead: ahead(res.Header)}
	}
	if res.ContentLength > MaxBody {
		_ = res.Body.Close()
		return nil, ErrHuge
	}
	res.Body = &limitedBody{ReadCloser: res.Body, left: MaxBody}
	return res, nil
}

// ahead compares the time that an answer says it was made with ours, both in
// machine time. One that a cache kept is behind, too.
func ahead(header http.Header) time.Duration {
	made, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return time.Until(made)
}

// limitedBody fails where io.LimitReader would end: a cut answer must not look
// like a whole one.
type limitedBody struct {
	io.ReadCloser
	left int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, ErrHuge
	}
	return n, err
}
