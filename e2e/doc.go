// Package e2e holds the program to its mission from outside: the acceptance
// stories in testdata/stories, run over HTTP by a reader without JavaScript, and
// every page kind in a real browser. It knows the program by its command line,
// its pages, its mail and its public record, and never by its packages.
package e2e
