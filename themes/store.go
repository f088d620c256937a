package themes

import (
	"context"
	"time"

	"luonnos/people"
)

// Tx is what this room needs of a transaction.
type Tx interface {
	people.Tx
	SourceTx
	ItemTx
	SenderTx
	ThemeTx
	LinkTx
	ImportTx

	// FeedbackProblems looks for rows that do not agree with each other.
	FeedbackProblems(ctx context.Context) ([]Problem, error)

	// NextNumber returns the next number of a kind; TakeNumbers takes n at once
	// and returns the first.
	NextNumber(ctx context.Context, kind string) (int64, error)
	TakeNumbers(ctx context.Context, kind string, n int) (int64, error)
	// LastNumber returns the number last given, 0 for none.
	LastNumber(ctx context.Context, kind string) (int64, error)
}

// SourceTx keeps where feedback comes from.
type SourceTx interface {
	FeedbackSource(ctx context.Context, id int64) (SourceRun, error)
	// FeedbackSources lists by id.
	FeedbackSources(ctx context.Context) ([]SourceRun, error)
	PutFeedbackSource(ctx context.Context, s Source) error
	DeleteFeedbackSource(ctx context.Context, id int64) error
	PutFeedbackRun(ctx context.Context, r Run) error

	FeedbackKeys(ctx context.Context) ([]Key, error)
	FeedbackKey(ctx context.Context, hash people.TokenHash) (Key, error)
	PutFeedbackKey(ctx context.Context, k Key, hash people.TokenHash) error
	// UseFeedbackKey notes when a key was last used.
	UseFeedbackKey(ctx context.Context, id int64, at time.Time) error
	DeleteFeedbackKey(ctx context.Context, id int64) error

	TagRules(ctx context.Context) ([]TagRule, error)
	PutTagRule(ctx context.Context, r TagRule) error
	DeleteTagRule(ctx context.Context, tag string) error
	// TagCounts counts the items of each folded tag, commonest first.
	TagCounts(ctx context.Context) ([]TagRow, error)
}

// Known is what is there of an arrival.
type Known struct {
	ID     int64
	Digest string
}

// Placed is an item as the grouping sees it.
type Placed struct {
	ID         int64
	Lang       people.Lang
	Title      string
	Text       string
	Moderation Moderation
	Theme      int64
	Sure       float64
	ByPerson   bool
	Twin       int64
	Revision   int64
}

// ItemTx keeps items. Every count of them follows in the same transaction.
type ItemTx interface {
	// FeedbackKnown finds the items of a source by their ids there.
	FeedbackKnown(ctx context.Context, source int64, foreign []string) (map[string]Known, error)
	// FeedbackSince lists the ids at a source, above after, of those items not
	// removed that were written at or after since, in order.
	FeedbackSince(ctx context.Context, source int64, since time.Time, after string, limit int) ([]string, error)
	// AddFeedback inserts new items; digests are those of their arrivals.
	AddFeedback(ctx context.Context, items []Item, digests []string, revision int64) error
	// PutFeedback replaces an item. revision 0 leaves the revision, digest "" the digest.
	PutFeedback(ctx context.Context, i Item, digest string, revision int64) error
	Feedback(ctx context.Context, id int64) (Item, error)
	// FeedbackItems returns those that there are of the ids.
	FeedbackItems(ctx context.Context, ids []int64) ([]Item, error)
	FeedbackList(ctx context.Context, q Query, limit, offset int, order Order) ([]Item, error)
	CountFeedback(ctx context.Context, q Query) (int, error)
	// FeedbackTwins counts the shown near-duplicates of each item.
	FeedbackTwins(ctx context.Context, ids []int64) (map[int64]int, error)

	// TwinsOf lists the near-duplicates of items, whatever their state.
	TwinsOf(ctx context.Context, ids []int64) ([]int64, error)
	// FeedbackTexts lists items with ids above after, by id, removed ones left out.
	FeedbackTexts(ctx context.Context, after int64, limit int) ([]Placed, error)
	// FeedbackRevised lists items with ids up to last whose revision is above
	// one, removed ones too.
	FeedbackRevised(ctx context.Context, above, last int64) ([]Placed, error)
	// PlaceFeedback puts an item in a theme unless its revision has changed
	// since or a person has put it somewhere; it reports whether the item was as
	// p says, and the themes of a shown one before and after that are not the
	// same.
	PlaceFeedback(ctx context.Context, p Placed) (ok bool, between []int64, err error)

	PutFeedbackReply(ctx context.Context, r Reply) error
	// FeedbackReplies lists the replies of items, oldest first.
	FeedbackReplies(ctx context.Context, items []int64) ([]Reply, error)
}

// SenderTx keeps who sent what.
type SenderTx interface {
	// PutSender inserts or replaces, told is left.
	PutSender(ctx context.Context, s Sender) error
	// Senders returns those that there are.
	Senders(ctx context.Context, items []int64) ([]Sender, error)
	// SendersOf lists the items that the account sent, or the address, "" for neither.
	SendersOf(ctx context.Context, account people.ID, email string) ([]int64, error)
	DeleteSender(ctx context.Context, item int64) error
	PutSenderToken(ctx context.Context, hash people.TokenHash, item int64) error
	ItemOfToken(ctx context.Context, hash people.TokenHash) (int64, error)
	// SenderNews lists, for items whose senders want to hear, what has become of
	// proposals that the items are tied to themselves and the senders have not
	// been told.
	SenderNews(ctx context.Context, limit int) ([]News, error)
	PutTold(ctx context.Context, item int64, what string) error
}

// News is what has become of a proposal that an item led to.
type News struct {
	Item     int64
	Proposal int64
	Title    string
	// State and Decision are the proposal's; 0 while it waits for its decision.
	State    string
	Decision int64
	// Verdict and Reason are the decision's.
	Verdict, Reason string
	// What names the news for PutTold.
	What string
}

// ThemeTx keeps themes.
type ThemeTx interface {
	Theme(ctx context.Context, id int64) (Theme, error)
	// Themes lists all, joined and gone ones too, by id.
	Themes(ctx context.Context) ([]Theme, error)
	PutTheme(ctx context.Context, t Theme) error
	// ThemeCounts counts the shown items of each fine theme that match; 0 is
	// what is outside all.
	ThemeCounts(ctx context.Context, f TallyFilter) (map[int64]Count, error)
	// ThemeSpan is when the first and the last shown item of fine themes were
	// written, zero for none.
	ThemeSpan(ctx context.Context, themes []int64) (first, last time.Time, err error)
	// ThemeWeeks counts the shown items of each fine theme by week.
	ThemeWeeks(ctx context.Context, f TallyFilter) (map[int64][]WeekCount, error)
	// FeedbackTally counts the shown items of a list of fine themes, nil for all.
	FeedbackTally(ctx context.Context, f TallyFilter, themes []int64) (Tallies, error)
	// MoveTheme puts everything that is in a theme into another, and its links.
	MoveTheme(ctx context.Context, from, into int64) error
	// ThemesInUse lists the themes that hold any item.
	ThemesInUse(ctx context.Context) ([]int64, error)
	PutDeed(ctx context.Context, d Deed) error
	// Deeds lists what was done to a theme, newest first.
	Deeds(ctx context.Context, theme int64) ([]Deed, error)

	// ThemeModel returns the newest model, zero for none; without its data when
	// it is the one that is known already.
	ThemeModel(ctx context.Context, known int64) (StoredModel, error)
	// PutThemeModel replaces the model and returns its number.
	PutThemeModel(ctx context.Context, m StoredModel) (int64, error)
	// FinishThemeModel notes the revision of a model by which every item has
	// been placed.
	FinishThemeModel(ctx context.Context, id, revision int64) error
}

// StoredModel is a model as it is kept.
type StoredModel struct {
	ID int64
	// Shift is added to the theme ids in it that are at least Above: themes
	// that people made while it was being made have those ids.
	Above, Shift int64
	// Revision is that of the newest change the model knows of, 0 until every
	// item has been placed by it.
	Revision int64
	At       time.Time
	Data     []byte
}

// LinkTx ties feedback to what other rooms hold, and reads of that as much as
// a reader of the chain is told.
type LinkTx interface {
	PutFeedbackLink(ctx context.Context, l Link) error
	DeleteFeedbackLink(ctx context.Context, l Link) error
	LinksOfThemes(ctx context.Context, themes []int64) ([]Link, error)
	LinksOfItems(ctx context.Context, items []int64) ([]Link, error)
	// ThemesTiedTo lists the links of themes to things of one kind.
	ThemesTiedTo(ctx context.Context, kind Kind, ids []string) ([]Link, error)
	// SaidDirectly counts, for each thing, by theme, the shown items tied to it
	// themselves; a proposal that grew out of an item is tied to it.
	SaidDirectly(ctx context.Context, kind Kind, ids []string) (map[string]map[int64]int, error)
	// ProposalsFrom lists the public proposals that items are tied to themselves.
	ProposalsFrom(ctx context.Context, items []int64) (map[int64][]int64, error)
	// TargetThere reports whether there is such a thing for the public.
	TargetThere(ctx context.Context, t Target) (bool, error)

	PassageSteps(ctx context.Context, ids []string) ([]Step, error)
	ProposalSteps(ctx context.Context, ids []int64) ([]Step, error)
	// ProposalsOn lists the public proposals that touch a passage or brought a
	// change to it; PassagesOf the passages of proposals.
	ProposalsOn(ctx context.Context, passages []string) (map[string][]int64, error)
	PassagesOf(ctx context.Context, proposals []int64) (map[int64][]Target, error)
	// DecisionSteps lists decisions, ids are the decisions'; From is the proposal.
	DecisionSteps(ctx context.Context, proposals []int64) ([]Step, error)
	// InitiativeSteps lists the initiatives that have an accepted proposal in
	// their text; From are those of the proposals.
	InitiativeSteps(ctx context.Context, proposals []int64) ([]Step, error)
	// ProposalsIn lists the proposals that are in an initiative's text.
	ProposalsIn(ctx context.Context, initiative int64) ([]int64, error)
	// FrozenPassages lists the passages of an initiative's text that proposals
	// brought or changed.
	FrozenPassages(ctx context.Context, initiative int64) ([]EvidencePassage, error)
	EvidenceOf(ctx context.Context, initiative int64) (Evidence, error)
	EvidenceProposals(ctx context.Context, ids []int64) ([]EvidenceProposal, error)
}

// Store runs transactions; see people.Store.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(Tx) error) error
}
