package live

import "syscall"

// attributes let a server end with the test, also with one that was killed.
func attributes(user *syscall.Credential, end syscall.Signal) *syscall.SysProcAttr {
	if end == syscall.SIGTERM {
		end = syscall.SIGKILL // A frozen one hears nothing else.
	}
	return &syscall.SysProcAttr{Credential: user, Pdeathsig: end}
}
