package chart

// spread moves places on a line apart until each two neighbours have a gap
// between them, all between lo and hi, and each as near to its own as that
// lets. The places come in order; where there is no room for all, the gaps
// shrink alike.
func spread(places []float64, gap, lo, hi float64) []float64 {
	n := len(places)
	if n == 0 {
		return nil
	}
	if room := hi - lo; n > 1 && gap*float64(n-1) > room {
		gap = room / float64(n-1)
	}
	// Neighbours that touch become a block, which sits at the mean of what its
	// members want. A block that grows may touch the one before it.
	type block struct {
		sum   float64 // Of where each member wants the block's first one to be.
		count int
	}
	at := func(b block) float64 {
		return min(max(b.sum/float64(b.count), lo), hi-gap*float64(b.count-1))
	}
	var blocks []block
	for _, p := range places {
		blocks = append(blocks, block{sum: p, count: 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if at(a)+gap*float64(a.count) <= at(b) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{sum: a.sum + b.sum - gap*float64(a.count*b.count), count: a.count + b.count})
		}
	}
	out := make([]float64, 0, n)
	for _, b := range blocks {
		first := at(b)
		for k := range b.count {
			out = append(out, first+gap*float64(k))
		}
	}
	return out
}
