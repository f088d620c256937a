package people

import (
	"os"
	"strings"
	"testing"
	"time"

	"luonnos/internal/fault"
)

func TestPermissions(t *testing.T) {
	raw, err := os.ReadFile("testdata/permissions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var (
		roles []Role
		rows  = map[Action]bool{}
		kinds = map[byte]fault.Kind{'y': "", 'n': fault.Forbidden, 's': fault.SignIn}
	)
	for line := range strings.Lines(string(raw)) {
		cells := strings.Fields(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if roles == nil {
			for _, r := range cells[1:] {
				roles = append(roles, Role(r))
			}
			continue
		}
		action := Action(cells[0])
		rows[action] = true
		if len(cells) != len(roles)+1 {
			t.Fatalf("%s has %d cells", action, len(cells))
		}
		for i, role := range roles {
			actor := Account{ID: "me", Role: role}
			if role == Visitor {
				actor = Account{}
			}
			check := func(owner ID, want byte) {
				t.Helper()
				if got := fault.KindOf(Can(actor, action, Subject{Owner: owner})); got != kinds[want] {
					t.Errorf("%s %s, owner %q: %q, want %q", role, action, owner, got, kinds[want])
				}
			}
			check("me", cells[i+1][0])
			check("other", cells[i+1][2])
		}
	}
	if len(roles) != len(Roles)+1 || len(rows) != len(permissions) {
		t.Errorf("the matrix has %d roles and %d actions, the law %d and %d",
			len(roles), len(rows), len(Roles)+1, len(permissions))
	}
	for action := range permissions {
		if !rows[action] {
			t.Errorf("%s is not in the matrix", action)
		}
	}
}

// TestNobodyOwnsNothing: a thing without an owner is nobody's, a visitor's least.
func TestNobodyOwnsNothing(t *testing.T) {
	for _, actor := range []Account{{}, {ID: "me", Role: Resident}, {Role: Resident}} {
		if Can(actor, ReviseProposal, Subject{}) == nil {
			t.Errorf("%+v revises what nobody made", actor)
		}
	}
}

func TestStrangersMayNothing(t *testing.T) {
	erased := Account{ID: "me", Role: Official, Erased: time.Unix(1, 0)}
	if got := fault.KindOf(Can(erased, DecideProposal, Subject{})); got != fault.SignIn {
		t.Errorf("an erased official: %q", got)
	}
	if Can(Account{ID: "me", Role: "king"}, ReadPublic, Subject{}) == nil {
		t.Error("an unknown role may read")
	}
	if Can(Account{ID: "me", Role: Administrator}, "world.end", Subject{}) == nil {
		t.Error("an unknown action is allowed")
	}
}

func TestTrusted(t *testing.T) {
	want := map[Role]bool{Resident: false, Activist: true, Mentor: true, Official: true, Administrator: true}
	for _, role := range Roles {
		if got := Trusted(Account{ID: "me", Role: role}); got != want[role] {
			t.Errorf("%s: %v", role, got)
		}
	}
	if Trusted(Account{}) || Trusted(Account{ID: "me", Role: Official, Erased: time.Unix(1, 0)}) {
		t.Error("a visitor is trusted")
	}
}
