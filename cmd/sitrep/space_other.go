//go:build !darwin && !freebsd && !linux

package main

// freeSpace is not known here.
func freeSpace(string) (uint64, bool) { return 0, false }
