package docs

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// PublicRecord is the derived bare repository that git clone reads, over plain
// files ("dumb HTTP"). It holds what the public references lead to and nothing
// else; the rows remain the truth.
type PublicRecord struct {
	repo *Repository
	dir  string

	// mu serialises Sync.
	mu sync.Mutex
	// loose counts the loose objects, -1 before they have been counted.
	loose  int
	bounds looseBounds
	// superseded are loose objects that lie in a pack too; they stay for one
	// more round for the sake of clones under way.
	superseded []Hash
	// compressor is for loose objects, one after another.
	compressor *zlib.Writer
}

// NewPublicRecord returns the record kept in dir, which may be deleted at any time.
func NewPublicRecord(repo *Repository, dir string) *PublicRecord {
	return &PublicRecord{
		repo: repo, dir: dir, loose: -1, bounds: looseBounds{atOnce: 200, inAll: 2000},
		compressor: zlib.NewWriter(nil),
	}
}

// Dir is the bare repository's folder.
func (p *PublicRecord) Dir() string { return p.dir }

// looseBounds tell when objects are packed: more than atOnce new ones go into
// one pack, and when more than inAll lie about they are packed together.
type looseBounds struct{ atOnce, inAll int }

// Sync brings the record up to date with the public references; objects first,
// then references, then the files dumb HTTP needs. It costs what is new since
// the last time. Calls wait for each other; a broken one is made good by the next.
func (p *PublicRecord) Sync(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.prepare(); err != nil {
		return fmt.Errorf("public record: %w", err)
	}
	if err := p.dropSuperseded(); err != nil {
		return fmt.Errorf("public record: %w", err)
	}
	err := p.repo.store.View(ctx, func(tx Tx) error { return p.sync(ctx, tx) })
	if err != nil {
		return fmt.Errorf("public record: %w", err)
	}
	return nil
}

// prepare makes the folders and the files that never change.
func (p *PublicRecord) prepare() error {
	for _, dir := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "tmp"} {
		if err := os.MkdirAll(filepath.Join(p.dir, dir), 0o755); err != nil {
			return err
		}
	}
	if p.loose < 0 {
		// Nobody else writes here: what lies in tmp is of a broken run.
		left, err := filepath.Glob(filepath.Join(p.dir, "tmp", "*"))
		if err != nil {
			return err
		}
		for _, name := range left {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
		loose, err := p.looseObjects()
		if err != nil {
			return err
		}
		p.loose = len(loose)
	}
	for name, content := range map[string]string{
		"config":      "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n",
		"description": "Luonnos: the public record\n",
		"HEAD":        "ref: " + string(Main) + "\n",
	} {
		if err := p.keepFile(name, content); err != nil {
			return err
		}
	}
	return nil
}

// publicRef is a reference and, for an annotated tag, the commit it stands for.
type publicRef struct {
	Ref
	peeled Hash
}

func (p *PublicRecord) sync(ctx context.Context, tx Tx) error {
	refs, err := publicRefs(ctx, tx)
	if err != nil {
		return err
	}
	before, err := p.readRefs()
	if err != nil {
		return err
	}
	known, grown, err := knownBy(ctx, tx, before, refs)
	if err != nil {
		return err
	}
	var fresh []Hash
	walk := newReach(tx, known, func(h Hash, _ ObjectType) error {
		fresh = append(fresh, h)
		return nil
	})
	if grown {
		// What is new was written just now, on top of what is kept.
		walk.read = p.repo.tree
	}
	for _, ref := range refs {
		if before[ref.Name] != ref.Hash || !grown {
			if err := walk.ref(ctx, ref.Hash); err != nil {
				return err
			}
		}
	}
	pack, err := p.writeObjects(ctx, tx, fresh, !grown)
	if err != nil {
		return err
	}
	if err := p.keepFile("packed-refs", packedRefs(refs)); err != nil {
		return err
	}
	if err := p.keepFile("info/refs", infoRefs(refs)); err != nil {
		return err
	}
	if !grown {
		return p.dropObjectsExcept(pack)
	}
	return p.tidy(ctx, tx)
}

func publicRefs(ctx context.Context, tx Tx) ([]publicRef, error) {
	// The references of proposals, which may be many, are not even asked for.
	all, err := tx.Refs(ctx, "refs/heads/")
	if err != nil {
		return nil, err
	}
	tags, err := tx.Refs(ctx, TagPrefix)
	if err != nil {
		return nil, err
	}
	var refs []publicRef
	for _, ref := range append(all, tags...) {
		if !ref.Name.Public() {
			continue
		}
		r := publicRef{Ref: ref}
		for h := ref.Hash; ; r.peeled = h {
			o, err := tx.Object(ctx, h)
			if err != nil {
				return nil, err
			}
			if o.Type != TagObject {
				break
			}
			content, err := o.content()
			if err != nil {
				return nil, err
			}
			if h, err = tagTarget(content); err != nil {
				return nil, err
			}
		}
		refs = append(refs, r)
	}
	return refs, nil
}

// knownBy tells which commits the record has by its references. grown is false
// when it has to be built anew: at first, and when a reference has gone or no
// longer holds what it held, so that nothing erased stays in it.
func knownBy(ctx context.Context, tx Tx, before map[RefName]Hash, refs []publicRef) (known func(Commit) bool, grown bool, err error) {
	anew := func(Commit) bool { return false }
	now := make(map[RefName]Hash, len(refs))
	for _, ref := range refs {
		now[ref.Name] = ref.Hash
	}
	for name, h := range before {
		moved := now[name] != h
		branch := name == Main || name == Record
		if now[name] == "" || moved && !branch {
			return anew, false, nil
		}
	}
	if before[Main] == "" {
		return anew, false, nil
	}
	ok, err := tx.HasObject(ctx, before[Main])
	if err != nil || !ok {
		return anew, false, err
	}
	tip, err := tx.Commit(ctx, before[Main])
	if err != nil {
		return nil, false, err
	}
	noted := before[Record]
	if noted != "" {
		follows, err := descends(ctx, tx, now[Record], noted)
		if err != nil || !follows {
			return anew, false, err
		}
	}
	return func(c Commit) bool {
		return c.Seq > 0 && c.Seq <= tip.Seq || noted != "" && c.Hash == noted
	}, tip.Seq > 0, nil
}

// descends reports whether the branch tip comes after the commit old, by first
// parents.
func descends(ctx context.Context, tx Tx, tip, old Hash) (bool, error) {
	ok, err := tx.HasObject(ctx, old)
	if err != nil || !ok {
		return false, err
	}
	was, err := tx.Commit(ctx, old)
	if err != nil {
		return false, err
	}
	for h := tip; ; {
		c, err := tx.Commit(ctx, h)
		if err != nil {
			return false, err
		}
		if c.Hash == old {
			return true, nil
		}
		if c.Gen <= was.Gen || len(c.Parents) == 0 {
			return false, nil
		}
		h = c.Parents[0]
	}
}

// packedRefs is git's file of references. One file for all of them, so that
// they move together.
func packedRefs(refs []publicRef) string {
	var b strings.Builder
	b.WriteString("# pack-refs with: peeled fully-peeled sorted \n")
	for _, r := range refs {
		fmt.Fprintf(&b, "%s %s\n", r.Hash, r.Name)
		if r.peeled != "" {
			fmt.Fprintf(&b, "^%s\n", r.peeled)
		}
	}
	return b.String()
}

// infoRefs is what a client asks for first over dumb HTTP.
func infoRefs(refs []publicRef) string {
	var b strings.Builder
	for _, r := range refs {
		fmt.Fprintf(&b, "%s\t%s\n", r.Hash, r.Name)
		if r.peeled != "" {
			fmt.Fprintf(&b, "%s\t%s^{}\n", r.peeled, r.Name)
		}
	}
	return b.String()
}

// readRefs returns the references of the last Sync that was finished.
func (p *PublicRecord) readRefs() (map[RefName]Hash, error) {
	content, err := os.ReadFile(filepath.Join(p.dir, "packed-refs"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	refs := map[RefName]Hash{}
	for line := range strings.Lines(string(content)) {
		if h, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && len(h) == 40 {
			refs[RefName(name)] = Hash(h)
		}
	}
	return refs, err
}
