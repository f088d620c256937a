package e2e

import (
	"fmt"
	"strconv"
	"strings"
)

func (s *story) visit(args []string) error {
	if err := s.settled(); err != nil {
		return err
	}
	return s.seen(s.reader().visit(args[0]))
}

func (s *story) press(args []string) error {
	if _, err := s.page(); err != nil {
		return err
	}
	return s.seen(s.reader().press(args[0], arg(args, 1)))
}

func (s *story) goBack([]string) error {
	s.answered = true
	return s.reader().back()
}

func (s *story) fill(args []string) error {
	if _, err := s.page(); err != nil {
		return err
	}
	return s.reader().fill(args[0], arg(args, 1), arg(args, 2))
}

// choose 'radio button' or choose 'list' 'option' ['beside'].
func (s *story) choose(args []string) error {
	if _, err := s.page(); err != nil {
		return err
	}
	if arg(args, 1) == "beside" {
		return s.reader().choose(args[0], "", arg(args, 2))
	}
	return s.reader().choose(args[0], arg(args, 1), arg(args, 2))
}

func (s *story) tick(args []string) error {
	if _, err := s.page(); err != nil {
		return err
	}
	return s.reader().tick(args[0], arg(args, 1))
}

// see 'text'…: all of it is there to read.
func (s *story) see(args []string) error {
	p, err := s.page()
	if err != nil {
		return err
	}
	for _, want := range args {
		if !strings.Contains(p.text(), want) {
			return fmt.Errorf("%s does not show %q:\n%s", p.at, want, p.text())
		}
	}
	return nil
}

// holds 'label' 'text': what the field holds.
func (s *story) holds(args []string) error {
	if _, err := s.page(); err != nil {
		return err
	}
	got, err := s.reader().holds(args[0], arg(args, 2))
	if err == nil && got != args[1] {
		err = fmt.Errorf("%q holds %q, not %q", args[0], got, args[1])
	}
	return err
}

// cannot see 'text'…: none of it is anywhere in the page, hidden or not;
// cannot press 'text' ['beside']: there is no such link or button.
func (s *story) cannot(args []string) error {
	p, err := s.page()
	if err != nil {
		return err
	}
	if args[0] == "press" {
		if _, err := p.pick("", args[1], arg(args, 2), isControl, textOf); err == nil {
			return fmt.Errorf("%s offers %q", p.at, args[1])
		}
		return nil
	}
	for _, word := range args[1:] {
		if strings.Contains(p.raw, word) || strings.Contains(p.text(), word) {
			return fmt.Errorf("%s shows %q:\n%s", p.at, word, p.text())
		}
	}
	return nil
}

// status number: how the last page answered.
func (s *story) status(args []string) error {
	s.answered = true
	p, err := s.page()
	if err != nil {
		return err
	}
	if want, err := strconv.Atoi(args[0]); err != nil || want != p.status {
		return fmt.Errorf("%s answered %d, not %s: %s", p.at, p.status, args[0], p.text())
	}
	return nil
}
