// Package slack is Sitrep in Slack: what people type and press comes in over
// one Socket Mode connection, and what others see goes out as durable jobs.
//
// A command is acknowledged after it is stored, and inside Slack's three
// seconds. Whatever others see is made by a handler that is safe to run twice:
// before it repeats a call whose outcome it does not know, it looks.
//
// It is the only package that knows Slack's client library, its markup, its
// error codes and its limits. Events from Slack are acknowledged and no more:
// nothing here listens to messages, so its own cannot come back to it.
package slack
