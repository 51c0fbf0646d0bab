package runbooks

import _ "embed" // For the schema below.

//go:embed schema/runbook-1.json
var editorSchema string

// Schema is the JSON Schema (draft 2020-12) of a runbook's file, for editors:
// completion, the keys' help, and what is wrong while it is typed. It cannot
// see what a query asks, nor what files say of each other; Load can.
func Schema() []byte { return []byte(editorSchema) }
