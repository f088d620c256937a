package revisions

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"luonnos/people"
)

// recorded is a decision that changed no text, as the public record keeps it.
// The proposal's own words are not in it: they were not accepted and can still
// be erased.
type recorded struct {
	Decision  int64            `json:"decision"`
	Proposal  int64            `json:"proposal"`
	Version   int              `json:"version"`
	Verdict   Verdict          `json:"verdict"`
	Reason    string           `json:"reason"`
	DecidedBy people.Pseudonym `json:"decided_by"`
	Unit      string           `json:"unit,omitempty"`
	At        time.Time        `json:"at"`
}

// recordFile is where the public record keeps the decision: a hundred to a
// folder, because each note rewrites the folder it lies in.
func recordFile(decision int64) string {
	return fmt.Sprintf("decisions/%d/%d.json", decision/100, decision)
}

// note writes the decision to the public record.
func (s *Service) note(ctx context.Context, tx Tx, d Decision) error {
	content, err := json.MarshalIndent(recorded{
		Decision: d.ID, Proposal: d.Proposal, Version: d.Version, Verdict: d.Verdict,
		Reason: d.Reason, DecidedBy: d.Pseudonym, Unit: d.Unit, At: d.At,
	}, "", "  ")
	if err != nil {
		return err
	}
	message := fmt.Sprintf("Decision %d on proposal %d: %s", d.ID, d.Proposal, d.Verdict)
	return s.docs.Note(ctx, tx, recordFile(d.ID), append(content, '\n'), d.Pseudonym, message)
}
