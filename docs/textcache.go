package docs

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// keptTexts is how many bytes of text are kept: the pages of a large strategy
// with their open proposals, and the older versions that are being compared.
const keptTexts = 12 << 20

// keptText bounds one text that is kept, in bytes; a larger one is read each time.
const keptText = 256 << 10

// textCache keeps the texts that were used last, by blob: what a name stands
// for never changes.
type textCache struct {
	mu    sync.Mutex
	texts *simplelru.LRU[Hash, *pageText]
	bytes int
}

func newTextCache() *textCache {
	c := &textCache{}
	// The number is bounded for the sake of short texts.
	var err error
	c.texts, err = simplelru.NewLRU(keptTexts/(1<<10), func(_ Hash, t *pageText) { c.bytes -= len(t.source) })
	if err != nil {
		panic(err) // only a size below one is refused
	}
	return c
}

func (c *textCache) get(blob Hash) (*pageText, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.texts.Get(blob)
}

func (c *textCache) add(blob Hash, t *pageText) {
	if len(t.source) > keptText {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts.Remove(blob)
	c.texts.Add(blob, t)
	c.bytes += len(t.source)
	for c.bytes > keptTexts {
		c.texts.RemoveOldest()
	}
}

func (c *textCache) remove(blob Hash) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts.Remove(blob)
}
