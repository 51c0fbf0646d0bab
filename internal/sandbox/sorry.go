package sandbox

import "fmt"

// sentence is an error for the person at the page, who reads it as it is.
type sentence string

func (s sentence) Error() string { return string(s) }

// sorry is a sentence that says why something cannot be done.
func sorry(format string, args ...any) error { return sentence(fmt.Sprintf(format, args...)) }

// dropped is what a person is told about a click that came to nothing.
func dropped(name, code string) error {
	if code == operationTimeout {
		return sorry("%s did not answer in time. (%s)", name, code)
	}
	if code == clientError || code == serverError {
		return sorry("%s answered with an error. (%s)", name, code)
	}
	return sorry("%s is not connected. (%s)", name, code)
}
