package docs

import (
	"context"
	"slices"
)

// replay works out again what the tables say of main, commit by commit: the
// pages, versions and passage identities follow from the git history alone.
type replay struct {
	repo  *Repository
	tx    Tx
	pages map[Path]Page
	tree  Hash
}

func (r *Repository) newReplay(tx Tx) *replay {
	return &replay{repo: r, tx: tx, pages: map[Path]Page{}}
}

// next takes main's next commit.
func (p *replay) next(ctx context.Context, c Commit) (effect, error) {
	changes, err := p.repo.diffTrees(ctx, p.tx, p.tree, c.Tree)
	if err != nil {
		return effect{}, err
	}
	edits, err := p.repo.pageEdits(ctx, p.tx, changes, func(path Path) (Page, error) { return p.pages[path], nil })
	if err != nil {
		return effect{}, err
	}
	e := effectOf(c, edits)
	for _, path := range e.removed {
		delete(p.pages, path)
	}
	for _, page := range e.pages {
		p.pages[page.Path] = page
	}
	p.tree = c.Tree
	return e, nil
}

// graph orders the commits that lead to tip so that parents come first, and
// gives each its generation; read returns a commit's row without either number.
func graph(tips []Hash, read func(Hash) (Commit, error)) ([]Commit, error) {
	const open = -1
	gens := map[rawHash]int64{}
	var ordered []Commit
	type visit struct {
		commit Commit
		next   int
	}
	var stack []visit
	push := func(h Hash) error {
		if _, seen := gens[h.raw()]; seen {
			return nil
		}
		c, err := read(h)
		if err == nil {
			gens[h.raw()] = open
			stack = append(stack, visit{commit: c})
		}
		return err
	}
	for _, tip := range tips {
		if err := push(tip); err != nil {
			return nil, err
		}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next < len(top.commit.Parents) {
				top.next++
				if err := push(top.commit.Parents[top.next-1]); err != nil {
					return nil, err
				}
				continue
			}
			c := top.commit
			for _, p := range c.Parents {
				c.Gen = max(c.Gen, gens[p.raw()])
			}
			c.Gen++
			gens[c.Hash.raw()] = c.Gen
			ordered = append(ordered, c)
			stack = stack[:len(stack)-1]
		}
	}
	return ordered, nil
}

// numberMain gives the commits of the first-parent history of tip their
// numbers and returns their places in commits, oldest first.
func numberMain(commits []Commit, tip Hash) []int {
	place := make(map[Hash]int, len(commits))
	for i, c := range commits {
		place[c.Hash] = i
	}
	var main []int
	for h := tip; h != ""; {
		i := place[h]
		main = append(main, i)
		h = ""
		if parents := commits[i].Parents; len(parents) > 0 {
			h = parents[0]
		}
	}
	slices.Reverse(main)
	for n, i := range main {
		commits[i].Seq = int64(n + 1)
	}
	return main
}
