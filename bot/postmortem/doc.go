// Package postmortem drafts what people read after an incident: a document
// model built from the timeline by a pure function, and Markdown made from the
// model.
//
// No sentence is without a row or a human author. What is not known is written
// as not known, a figure that cannot be computed is blank with the reason and
// never 0, and a time that looks odd is flagged and never mended. What only
// people can say is left as a visible gap.
package postmortem
