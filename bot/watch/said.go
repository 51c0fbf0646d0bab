package watch

import (
	"maps"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// said are the values of runbook variables that the incident knows: what its
// newest action added and when it was done, then what people said, which wins.
func said(i incident.Incident) map[string]string {
	known := map[string]string{}
	for _, a := range i.Actions {
		known["acted"] = strconv.FormatFloat(float64(a.Began().UnixMilli())/1000, 'f', -1, 64)
		if a.Capacity == nil {
			continue
		}
		if len(a.Capacity.Members) > 0 {
			known["added"] = strings.Join(a.Capacity.Members, ",")
		}
		if a.Capacity.Asked != nil {
			known["asked"] = strconv.Itoa(*a.Capacity.Asked)
		}
	}
	maps.Copy(known, i.Vars)
	return known
}
