package prometheus

import (
	"errors"
	"io"
	"mime"
	"net/http"
)

// maxBody is how much of an answer is read, unpacked: about a hundred thousand
// points. The API client itself reads without a limit.
const maxBody = 8 << 20

var errHuge = errors.New("the answer is larger than 8 MB")

// reply is what was seen of an answer besides its body. The API client keeps
// it to itself.
type reply struct {
	status int
	page   bool // It is a web page.
}

type replyKey struct{}

// limiter cuts answers off and notes what they look like.
type limiter struct{ next http.RoundTripper }

func (l limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := l.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if seen, ok := req.Context().Value(replyKey{}).(*reply); ok {
		kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
		*seen = reply{status: res.StatusCode, page: kind == "text/html" || kind == "application/xhtml+xml"}
	}
	if res.ContentLength > maxBody {
		_ = res.Body.Close()
		return nil, errHuge
	}
	res.Body = &limitedBody{ReadCloser: res.Body, left: maxBody}
	return res, nil
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
		return n, errHuge
	}
	return n, err
}
