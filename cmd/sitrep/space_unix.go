//go:build darwin || freebsd || linux

package main

import "syscall"

// freeSpace is how many bytes may still be written to the disk of a folder.
func freeSpace(dir string) (uint64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true //nolint:unconvert // The two have other types elsewhere.
}
