package promlab

// noise is a wandering line around zero that can be asked for any time without
// walking there: a hash of the seed and the time at the corners of a few grids,
// straight lines between them. A coarse grid gives slow waves, so that averages
// over minutes move too.
type noise struct {
	seed   uint64
	period int64 // Of the finest grid, in milliseconds.
}

// Each grid is so many times as coarse as the one before it.
const (
	grids   = 3
	coarser = 8
)

// at is the noise at a time, from -1 to 1.
func (n noise) at(t int64) float64 {
	sum, period := 0.0, n.period
	for g := range grids {
		sum += n.wave(uint64(g), period, t)
		period *= coarser
	}
	return sum / grids
}

// drift is, in seconds, how far a clock that runs fast and slow has wandered.
// It rises and falls by less than a second in a second, so time plus any share
// of it never runs backwards.
func (n noise) drift(t int64) float64 {
	sum, period := 0.0, n.period
	for g := range grids {
		sum += n.wave(uint64(g), period, t) / 2 * float64(period) / 1000
		period *= coarser
	}
	return sum / grids
}

func (n noise) wave(grid uint64, period, t int64) float64 {
	cell := t / period
	if t < 0 && t%period != 0 {
		cell--
	}
	along := float64(t-cell*period) / float64(period)
	a, b := n.corner(grid, cell), n.corner(grid, cell+1)
	return a + (b-a)*along
}

// corner is an even hash from -1 to 1: the finaliser of SplitMix64.
func (n noise) corner(grid uint64, cell int64) float64 {
	z := n.seed ^ (grid << 60) + uint64(cell)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return float64(z>>11)/(1<<52) - 1
}
