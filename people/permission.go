package people

import "luonnos/internal/fault"

// Action is something a person does. Can decides every one of them.
type Action string

const (
	ReadPublic        Action = "read.public"
	Propose           Action = "proposal.propose"
	WithdrawProposal  Action = "proposal.withdraw"
	ReviseProposal    Action = "proposal.revise"
	ReadUnconfirmed   Action = "proposal.read-unconfirmed"
	WriteComment      Action = "comment.write"
	EditComment       Action = "comment.edit"
	RemoveComment     Action = "comment.remove"
	TakeStance        Action = "proposal.stance"
	ReadQueue         Action = "queue.read"
	DecideProposal    Action = "proposal.decide"
	SpeakAsOfficial   Action = "speak.official"
	PublishInitiative Action = "initiative.publish"
	ImportText        Action = "text.import"
	ListPeople        Action = "people.list"
	ChangeRole        Action = "people.role"
	ErasePerson       Action = "people.erase"
	// ManageAccount is seeing and ending sessions, and changing name, language
	// and address.
	ManageAccount Action = "account.manage"

	SendFeedback Action = "feedback.send"
	// ReadDesk is seeing feedback that is not public, with its senders.
	ReadDesk         Action = "feedback.read-desk"
	ModerateFeedback Action = "feedback.moderate"
	ReplyFeedback    Action = "feedback.reply"
	// TieFeedback is linking it to the text and to proposals, and making one of it.
	TieFeedback    Action = "feedback.tie"
	CurateThemes   Action = "theme.curate"
	ImportFeedback Action = "feedback.import"
	ManageSources  Action = "source.manage"
	EraseSender    Action = "feedback.erase-sender"
)

// Subject is what an action is done to, as far as the decision needs it.
type Subject struct {
	// Owner is the account that made it, "" for none. For actions on an
	// account it is that account.
	Owner ID
}

// reach tells whose things a role may do an action to.
type reach int

const (
	none   reach = iota
	own          // what the actor made
	others       // anything but what the actor made: four eyes
	all
)

// permissions is the whole law of the house. Each role may do what the one
// before it may, with one exception: administration and decision are separate
// powers. An administrator gives roles to others and can therefore not decide,
// speak or publish in the name of the city.
//
// A visitor may write a proposal; it stays unseen until they confirm it by mail.
// An activist's difference from a resident is trust: see Trusted.
var permissions = map[Action]struct {
	visitor, resident, activist, mentor, official, administrator reach
}{
	//                  visitor resident activist mentor official administrator
	ReadPublic:        {all, all, all, all, all, all},
	Propose:           {all, all, all, all, all, all},
	WithdrawProposal:  {none, own, own, own, own, own},
	ReviseProposal:    {none, own, own, own, own, own},
	ReadUnconfirmed:   {none, own, own, own, own, own},
	WriteComment:      {none, all, all, all, all, all},
	EditComment:       {none, own, own, own, own, own},
	RemoveComment:     {none, own, own, all, all, all},
	TakeStance:        {none, all, all, all, all, all},
	ReadQueue:         {none, none, none, all, all, all},
	DecideProposal:    {none, none, none, none, others, none},
	SpeakAsOfficial:   {none, none, none, none, all, none},
	PublishInitiative: {none, none, none, none, all, none},
	ImportText:        {none, none, none, none, none, all},
	ListPeople:        {none, none, none, none, none, all},
	ChangeRole:        {none, none, none, none, none, all},
	ErasePerson:       {none, own, own, own, own, all},
	ManageAccount:     {none, own, own, own, own, own},
	SendFeedback:      {all, all, all, all, all, all},
	ReadDesk:          {none, none, none, all, all, all},
	ModerateFeedback:  {none, none, none, all, all, all},
	ReplyFeedback:     {none, none, none, all, all, none},
	TieFeedback:       {none, none, none, all, all, none},
	CurateThemes:      {none, none, none, all, all, none},
	ImportFeedback:    {none, none, none, none, all, all},
	ManageSources:     {none, none, none, none, none, all},
	EraseSender:       {none, own, own, own, all, all},
}

// Can reports whether the actor may do the action to the subject: nil, or a
// SignIn fault for a visitor who could after signing in, or a Forbidden fault.
func Can(actor Account, action Action, on Subject) error {
	mine := actor.SignedIn() && on.Owner == actor.ID
	switch r := reachOf(actor.RoleOrVisitor(), action); {
	case r == all, r == own && mine, r == others && !mine:
		return nil
	case !actor.SignedIn():
		return fault.New(fault.SignIn, "error.sign-in")
	case r == own:
		return fault.New(fault.Forbidden, "error.not-yours")
	case r == others:
		return fault.New(fault.Forbidden, "error.own-proposal")
	}
	return fault.New(fault.Forbidden, "error.forbidden")
}

func reachOf(role Role, action Action) reach {
	p := permissions[action]
	switch role {
	case Visitor:
		return p.visitor
	case Resident:
		return p.resident
	case Activist:
		return p.activist
	case Mentor:
		return p.mentor
	case Official:
		return p.official
	case Administrator:
		return p.administrator
	}
	return none
}

// Trusted reports whether the actor writes without the rate limits that hold
// others: activists and those above them, whom an administrator has chosen.
func Trusted(actor Account) bool {
	switch actor.RoleOrVisitor() {
	case Activist, Mentor, Official, Administrator:
		return true
	}
	return false
}
