// Package people knows who acts: accounts, roles, the capacity a person speaks
// in, sign-in, sessions and erasure.
//
// It is the lowest domain room. It must not know texts, proposals or the web.
// Names and addresses live here and nowhere else, so that erasing a person is
// deleting rows; everything permanent carries a Pseudonym.
package people

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"luonnos/internal/fault"
)

// ID identifies an account: "u" and 16 random base32 characters.
type ID string

// Pseudonym stands for a person in everything permanent: "p-" and 10 random
// hexadecimal digits. It is not derived from anything about the person.
type Pseudonym string

// Address is the pseudonym in the form git wants for an author.
func (p Pseudonym) Address() string { return string(p) + "@users.invalid" }

// Role is what a person may do here. The table in permission.go is the law.
type Role string

const (
	Visitor       Role = "visitor" // no account
	Resident      Role = "resident"
	Activist      Role = "activist"
	Mentor        Role = "mentor" // some-kummi
	Official      Role = "official"
	Administrator Role = "administrator"
)

// Roles lists the roles an account can have, least first.
var Roles = []Role{Resident, Activist, Mentor, Official, Administrator}

// Valid reports whether r is a role an account can have.
func (r Role) Valid() bool {
	for _, x := range Roles {
		if r == x {
			return true
		}
	}
	return false
}

// Capacity tells whether an official speaks as an official or as a private
// person. Everybody else always speaks as a private person.
type Capacity string

const (
	Private    Capacity = "private"
	AsOfficial Capacity = "official"
)

// Lang is a language of the interface: "fi", "sv" or "en".
type Lang string

const (
	Finnish Lang = "fi"
	Swedish Lang = "sv"
	English Lang = "en"
)

// Langs lists the languages of the interface, the first is the default.
var Langs = []Lang{Finnish, Swedish, English}

// Account is a person with a role. The zero Account is a visitor.
type Account struct {
	ID        ID
	Pseudonym Pseudonym
	// Name is what others see. "" after erasure or before the person chose one.
	Name string
	// Email is the confirmed address; "" after erasure. Never shown to others.
	Email string
	Role  Role
	// Unit is an official's or mentor's unit, such as "Viestintä".
	Unit    string
	Lang    Lang
	Created time.Time
	// Erased is the time of erasure, zero for a living account.
	Erased time.Time
}

// SignedIn reports whether the account is a person and not a visitor.
func (a Account) SignedIn() bool { return a.ID != "" && a.Erased.IsZero() }

// RoleOrVisitor returns the role, Visitor for one who is not signed in.
func (a Account) RoleOrVisitor() Role {
	if !a.SignedIn() {
		return Visitor
	}
	return a.Role
}

// MaxName is the longest name, in characters.
const MaxName = 80

// ValidateName returns the name without surrounding space, or a fault in the
// field "name".
func ValidateName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", fault.InField("name", "error.name-required")
	case utf8.RuneCountInString(name) > MaxName:
		return name, fault.InField("name", "error.name-long", MaxName)
	case !utf8.ValidString(name) || strings.ContainsAny(name, "<>") || strings.ContainsFunc(name, unseen):
		return name, fault.InField("name", "error.name-characters")
	}
	return name, nil
}

// unseen reports whether a character shows nothing but changes what is around
// it: written backwards, a name could pass for another.
func unseen(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }
