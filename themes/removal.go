package themes

import "context"

// Digests of items without a text: gone comes back when its source has it
// again, withdrawn does not.
const (
	gone      = "gone"
	withdrawn = "withdrawn"
)

// takeAway blanks an item and notes what showed it.
func (s *Service) takeAway(ctx context.Context, tx Tx, i Item, digest string, touch *touched) error {
	touch.item(i)
	touch.leaves(i)
	if i.Moderation == Shown {
		links, err := tx.LinksOfItems(ctx, []int64{i.ID})
		if err != nil {
			return err
		}
		touch.links(links)
	}
	return s.blank(ctx, tx, i, digest)
}

// blank takes an item's text away for good; its sender and what it was tied to
// go with it.
func (s *Service) blank(ctx context.Context, tx Tx, i Item, digest string) error {
	revision, err := tx.NextNumber(ctx, revisionNumber)
	if err != nil {
		return err
	}
	links, err := tx.LinksOfItems(ctx, []int64{i.ID})
	if err != nil {
		return err
	}
	for _, l := range links {
		if err := tx.DeleteFeedbackLink(ctx, l); err != nil {
			return err
		}
	}
	i.Moderation, i.Title, i.Text, i.Reason = Removed, "", "", ""
	i.Address, i.Tags, i.Attributes, i.Place, i.About = "", nil, nil, nil, Target{}
	i.TagsByPerson = false
	i.Theme, i.Sure, i.ByPerson, i.Twin = 0, 0, false, 0
	i.Changed = s.time()
	if err := tx.PutFeedback(ctx, i, digest, revision); err != nil {
		return err
	}
	return tx.DeleteSender(ctx, i.ID)
}
