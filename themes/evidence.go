package themes

import (
	"time"

	"luonnos/people"
)

// Evidence is what stands behind an initiative: every passage of the frozen
// version that accepted proposals brought, with the feedback that led there. It
// holds no senders. The text is as it was frozen; feedback and its ties are as
// they are when it is asked for, as far as they came before the publication.
type Evidence struct {
	Initiative int64     `json:"initiative"`
	Title      string    `json:"title"`
	Tag        string    `json:"tag"`
	Published  time.Time `json:"published"`
	// Made is when this was put together.
	Made      time.Time          `json:"made"`
	Passages  []EvidencePassage  `json:"passages"`
	Proposals []EvidenceProposal `json:"proposals"`
	Themes    []EvidenceTheme    `json:"themes"`
	Items     []EvidenceItem     `json:"feedback"`
}

// EvidencePassage is a passage of the frozen text.
type EvidencePassage struct {
	ID   string `json:"id"`
	Page string `json:"page"`
	// Text is its Markdown as frozen.
	Text      string  `json:"text"`
	Proposals []int64 `json:"proposals"`
	Themes    []int64 `json:"themes"`
	Items     []int64 `json:"feedback"`
}

// EvidenceProposal is an accepted proposal with its decision.
type EvidenceProposal struct {
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
	// Verdict, Why, Unit and Decided are those of the decision.
	Verdict string    `json:"verdict"`
	Why     string    `json:"decision"`
	Unit    string    `json:"unit"`
	Decided time.Time `json:"decided"`
	Themes  []int64   `json:"themes"`
	Items   []int64   `json:"feedback"`
}

// EvidenceTheme is a theme that speaks of a passage or a proposal.
type EvidenceTheme struct {
	ID    int64    `json:"id"`
	Name  string   `json:"name"`
	Words []string `json:"words"`
	// Count is how many shown items it has.
	Count int `json:"count"`
}

// EvidenceItem is one shown item.
type EvidenceItem struct {
	ID      int64       `json:"id"`
	Theme   int64       `json:"theme"`
	Channel Channel     `json:"channel"`
	Source  string      `json:"source"`
	Address string      `json:"address"`
	At      time.Time   `json:"written"`
	Lang    people.Lang `json:"language"`
	Area    string      `json:"area"`
	Title   string      `json:"title"`
	Text    string      `json:"text"`
}
