package server

import (
	"luonnos/people"
)

// person is how someone is shown beside what they wrote.
type person struct {
	Name string
	// Official: they spoke for the city, in the name of Unit.
	Official bool
	Unit     string
}

// person shows the account among names in the capacity it wrote in.
func (r *request) person(names map[people.ID]people.Account, id people.ID, c people.Capacity) person {
	a := names[id]
	p := person{Name: r.personName(a)}
	if c == people.AsOfficial {
		p.Official, p.Unit = true, a.Unit
	}
	return p
}
