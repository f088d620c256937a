package revisions_test

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

// carried is the number of the commit that the text's followers have come to.
func (h *house) carried(t failer) (seq int64) {
	t.Helper()
	h.view(t, func(tx revisions.Tx) (err error) {
		seq, err = tx.Carried(context.Background())
		return err
	})
	return seq
}

// carry carries on until there is nothing left.
func (h *house) carry(t failer) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = h.Carry(context.Background())
		check(t, err)
	}
}

func TestCarryTakesEachCommitInItsTurn(t *testing.T) {
	h := newHouse(t)
	for i := range 3 {
		h.write(t, aims, aimsText+strconv.Itoa(i)+"\n")
	}
	for want := int64(1); want <= 4; want++ {
		more, err := h.Carry(t.Context())
		check(t, err)
		if got := h.carried(t); got != want || more != (want < 4) {
			t.Fatalf("carried to %d, more %v; want %d", got, more, want)
		}
	}
	more, err := h.Carry(t.Context())
	if more || err != nil || h.carried(t) != 4 {
		t.Errorf("with nothing left: %v, %v, carried to %d", more, err, h.carried(t))
	}
}

// Several processes may carry one text: none takes a step twice, or over
// another's.
func TestCarryFromSeveralProcesses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "luonnos.db")
	a, b := openHouse(t, file, t.Cleanup), openHouse(t, file, t.Cleanup)
	for i := range 20 {
		a.write(t, aims, aimsText+strconv.Itoa(i)+"\n")
	}
	var wg sync.WaitGroup
	for _, h := range []*house{a, b, a, b} {
		wg.Go(func() {
			for more := true; more; {
				var err error
				if more, err = h.Carry(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := a.carried(t); got != 20 {
		t.Errorf("carried to %d of 20", got)
	}
}

// A step whose write fails is not taken: it waits for the next call.
func TestCarryKeepsAStepThatFailed(t *testing.T) {
	h := newHouse(t)
	broken := errors.New("broken")
	s := revisions.NewService(failing{store.As[revisions.Tx](h.db), broken}, h.repo, h.clock)
	if _, err := s.Carry(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("error %v", err)
	}
	if got := h.carried(t); got != 0 {
		t.Errorf("carried to %d", got)
	}
	h.carry(t)
	if got := h.carried(t); got != 1 {
		t.Errorf("carried to %d", got)
	}
}

// failing undoes every write at its end.
type failing struct {
	revisions.Store
	err error
}

func (f failing) Update(ctx context.Context, op people.OpID, fn func(revisions.Tx) error) error {
	return f.Store.Update(ctx, op, func(tx revisions.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return f.err
	})
}
