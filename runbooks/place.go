package runbooks

import "go.yaml.in/yaml/v3"

// places are the lines of a file, for telling where a fault is.
type places struct{ top *yaml.Node }

// at is the line of a value, by the keys and positions that lead to it; the
// line of the last of them that there is.
func (p places) at(path ...any) int {
	node, line := p.top, 1
	for _, step := range path {
		node = resolved(node)
		var next *yaml.Node
		switch step := step.(type) {
		case string:
			key, value := entry(node, step)
			if key != nil {
				line = key.Line
			}
			next = value
		case int:
			if node != nil && node.Kind == yaml.SequenceNode && step < len(node.Content) {
				next = node.Content[step]
				line = next.Line
			}
		}
		if next == nil {
			return line
		}
		node = next
	}
	return line
}

// entry is a key of a mapping and its value; nil where it has none.
func entry(node *yaml.Node, name string) (key, value *yaml.Node) {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

// resolved follows an alias to what it stands for.
func resolved(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
