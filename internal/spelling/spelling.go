// Package spelling finds what a mistyped word was meant to be.
package spelling

import (
	"slices"
	"unicode/utf8"
)

// Distance is how many letters must be added, dropped, changed or swapped with
// their neighbour to make b of a.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range y {
		rows[0][j+1] = j + 1
	}
	for i := range x {
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			rows[i+1][j+1] = slices.Min([]int{rows[i][j+1] + 1, rows[i+1][j] + 1, rows[i][j] + cost})
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				rows[i+1][j+1] = min(rows[i+1][j+1], rows[i-1][j-1]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}

// Slips is how many slips a word may be away from what was meant: short words
// are a slip away from everything.
func Slips(known string) int { return min(2, utf8.RuneCountInString(known)/3) }

// Nearest is the word among those that there are that another one was meant to
// be; empty where none is near enough, the first of several that are as near.
func Nearest(word string, there []string) string {
	best, least := "", 3
	for _, one := range there {
		if d := Distance(word, one); d <= Slips(one) && d < least {
			best, least = one, d
		}
	}
	return best
}
