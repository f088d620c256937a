package people

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
)

// Subject is what an action is done to, as far as the decision needs it.
type Subject struct {
	// Owner is the account that made it, "" for none.
	Owner ID
}

// Can reports whether the actor may do the action to the subject: nil, or a
// SignIn fault for a visitor who could after signing in, or a Forbidden fault.
func Can(actor Account, action Action, on Subject) error { return errTodo }
