"""What gives a container more than its own, as tables: capabilities, devices, rules of device groups."""

from __future__ import annotations

import re

#: capabilities of which one is enough
ROOT_CAPABILITIES = frozenset(("ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH"))
#: capabilities of which it depends on the kernel
DOUBTFUL_CAPABILITIES = frozenset(("BPF", "SYS_BOOT", "MAC_ADMIN", "MAC_OVERRIDE", "PERFMON", "CHECKPOINT_RESTORE"))
DISK = re.compile(
    r"/dev(?:\Z|/(?:sd|vd|xvd|hd|nvme\d+n|loop\d|dm-|md\d|mmcblk|sr\d|ram\d|zram|nbd|rbd|mapper|disk|block|bus/scsi|sg\d))"
)
HARMLESS_DEVICE = re.compile(
    r"/dev/(?:null|zero|full|u?random|tty.*|pts.*|ptmx|console|net/tun|tun|tap.*|fuse|kvm|dri.*|snd.*|video.*|media.*|"
    r"nvidia.*|kfd|input.*|uinput|bus/usb.*|hidraw.*|gpio.*|i2c-.*|spidev.*|shm|rtc.*|ppp|loop-control|vhost-net|"
    r"isgx|sgx.*|apex_.*|accel.*|serial.*|hwrng|watchdog.*|stdin|stdout|stderr|fd|ashmem|binder.*|cuse|rfkill|dxg)\Z"
)
