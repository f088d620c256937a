package e2e

import (
	"fmt"
	"strings"
)

// person name [role [unit]]: signs a person in by mail, and gives the role as an
// administrator does.
func (s *story) person(args []string) error {
	name, role, unit := args[0], arg(args, 1), arg(args, 2)
	address := strings.ToLower(name) + "@example.test"
	before := s.who
	defer func() { s.who = before }()
	s.who = name
	err := s.steps(
		step{(*story).visit, "/fi/kirjaudu"},
		step{(*story).fill, "Sähköpostiosoite", address},
		step{(*story).press, "Lähetä linkki"},
	)
	if err != nil {
		return err
	}
	l, err := s.box.next(address)
	if err != nil {
		return err
	}
	err = s.steps(
		step{(*story).visit, l.link()},
		step{(*story).fill, "Nimi", name},
		step{(*story).press, "Kirjaudu sisään", "Kirjaudut osoitteella"},
	)
	if err != nil || role == "" {
		return err
	}
	if s.readers["administrator"] == nil {
		if err := s.firstAdministrator(); err != nil {
			return fmt.Errorf("first administrator: %w", err)
		}
	}
	s.who = "administrator"
	return s.giveRole(address, name, role, unit)
}

func (s *story) firstAdministrator() error {
	s.who = "administrator"
	link, err := s.site.adminLink()
	if err != nil {
		return err
	}
	return s.steps(
		step{(*story).visit, link},
		step{(*story).fill, "Nimi", "Ylläpitäjä"},
		step{(*story).press, "Ryhdy ylläpitäjäksi"},
	)
}

func (s *story) giveRole(address, name, role, unit string) error {
	return s.steps(
		step{(*story).visit, "/fi/henkilot"},
		step{(*story).fill, "Hae nimellä tai osoitteella", address},
		step{(*story).press, "Hae", "Hae nimellä"},
		step{(*story).press, name},
		step{(*story).choose, role},
		step{(*story).fill, "Yksikkö", unit},
		step{(*story).press, "Vaihda rooli"},
		step{(*story).see, "Rooli on vaihdettu.", role},
	)
}

// step is a command with its arguments.
type step []any

func (s *story) steps(steps ...step) error {
	for _, x := range steps {
		var args []string
		for _, a := range x[1:] {
			args = append(args, a.(string))
		}
		if err := x[0].(func(*story, []string) error)(s, args); err != nil {
			return err
		}
	}
	return s.settled()
}
