package promlab

import (
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/promql"
)

// graphPage is for the links in messages: they name a query and a time, and
// lead to the value there.
var graphPage = template.Must(template.New("graph").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{{.Expr}}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;margin:2rem">
<pre style="white-space:pre-wrap">{{.Expr}}</pre>
<p>at {{.At}} UTC</p>
{{with .Error}}<p>{{.}}</p>{{end}}
{{range .Notes}}<p>{{.}}</p>{{end}}
<table cellpadding="4">{{range .Rows}}<tr><td><code>{{.Name}}</code></td><td><b>{{.Value}}</b></td></tr>
{{else}}<tr><td>no series</td></tr>{{end}}</table>
</body></html>
`))

type graphRow struct{ Name, Value string }

// graph shows a query's values at the end of the range that a link names, or
// now. It draws nothing.
func (l *Lab) graph(w http.ResponseWriter, r *http.Request) {
	at := l.cfg.Now()
	if t, err := time.Parse(time.DateTime, r.FormValue("g0.end_input")); err == nil {
		at = t
	}
	page := struct {
		Expr, At, Error string
		Notes           []string
		Rows            []graphRow
	}{Expr: r.FormValue("g0.expr"), At: at.UTC().Format(time.DateTime)}
	status := http.StatusOK
	q, err := l.engine.NewInstantQuery(r.Context(), l, nil, page.Expr, at)
	if err == nil {
		defer q.Close()
		res := q.Exec(r.Context())
		err = res.Err
		page.Rows = rows(res.Value)
		page.Notes, _ = res.Warnings.AsStrings(page.Expr, maxNotes, 0)
	}
	if err != nil {
		status, page.Error = http.StatusBadRequest, err.Error()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = graphPage.Execute(w, page)
}

func rows(value any) []graphRow {
	var all []graphRow
	number := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	switch v := value.(type) {
	case promql.Vector:
		for _, s := range v {
			all = append(all, graphRow{Name: s.Metric.String(), Value: number(s.F)})
		}
	case promql.Matrix:
		for _, s := range v {
			for _, p := range s.Floats {
				all = append(all, graphRow{Name: s.Metric.String() + " " + time.UnixMilli(p.T).UTC().Format(time.TimeOnly), Value: number(p.F)})
			}
		}
	case promql.Scalar:
		all = append(all, graphRow{Name: "scalar", Value: number(v.V)})
	case promql.String:
		all = append(all, graphRow{Name: "string", Value: v.V})
	}
	return all
}
