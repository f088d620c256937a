package grouping

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f for each of 0..n-1 once, on all processors.
func parallel(n int, f func(i int)) { spread(n, 32, f) }

// spread is parallel with so many calls at a time on a processor.
func spread(n, block int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			for {
				from := int(next.Add(int64(block))) - block
				if from >= n {
					return
				}
				for i := from; i < min(from+block, n); i++ {
					f(i)
				}
			}
		})
	}
	wg.Wait()
}
