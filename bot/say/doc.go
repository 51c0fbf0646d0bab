// Package say puts what Sitrep knows into words: pure functions from incidents
// and events to messages. A message says the verdict first, then have and
// want, then what to do next; every time is printed with its zone, which is
// UTC, and every symbol stands beside a word. What is not known is left out or
// named as unknown, and never guessed.
//
// The same incident at the same time always gives the same message, so that a
// message can be drawn again whenever its subject changed.
package say
