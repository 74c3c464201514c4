"""What is worth protecting under a home directory: one table."""

from __future__ import annotations

from typing import Literal, NamedTuple

Sort = Literal["keys", "cloud", "browser", "passwords", "history", "ai", "startup", "programs", "mail"]


class Secret(NamedTuple):
    """A path below the home, and why nobody else should have it. ``startup`` and ``programs`` run code when written."""

    path: str
    sort: Sort
    platforms: tuple[str, ...] = ("macos", "linux", "windows")


_MAC = ("macos",)
_LINUX = ("linux",)
_UNIX = ("macos", "linux")
_WINDOWS = ("windows",)


def _rows(sort: Sort, platforms: tuple[str, ...], *paths: str) -> list[Secret]:
    return [Secret(path, sort, platforms) for path in paths]


_ANY = ("macos", "linux", "windows")

CATALOGUE: tuple[Secret, ...] = (
    *_rows(
        "keys", _ANY, ".ssh", ".gnupg", ".netrc", ".git-credentials", ".config/git/credentials", ".pgpass", ".my.cnf"
    ),
    *_rows("keys", _ANY, ".npmrc", ".pypirc", ".gem/credentials", ".cargo/credentials.toml", ".m2/settings.xml"),
    *_rows(
        "keys", _ANY, ".config/gh", ".config/glab-cli", ".config/hub", ".config/sops", ".config/age", ".vault-token"
    ),
    *_rows(
        "cloud", _ANY, ".aws", ".kube", ".docker", ".config/gcloud", ".azure", ".oci", ".config/doctl", ".config/hcloud"
    ),
    *_rows(
        "cloud",
        _ANY,
        ".terraform.d",
        ".config/rclone",
        ".boto",
        ".s3cfg",
        ".fly",
        ".config/heroku",
        ".config/containers",
    ),
    *_rows("passwords", _MAC, "Library/Keychains", "Library/Group Containers/2BUA8C4S2C.com.1password"),
    *_rows(
        "passwords", _ANY, ".password-store", ".config/op", ".1password", ".config/Bitwarden", ".config/Bitwarden CLI"
    ),
    *_rows("passwords", _LINUX, ".local/share/keyrings", ".config/keepassxc", ".local/share/kwalletd"),
    *_rows("passwords", _MAC, "Library/Application Support/KeePassXC", "Library/Application Support/Bitwarden"),
    *_rows("browser", _MAC, "Library/Application Support/Google/Chrome", "Library/Application Support/Firefox"),
    *_rows("browser", _MAC, "Library/Safari", "Library/Cookies", "Library/Containers/com.apple.Safari"),
    *_rows("browser", _MAC, "Library/Application Support/BraveSoftware"),
    *_rows("browser", _MAC, "Library/Application Support/Microsoft Edge"),
    *_rows("browser", _MAC, "Library/Application Support/Arc", "Library/Application Support/Chromium"),
    *_rows("browser", _LINUX, ".mozilla", ".config/google-chrome", ".config/chromium", ".config/BraveSoftware"),
    *_rows(
        "browser", _LINUX, ".config/microsoft-edge", ".config/vivaldi", ".config/opera", "snap/firefox", "snap/chromium"
    ),
    *_rows("browser", _WINDOWS, "AppData/Local/Google/Chrome/User Data", "AppData/Roaming/Mozilla/Firefox"),
    *_rows("browser", _WINDOWS, "AppData/Local/Microsoft/Edge/User Data", "AppData/Local/BraveSoftware"),
    *_rows("mail", _ANY, ".thunderbird", "Library/Mail", "Library/Messages"),
    *_rows("history", _ANY, ".bash_history", ".zsh_history"),
    *_rows("history", _ANY, ".zsh_sessions", ".python_history", ".node_repl_history"),
    *_rows("history", _ANY, ".local/share/fish/fish_history", ".psql_history"),
    *_rows("history", _ANY, ".mysql_history", ".local/share/atuin"),
    *_rows(
        "ai",
        _ANY,
        ".claude",
        ".claude.json",
        ".codex",
        ".gemini",
        ".config/github-copilot",
        ".cursor",
        ".aider.conf.yml",
    ),
    *_rows(
        "ai", _ANY, ".config/openai", ".anthropic", ".continue", ".ollama", ".config/goose", ".local/share/opencode"
    ),
    *_rows(
        "startup", _UNIX, ".bashrc", ".bash_profile", ".profile", ".bash_login", ".bash_logout", ".zshrc", ".zshenv"
    ),
    *_rows("startup", _UNIX, ".zprofile", ".zlogin", ".config/fish"),
    *_rows("startup", _UNIX, ".config/zsh", ".inputrc", ".tmux.conf", ".vimrc"),
    *_rows(
        "startup", _UNIX, ".vim", ".config/nvim", ".emacs", ".emacs.d", ".gitconfig", ".config/git", ".config/direnv"
    ),
    *_rows("startup", _MAC, "Library/LaunchAgents", "Library/Preferences", "Library/Application Scripts"),
    *_rows(
        "startup", _LINUX, ".config/autostart", ".config/systemd", ".config/environment.d", ".xprofile", ".xsessionrc"
    ),
    *_rows(
        "startup", _WINDOWS, "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup", "Documents/PowerShell"
    ),
    *_rows("programs", _UNIX, "bin", ".local/bin", ".cargo/bin", "go/bin", ".npm-global", ".pyenv", ".nvm", ".asdf"),
    *_rows(
        "programs",
        _UNIX,
        ".local/share/mise",
        ".rbenv",
        ".volta",
        ".bun",
        ".deno",
        ".nix-profile",
        ".config/home-manager",
    ),
    *_rows("programs", _MAC, "Applications"),
)

#: what a table shows as "within reach": things to read. Code that would run when written is refused in an
#: allowlist all the same.
PRIVATE_SORTS = frozenset({"keys", "cloud", "browser", "passwords", "history", "ai", "mail"})


def catalogue(platform: str) -> tuple[Secret, ...]:
    """The rows that a platform can have."""
    return tuple(secret for secret in CATALOGUE if platform in secret.platforms)
