package runbooks

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// page is a Markdown document and its source.
type page struct {
	source []byte
	root   ast.Node
}

func parseMarkdown(source []byte) page {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	return page{source: source, root: md.Parser().Parse(text.NewReader(source))}
}

// inline is the text of a block's content in one line. Code keeps its
// backticks and a link its address: both are what people need from a step.
func (p page) inline(n ast.Node) string {
	var b strings.Builder
	var write func(n ast.Node)
	write = func(n ast.Node) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				b.Write(c.Segment.Value(p.source))
				if c.SoftLineBreak() || c.HardLineBreak() {
					b.WriteByte(' ')
				}
			case *ast.String:
				b.Write(c.Value)
			case *ast.CodeSpan:
				b.WriteByte('`')
				write(c)
				b.WriteByte('`')
			case *ast.AutoLink:
				b.Write(c.URL(p.source))
			case *ast.Link:
				before := b.Len()
				write(c)
				if to := string(c.Destination); to != "" && to != b.String()[before:] {
					b.WriteString(" (" + to + ")")
				}
			case *ast.Image:
				b.WriteString("(picture: " + string(c.Destination) + ")")
			case *ast.RawHTML, *extast.TaskCheckBox:
			default:
				write(c)
			}
		}
	}
	write(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// block is the text of a block, over several lines where it has them.
func (p page) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		return strings.TrimRight(p.lines(n), "\n")
	case *ast.List:
		var all []string
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			all = append(all, "- "+strings.ReplaceAll(p.blocks(item.FirstChild(), "\n"), "\n", "\n  "))
		}
		return strings.Join(all, "\n")
	case *ast.Blockquote, *ast.ListItem:
		return p.blocks(n.FirstChild(), "\n")
	case *extast.Table:
		var rows []string
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			var cells []string
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, p.inline(cell))
			}
			rows = append(rows, strings.Join(cells, " | "))
		}
		return strings.Join(rows, "\n")
	}
	return p.inline(n)
}

// blocks is the text of a block and those after it.
func (p page) blocks(first ast.Node, between string) string {
	var all []string
	for n := first; n != nil; n = n.NextSibling() {
		if said := p.block(n); said != "" {
			all = append(all, said)
		}
	}
	return strings.Join(all, between)
}

func (p page) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(p.source))
	}
	return b.String()
}

// line is where a block begins, counted from 1.
func (p page) line(n ast.Node) int {
	for c := n; c != nil; c = c.FirstChild() {
		if c.Type() == ast.TypeInline {
			break
		}
		if l := c.Lines(); l != nil && l.Len() > 0 {
			return 1 + bytes.Count(p.source[:l.At(0).Start], []byte("\n"))
		}
	}
	return 1
}

// tasks reports whether a list is one of boxes to tick.
func tasks(list *ast.List) bool {
	item := list.FirstChild()
	if item == nil || item.FirstChild() == nil {
		return false
	}
	_, ok := item.FirstChild().FirstChild().(*extast.TaskCheckBox)
	return ok
}
