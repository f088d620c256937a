package docs

import "context"

// PageText is a page of an older version of the whole strategy.
type PageText struct {
	Path   Path
	Title  string
	Source []byte // must not be changed
}

// Edition returns all the pages of main's version with the number, by path: the
// whole text as it stood then.
func (r *Repository) Edition(ctx context.Context, seq int64) (pages []PageText, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		pages = nil
		c, err := tx.CommitAt(ctx, seq)
		if err != nil {
			return err
		}
		return eachFile(ctx, tx, c.Tree, "", func(file string, e treeEntry) error {
			if !isPage(file, e.mode) {
				return nil
			}
			t, err := r.text(ctx, tx, e.hash)
			if err != nil {
				return err
			}
			p := Path(file)
			pages = append(pages, PageText{Path: p, Title: t.pageTitle(p), Source: t.source})
			return nil
		})
	})
	return pages, err
}
