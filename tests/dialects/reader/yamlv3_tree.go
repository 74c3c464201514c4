//go:build yamlv3

package main

import "gopkg.in/yaml.v3"

// What is written, before any of it gets a meaning: kind, tag, quotes, value and what is within.
func tree(data []byte) any {
	var document yaml.Node
	if yaml.Unmarshal(data, &document) != nil || len(document.Content) == 0 {
		return nil
	}
	return branch(document.Content[0])
}

func branch(node *yaml.Node) []any {
	kinds := map[yaml.Kind]string{yaml.ScalarNode: "scalar", yaml.SequenceNode: "sequence", yaml.MappingNode: "mapping", yaml.AliasNode: "alias"}
	styles := map[yaml.Style]string{yaml.DoubleQuotedStyle: `"`, yaml.SingleQuotedStyle: "'", yaml.LiteralStyle: "|", yaml.FoldedStyle: ">", yaml.FlowStyle: "{"}
	tag := ""
	if node.Style&yaml.TaggedStyle != 0 {
		tag = node.Tag
	}
	made := []any{kinds[node.Kind], tag, node.Anchor, styles[node.Style&^yaml.TaggedStyle], node.Value}
	for _, within := range node.Content {
		made = append(made, branch(within))
	}
	return made
}
