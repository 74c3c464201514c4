//go:build yamlv3

package main

import (
	"errors"
	"net"

	"gopkg.in/yaml.v3"
)

// The structs of Colima's config/config.go with every key of theirs: a type error may arise in each.
type config struct {
	CPU                  int               `yaml:"cpu" json:"cpu"`
	Disk                 int               `yaml:"disk" json:"disk"`
	RootDisk             int               `yaml:"rootDisk" json:"rootDisk"`
	Memory               float32           `yaml:"memory" json:"-"`
	Arch                 string            `yaml:"arch" json:"arch"`
	CPUType              string            `yaml:"cpuType" json:"cpuType"`
	Network              network           `yaml:"network" json:"network"`
	Env                  map[string]string `yaml:"env" json:"env"`
	Hostname             string            `yaml:"hostname" json:"hostname"`
	SSHPort              int               `yaml:"sshPort" json:"sshPort"`
	ForwardAgent         bool              `yaml:"forwardAgent" json:"forwardAgent"`
	SSHConfig            bool              `yaml:"sshConfig" json:"sshConfig"`
	VMType               string            `yaml:"vmType" json:"vmType"`
	VZRosetta            bool              `yaml:"rosetta" json:"rosetta"`
	Binfmt               *bool             `yaml:"binfmt" json:"binfmt"`
	NestedVirtualization bool              `yaml:"nestedVirtualization" json:"nestedVirtualization"`
	DiskImage            string            `yaml:"diskImage" json:"diskImage"`
	DiskImageMirror      string            `yaml:"diskImageMirror" json:"diskImageMirror"`
	ForceDiskImage       *bool             `yaml:"forceDiskImage" json:"forceDiskImage"`
	PortForwarder        string            `yaml:"portForwarder" json:"portForwarder"`
	Mounts               []mount           `yaml:"mounts" json:"mounts"`
	MountType            string            `yaml:"mountType" json:"mountType"`
	MountINotify         bool              `yaml:"mountInotify" json:"mountInotify"`
	Runtime              string            `yaml:"runtime" json:"runtime"`
	ActivateRuntime      *bool             `yaml:"autoActivate" json:"autoActivate"`
	ModelRunner          string            `yaml:"modelRunner" json:"modelRunner"`
	Kubernetes           kubernetes        `yaml:"kubernetes" json:"kubernetes"`
	Docker               map[string]any    `yaml:"docker" json:"-"` // may hold what JSON cannot
	Provision            []provision       `yaml:"provision" json:"provision"`
}

type kubernetes struct {
	Enabled bool     `yaml:"enabled" json:"enabled"`
	Version string   `yaml:"version" json:"version"`
	K3sArgs []string `yaml:"k3sArgs" json:"k3sArgs"`
	Port    int      `yaml:"port" json:"port"`
}

type network struct {
	Address         bool              `yaml:"address" json:"address"`
	DNSResolvers    []net.IP          `yaml:"dns" json:"-"`
	DNSHosts        map[string]string `yaml:"dnsHosts" json:"dnsHosts"`
	HostAddresses   bool              `yaml:"hostAddresses" json:"hostAddresses"`
	Mode            string            `yaml:"mode" json:"mode"`
	BridgeInterface string            `yaml:"interface" json:"interface"`
	PreferredRoute  bool              `yaml:"preferredRoute" json:"preferredRoute"`
	GatewayAddress  net.IP            `yaml:"gatewayAddress" json:"-"`
}

type mount struct {
	Location   string `yaml:"location" json:"location"`
	MountPoint string `yaml:"mountPoint" json:"mountPoint"`
	Writable   bool   `yaml:"writable" json:"writable"`
}

type provision struct {
	Mode   string `yaml:"mode" json:"mode"`
	Script string `yaml:"script" json:"script"`
}

func decode(data []byte) (string, any) {
	var value config
	err := yaml.Unmarshal(data, &value)
	var mismatch *yaml.TypeError
	switch {
	case err == nil:
		return "", value
	case errors.As(err, &mismatch):
		return "type", value
	}
	return "syntax: " + err.Error(), value
}
