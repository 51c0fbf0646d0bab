//go:build unix && !linux

package live

import "syscall"

// attributes leave the server in the terminal's group: an interrupt reaches it
// as it reaches the test.
func attributes(user *syscall.Credential, _ syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: user}
}
