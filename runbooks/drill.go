package runbooks

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed drills/*.yaml
var drills embed.FS

// Drills are the names of the embedded drills, in order.
func Drills() []string {
	files, err := fs.Glob(drills, "drills/*.yaml")
	if err != nil {
		return nil // The pattern is a constant and well-formed.
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	return names
}

// Drill is the source of an embedded drill. What it says is for internal/drill
// to read; it stands here because it is kept beside the runbooks it rehearses.
func Drill(name string) ([]byte, error) {
	source, err := drills.ReadFile("drills/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("there is no drill %q; there is: %s", name, strings.Join(Drills(), ", "))
	}
	return source, nil
}
