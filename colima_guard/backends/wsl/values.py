"""The keys of WSL's two files that decide what is shared, and the values that a lock gives them.

Sources are files of microsoft/WSL at 3e27a6a5.
"""

from __future__ import annotations

#: wsl.conf (src/linux/init/WslDistributionConfig.cpp)
AUTOMOUNT = "automount.enabled"
FSTAB = "automount.mountFsTab"
ROOT = "automount.root"
INTEROP = "interop.enabled"
WINDOWS_PATH = "interop.appendWindowsPath"
SYSTEMD = "boot.systemd"
COMMAND = "boot.command"
#: .wslconfig (src/windows/common/WslCoreConfig.cpp); the first is in no documentation
HOST_FILES = "wsl2.hostFileSystemAccess"
SAFE_MODE = "wsl2.safeMode"

#: a distribution that mounts what its fstab lists and nothing more, and runs no program of Windows. With ``mountFsTab``
#: off too, releases up to 2.9.4 close ``\\wsl.localhost`` besides
CONF = {AUTOMOUNT: "false", FSTAB: "true", INTEROP: "false", WINDOWS_PATH: "false"}
#: Windows serves the VM no file. There is no list of directories
CONFIG = {HOST_FILES: "false"}
