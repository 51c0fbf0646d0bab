package slack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// textual are the names of the library that carry text to Slack. A new one that
// is used belongs here, and into field.go.
var textual = regexp.MustCompile(`^(New)?(TextBlockObject|MarkdownBlock|ImageBlock.*|ImageBlockElement|VideoBlock|` +
	`RichTextSection(Text|Link|Date)Element|PlainTextInputBlockElement|(Rich|Email|URL|Number)[A-Za-z]*InputBlockElement|ErrorsViewSubmissionResponse)$|` +
	`^MsgOption(Text|Attachments|Username|Post|PostMessageParameters|Compose|Parse|LinkNames)|^Attachment|^(WebhookMessage|PostMessageParameters|` +
	`FileSummary|UploadFileParameters|GetUploadURLExternalParameters|CompleteUploadExternalParameters|` +
	`AddBookmarkParameters|EditBookmarkParameters|DocumentContent|UserGroup)$`)

// writers are the client's methods that take text by themselves.
var writers = regexp.MustCompile(`^(SetTopicOfConversation|SetPurposeOfConversation|ScheduleMessage|UploadFile|CreateChannelCanvas|` +
	`CreateCanvas|EditCanvas|StartStream|AppendStream|UnfurlMessage|SetUserCustomStatus|CreateUserGroup|UpdateUserGroup)(Context)?$`)

// mayMake are the files that may: the one that makes safe text, and the one that
// hands it over.
var mayMake = map[string][]string{
	"shown":   {"escape.go"},
	"safe":    {"escape.go"},
	"library": {"field.go"},
}

// TestNoTextReachesSlackAnotherWay reads the package: a field of the library
// that carries text is filled in field.go, from a type that only escape.go
// makes. Whoever adds a message, a bookmark or a topic cannot forget it.
func TestNoTextReachesSlackAnotherWay(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for what, at := range textIn(file) {
			seen[what]++
			if owners := mayMake[what]; name != owners[0] {
				for _, pos := range at {
					t.Errorf("%s: text for Slack is made here. Make it of asText, asLine or inert (escape.go), and hand it over in %s.", set.Position(pos), owners[0])
				}
			}
		}
	}
	if seen["safe"] == 0 || seen["shown"] == 0 || seen["library"] == 0 {
		t.Errorf("the test sees nothing any more: %v", seen)
	}
}

// textIn is where a file makes our types of text, or fills the library's.
func textIn(file *ast.File) map[string][]token.Pos {
	all := map[string][]token.Pos{}
	add := func(what string, n ast.Node) { all[what] = append(all[what], n.Pos()) }
	made := func(e ast.Expr) { // Of a literal or a conversion.
		switch e := e.(type) {
		case *ast.Ident:
			if e.Name == "safe" || e.Name == "shown" {
				add(e.Name, e)
			}
		case *ast.SelectorExpr:
			if of, ok := e.X.(*ast.Ident); ok && of.Name == "slack" && textual.MatchString(e.Sel.Name) || writers.MatchString(e.Sel.Name) {
				add("library", e)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			made(n.Type)
			if list, ok := n.Type.(*ast.ArrayType); ok {
				made(list.Elt)
			}
		case *ast.CallExpr:
			made(n.Fun)
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				// Filled in afterwards, it would be a bare string too.
				if s, ok := left.(*ast.SelectorExpr); ok && regexp.MustCompile(`^(InitialValue|AltText|AltTxt|InitialComment|Fallback|Pretext)$`).MatchString(s.Sel.Name) {
					add("library", s)
				}
			}
		}
		return true
	})
	return all
}
