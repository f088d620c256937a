package themes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"luonnos/internal/fault"
	"luonnos/people"
)

// Sending is what a person typed into the site's form.
type Sending struct {
	Title, Text string
	Area        string
	Lang        people.Lang // of the page; the text's own is found
	About       Target
	Name, Email string
	// Tell: wants to hear by mail what happens. Consent: a proposal may be made of it.
	Tell, Consent bool
	// Service, Attributes and Place are those of Open311.
	Service    string
	Attributes map[string]string
	Place      *Place
}

// Send keeps a person's feedback and returns it with the token that opens their
// own page of it. Everything amiss with the fields comes joined in one error.
// The same operation again gives the same item and a further token.
func (s *Service) Send(ctx context.Context, actor people.Account, op people.OpID, f Sending) (Item, people.Token, error) {
	if err := people.Can(actor, people.SendFeedback, people.Subject{}); err != nil {
		return Item{}, "", err
	}
	if err := f.validate(actor); err != nil {
		return Item{}, "", err
	}
	source, err := s.FormSource(ctx)
	if err != nil {
		return Item{}, "", err
	}
	if err := s.refreshModel(ctx); err != nil {
		return Item{}, "", err
	}
	var made Item
	token := people.NewToken()
	err = s.write(ctx, actor, op, people.SendFeedback, func(tx Tx, actor people.Account) error {
		made, err = s.send(ctx, tx, actor, source, token, f)
		if err == nil {
			tx.SetResult(subject("feedback", made.ID))
		}
		return err
	})
	if id, again := repeated(err, "feedback"); again {
		made, err = s.openAgain(ctx, id, token)
	}
	if err != nil {
		return Item{}, "", err
	}
	return made, token, nil
}

// openAgain lets a further token open the sender's page: the one given first
// was never kept.
func (s *Service) openAgain(ctx context.Context, id int64, token people.Token) (i Item, err error) {
	err = s.store.Update(ctx, "", func(tx Tx) error {
		if i, err = tx.Feedback(ctx, id); err != nil {
			return err
		}
		return tx.PutSenderToken(ctx, token.Hash(), id)
	})
	return i, err
}

func (f *Sending) validate(actor people.Account) error {
	f.Title = strings.Join(strings.Fields(f.Title), " ")
	f.Text = tidyText(f.Text)
	f.Name = strings.Join(strings.Fields(f.Name), " ")
	f.Email = strings.TrimSpace(f.Email)
	var amiss []error
	check := func(bad bool, field, key string, args ...any) {
		if bad {
			amiss = append(amiss, fault.InField(field, key, args...))
		}
	}
	check(f.Text == "", "text", "error.text-required")
	check(len(f.Text) > MaxText, "text", "error.text-long", MaxText/1000)
	check(utf8.RuneCountInString(f.Title) > MaxTitle, "title", "error.title-long", MaxTitle)
	if f.Name != "" {
		if _, err := people.ValidateName(f.Name); err != nil {
			amiss = append(amiss, err)
		}
	}
	if f.Email != "" {
		email, err := people.NormalizeEmail(f.Email)
		if err != nil {
			amiss = append(amiss, err)
		} else {
			f.Email = email
		}
	}
	check(f.Tell && f.Email == "" && !actor.SignedIn(), "email", "error.email-required")
	return errors.Join(amiss...)
}

func (s *Service) send(ctx context.Context, tx Tx, actor people.Account, source int64, token people.Token, f Sending) (Item, error) {
	if err := knownArea(ctx, tx, f.Area); err != nil {
		return Item{}, err
	}
	if f.About != (Target{}) {
		there, err := tx.TargetThere(ctx, f.About)
		if err != nil {
			return Item{}, err
		}
		if !there {
			f.About = Target{} // the passage went while they wrote: their words stay
		}
	}
	x := &Sender{Account: actor.ID, Name: f.Name, Email: f.Email, Lang: f.Lang, Tell: f.Tell, Token: token.Hash()}
	if f.Consent {
		x.Consent = Agreed
	}
	a := Arrival{
		// The form has no ids of its own.
		Foreign: string(people.NewToken()), At: s.time(), Title: f.Title, Text: f.Text, Area: f.Area, About: f.About, Sender: x,
		Service: f.Service, Attributes: f.Attributes, Place: f.Place,
	}
	if _, sure := FindLang(f.Title + "\n" + f.Text); !sure {
		a.Lang = f.Lang
	}
	r, err := s.receive(ctx, tx, source, []Arrival{a})
	if err != nil {
		return Item{}, err
	}
	i, err := tx.Feedback(ctx, r.IDs[0])
	if err != nil {
		return Item{}, err
	}
	return i, s.tell(ctx, tx, i, letterReceived, nil)
}

// knownArea is an Invalid fault unless the code is "" or one of the city's areas.
func knownArea(ctx context.Context, tx Tx, code string) error {
	if code == "" {
		return nil
	}
	areas, err := tx.Areas(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(areas, func(a people.Area) bool { return a.Code == code }) {
		return fault.InField("area", "error.area")
	}
	return nil
}
