package grouping

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f for each of 0..n-1 once, on all processors.
func parallel(n int, f func(i int)) {
	const block = 32
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			for {
				from := int(next.Add(block)) - block
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
