package main

import (
	"regexp"
	"strings"
)

// reflow joins the soft-wrapped lines of paragraphs and list items, as editors
// write that wrap on the screen alone. Fences, front matter, tables, headings,
// HTML, quotations and directives keep their lines.
func reflow(text string) string {
	r := reflower{}
	for line := range strings.Lines(text) {
		r.line(line)
	}
	return r.out.String() + r.held
}

type reflower struct {
	out   strings.Builder
	held  string // a line that the next may be joined to
	state reflowState
	fence string // the mark that closes the fence
	lines int
	list  bool // an indented paragraph is part of a list item
}

type reflowState int

const (
	inProse reflowState = iota
	inFence
	inFront
	inMarkup // HTML or a directive, to the next blank line
)

var (
	fenceLine = regexp.MustCompile("^\\s*(```+|~~~+)")
	itemLine  = regexp.MustCompile(`^\s*([-*+]|\d{1,9}[.)])\s+\S`)
	// A line of its own: heading, rule or underline, table, tag, quotation,
	// directive, definition, field.
	aloneLine  = regexp.MustCompile("^\\s*(#{1,6}\\s|\\||>|\\[[^\\]]+\\]:|:\\w+:|([-=~^\"'*+#:_`])\\s?([-=~^\"'*+#:_`]\\s?)+$)")
	markupLine = regexp.MustCompile(`^\s*(<[a-zA-Z/!?]|\.\. )`)
	tableLine  = regexp.MustCompile(`\s\|\s.*|^\s*[-:|\s]+\|[-:|\s]+$`)
)

func (r *reflower) line(line string) {
	r.lines++
	bare := strings.TrimSpace(line)
	switch {
	case r.state == inFront:
		if bare == "---" || bare == "..." {
			r.state = inProse
		}
		r.alone(line)
	case r.state == inFence:
		if strings.HasPrefix(bare, r.fence) && strings.Trim(bare, r.fence[:1]) == "" {
			r.state = inProse
		}
		r.alone(line)
	case r.lines == 1 && bare == "---":
		r.state = inFront
		r.alone(line)
	case bare == "":
		r.state = inProse
		r.alone(line)
	case r.state == inMarkup:
		r.alone(line)
	case fenceLine.MatchString(line):
		r.state, r.fence = inFence, strings.TrimSpace(fenceLine.FindString(line))
		r.alone(line)
	case r.held == "" && markupLine.MatchString(line):
		r.state = inMarkup
		r.alone(line)
	case aloneLine.MatchString(line), tableLine.MatchString(line):
		r.alone(line)
	case itemLine.MatchString(line):
		r.flush()
		r.list = true
		r.hold(line)
	case r.held != "":
		r.held = strings.TrimRight(r.held, "\r\n") + " " + strings.TrimLeft(line, " \t")
		r.hold(r.held)
	case !r.list && (strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")):
		r.alone(line) // code
	default:
		r.list = r.list && (line[0] == ' ' || line[0] == '\t')
		r.hold(line)
	}
}

// hold keeps a line for the next one, unless it ends with a hard break.
func (r *reflower) hold(line string) {
	r.held = line
	if text := strings.TrimRight(line, "\r\n"); strings.HasSuffix(text, "  ") || strings.HasSuffix(text, `\`) {
		r.flush()
	}
}

func (r *reflower) flush() {
	r.out.WriteString(r.held)
	r.held = ""
}

func (r *reflower) alone(line string) {
	r.flush()
	r.out.WriteString(line)
}
