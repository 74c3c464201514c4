//go:build goccy

package main

import (
	"github.com/goccy/go-yaml"
)

// The parts of Lima's pkg/limatype/lima_yaml.go that decide what is shared.
type limaYAML struct {
	VMType    *string        `yaml:"vmType" json:"vmType"`
	OS        *string        `yaml:"os" json:"os"`
	Arch      *string        `yaml:"arch" json:"arch"`
	CPUs      *int           `yaml:"cpus" json:"cpus"`
	Memory    *string        `yaml:"memory" json:"memory"`
	Disk      *string        `yaml:"disk" json:"disk"`
	Mounts    []mount        `yaml:"mounts" json:"mounts"`
	MountType *string        `yaml:"mountType" json:"mountType"`
	Env       map[string]any `yaml:"env" json:"-"`
	Plain     *bool          `yaml:"plain" json:"plain"`
}

type mount struct {
	Location   string   `yaml:"location" json:"location"`
	MountPoint *string  `yaml:"mountPoint" json:"mountPoint"`
	Writable   *bool    `yaml:"writable" json:"writable"`
	SSHFS      sshfs    `yaml:"sshfs" json:"sshfs"`
	NineP      nineP    `yaml:"9p" json:"9p"`
	Virtiofs   virtiofs `yaml:"virtiofs" json:"virtiofs"`
}

type sshfs struct {
	Cache          *bool   `yaml:"cache" json:"cache"`
	FollowSymlinks *bool   `yaml:"followSymlinks" json:"followSymlinks"`
	SFTPDriver     *string `yaml:"sftpDriver" json:"sftpDriver"`
}

type nineP struct {
	SecurityModel   *string `yaml:"securityModel" json:"securityModel"`
	ProtocolVersion *string `yaml:"protocolVersion" json:"protocolVersion"`
	Msize           *string `yaml:"msize" json:"msize"`
	Cache           *string `yaml:"cache" json:"cache"`
}

type virtiofs struct {
	QueueSize *int `yaml:"queueSize" json:"queueSize"`
}

func tree([]byte) any { return nil }

func decode(data []byte) (string, any) {
	var value limaYAML
	if err := yaml.UnmarshalWithOptions(data, &value, options...); err != nil {
		return "syntax: " + err.Error(), nil
	}
	return "", value
}
