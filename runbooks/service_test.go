package runbooks

import "testing"

func TestATitleNamesItsService(t *testing.T) {
	t.Parallel()
	services := Catalog{
		{Name: "api", Label: "API", Aliases: []string{"web api"}},
		{Name: "web"},
		{Name: "billing-api", Label: "Billing"},
		{Name: "billing"},
		{Name: "db", Label: "Database", Aliases: []string{"postgres"}},
	}
	for title, want := range map[string]string{
		"API is slow":                     "api",
		"the api's p95 is up":             "api",
		"slow since lunch":                "",
		"api-gateway is slow":             "",
		"rapid growth":                    "",
		"billing-api: 503":                "billing-api",
		"Billing is down":                 "billing-api",
		"Web API answers 503":             "api",
		"web is down":                     "web",
		"Postgres at its limit, API slow": "db",
		"db,api":                          "db",
		"":                                "",
	} {
		got, ok := services.In(title)
		if got.Name != want || ok != (want != "") {
			t.Errorf("%q is about %q (%v), want %q", title, got.Name, ok, want)
		}
	}
	for name, want := range map[string]string{"API": "api", "billing": "billing", "web API": "api", "database": "db", "nobody": "", "": ""} {
		if got, ok := services.Get(name); got.Name != want || ok != (want != "") {
			t.Errorf("%q is %q (%v), want %q", name, got.Name, ok, want)
		}
	}
}
