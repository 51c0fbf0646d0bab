package runbooks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// ready is a variant with its variables filled, whose series are all there.
type ready struct {
	name                                           string
	query, have, want, listed, guard, who, because string
	least                                          float64 // The least that the whole can be; NaN where the history tells. See history.
	declared                                       float64 // The whole as it was declared; NaN where the want query gives it.
	selectors                                      []string
	scalars                                        []string
	none                                           bool // An empty answer means none.
	windowed                                       bool // It reads a window of samples.
	several                                        bool // Its have may answer with more than one series.
	late                                           time.Duration
	newest                                         time.Time // The oldest of its series' newest samples.
	// silent are the series, and their names for people, that were there before
	// the incident began and are not now. Where they are not in an answer, the
	// rest of it proves nothing good.
	silent map[string]string
}

// expr is what a person should see drawn.
func (r ready) expr() string {
	if r.query != "" {
		return r.query
	}
	return r.have
}

// fillAll fills the variants. Those that lack a variable are left out; the
// first reason comes back for the case that all are.
func (c Check) fillAll(values map[string]string) ([]ready, string) {
	var all []ready
	why := ""
	for _, v := range c.variants {
		r, err := c.fillOne(v, values)
		if err != nil {
			// That the service is not known says more than what else is missing.
			if why == "" || errors.Is(err, errNoService) {
				why = err.Error()
			}
			continue
		}
		all = append(all, r)
	}
	return all, why
}

func (c Check) fillOne(v variant, values map[string]string) (ready, error) {
	r := ready{name: v.name, declared: math.NaN(), least: math.NaN(), late: v.late}
	if c.declared != "" && values[c.declared] != "" {
		said, err := Number.literal(values[c.declared])
		if err != nil {
			return ready{}, fmt.Errorf("${%s}: %w", c.declared, err)
		}
		if r.declared, err = strconv.ParseFloat(said, 64); err != nil {
			return ready{}, fmt.Errorf("${%s}: %w", c.declared, err)
		}
		v.want = template{}
	} else if v.have.text != "" && v.want.text == "" {
		return ready{}, c.noValue(c.declared)
	}
	for _, part := range []struct {
		t      template
		into   *string
		judged bool
	}{
		{v.query, &r.query, true},
		{v.have, &r.have, true},
		{v.want, &r.want, true},
		{v.listed, &r.listed, false},
		{v.guard, &r.guard, true},
		{v.who, &r.who, false},
		{v.because, &r.because, false},
	} {
		if part.t.text == "" {
			continue
		}
		name := part.t.missing(values)
		if name != "" && !part.judged {
			continue
		}
		if name != "" {
			return ready{}, c.noValue(name)
		}
		text, e, err := part.t.fill(values)
		if err != nil {
			return ready{}, err
		}
		*part.into = text
		if part.judged {
			r.note(e)
			r.none = r.none || part.into == &r.query && emptyIsNone(e)
			r.several = r.several || part.into == &r.have && several(e)
		}
	}
	return r, nil
}

// errNoService is why a value that is made of the service's name is missing.
var errNoService = errors.New("it is not known which service this is about")

// noValue asks for the value of a variable in the runbook's own words, where it
// has some, and says where to put it.
func (c Check) noValue(name string) error {
	v := c.vars[name]
	if len(holes(v.Default)) > 0 {
		return fmt.Errorf("%w: name it, or say what its metrics call it, as in %s=%s", errNoService, name, spoken(v.Example))
	}
	if v.Ask == "" {
		return fmt.Errorf("${%s} has no value", name)
	}
	return fmt.Errorf("%s Say it with the question: check %s %s=%s", v.Ask, c.MeasureName(), name, spoken(v.Example))
}

// spoken is a value as it can be typed behind an equals sign.
func spoken(value string) string {
	switch {
	case value == "":
		return "…"
	case strings.ContainsAny(value, " ,"):
		return `"` + value + `"`
	}
	return value
}

// note keeps what an expression of the verdict rests on.
func (r *ready) note(e parser.Expr) {
	for _, s := range selectors(e) {
		if !slices.Contains(r.selectors, s) {
			r.selectors = append(r.selectors, s)
		}
	}
	r.scalars = append(r.scalars, scalars(e)...)
	r.windowed = r.windowed || readsWindow(e)
}

// allowed is how old the newest sample of a variant may be.
func (c Check) allowed(r ready) time.Duration { return c.MaxAge + r.late }

// usesWindow reports whether a query of the check reads ${window}.
func (c Check) usesWindow() bool {
	for _, v := range c.variants {
		for _, t := range v.judged() {
			if _, ok := t.kinds["window"]; ok {
				return true
			}
		}
	}
	return false
}

// prepare finds the variants that can be asked now: filled, and every series
// there. Where there is none, the trouble says why.
func (c Check) prepare(ctx context.Context, a *asker, s Scope) ([]ready, *trouble) {
	values := c.values(s)
	filled, why := c.fillAll(values)
	if len(filled) == 0 {
		return nil, unfit(s.Service, why)
	}
	newest, t := c.existence(ctx, a, filled, s.At)
	if t != nil {
		return nil, t
	}
	there := present(filled, newest)
	if len(there) == 0 {
		return nil, c.gone(ctx, a, filled, newest, s)
	}
	if s.Vars["window"] == "" && c.usesWindow() {
		window, t := windowFor(ctx, a, there[0].selectors[0], s.At)
		if t != nil {
			return nil, t
		}
		if window != values["window"] {
			values["window"] = window
			filled, _ = c.fillAll(values)
			there = present(filled, newest)
		}
	}
	return there, nil
}
