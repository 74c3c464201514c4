//go:build goccy && duplicates

package main

import "github.com/goccy/go-yaml"

// Before 1.16 a key that stands twice was an error only on request, and Lima asks.
var options = []yaml.DecodeOption{yaml.DisallowDuplicateKey()}
