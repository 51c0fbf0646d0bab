// Package page is the browser page of the practice workspace, built and ready
// to be served. Its sources are TypeScript; the bundle is in the repository,
// so that neither running nor testing needs Node.
package page

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// FS returns the page's files: index.html at the root and what it asks for
// under assets.
func FS() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		// The name is a constant that the compiler has already embedded.
		panic(err)
	}
	return files
}
