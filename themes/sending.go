package themes

import "luonnos/people"

// Sending is what a person typed into the site's form.
type Sending struct {
	Title, Text string
	Area        string
	Lang        people.Lang // of the page; the text's own is found
	About       Target
	Name, Email string
	// Tell: wants to hear by mail what happens. Consent: a proposal may be made of it.
	Tell, Consent bool
	// Service, Attributes and Place are those of an Open311 client.
	Service    string
	Attributes map[string]string
	Place      *Place
}
