//go:build goccy && !duplicates

package main

import "github.com/goccy/go-yaml"

var options []yaml.DecodeOption
