// Package runbooks is what Sitrep asks: runbooks in files, and the answers of
// a metrics source turned into verdicts.
//
// A check is a question, a query, an expectation and a verdict. The package
// holds the file format (schema runbook/1), the filling of variables, the
// evaluation of a check and the library that the binary carries. It knows no
// client: whoever wants a verdict brings a Metrics.
//
// One rule stands above the others: what is not known is never a pass. Series
// that do not exist, stopped, are old, partial or not a number give an unknown
// verdict that says which it was.
package runbooks
