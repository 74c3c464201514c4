"""Well-known places below a home directory that nobody else should have: the table alone.

One line holds several paths, divided by commas. ``startup`` and ``programs`` run code when written.
"""

from __future__ import annotations

MAC = ("macos",)
LINUX = ("linux",)
UNIX = ("macos", "linux")
WINDOWS = ("windows",)
ANY = ("macos", "linux", "windows")

_SUPPORT = "Library/Application Support"
_ROAMING, _LOCAL = "AppData/Roaming", "AppData/Local"


def _in(directory: str, names: str) -> str:
    return ", ".join(f"{directory}/{name}" for name in names.split(", "))


#: sort, platforms, and lines of paths
PLACES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "keys",
        ANY,
        (
            ".ssh, .gnupg, .netrc, _netrc, .authinfo, .authinfo.gpg, .git-credentials, .config/git/credentials",
            ".pgpass, .my.cnf, .mylogin.cnf, .config/gh, .config/glab-cli, .config/hub, .config/tea, .config/sops",
            ".config/age, .age, .vault-token, .subversion, .step, .ngrok2, .config/ngrok, .cloudflared, .putty",
            ".config/filezilla",
        ),
    ),
    ("keys", MAC, (_in(_SUPPORT, "sops/age, ngrok, FileZilla, glab-cli"),)),
    ("keys", WINDOWS, (_in(_ROAMING, "sops, GitHub CLI, FileZilla, gnupg"), _in(_LOCAL, "glab-cli, ngrok"))),
    (
        "build",
        ANY,
        (
            ".npmrc, .yarnrc, .yarnrc.yml, .config/configstore, .pypirc, .pip, .config/pip, .config/pypoetry, .condarc",
            ".config/uv, .local/share/uv/credentials, .gem/credentials, .bundle, .cargo/credentials",
            ".cargo/credentials.toml, .m2, .gradle, .ivy2, .sbt, .nuget/NuGet, .composer, .config/composer, .jfrog",
            ".pub-cache/credentials.json, .config/dart, .hex, .android, .expo, .circleci, .travis, .conan, .conan2",
        ),
    ),
    ("build", MAC, (_in(_SUPPORT, "pip, pypoetry, dart, uv/credentials"), "Library/Preferences/pnpm")),
    ("build", LINUX, (".config/pnpm, .config/NuGet",)),
    ("build", WINDOWS, (_in(_ROAMING, "NuGet, Composer, pip, pypoetry"), _in(_LOCAL, "pnpm/config"))),
    (
        "cloud",
        ANY,
        (
            ".aws, .kube, .docker, .config/gcloud, .azure, .oci, .config/doctl, .config/hcloud, .terraform.d",
            ".terraformrc, .pulumi, .config/rclone, .boto, .s3cfg, .mc, .passwd-s3fs, .fly, .config/heroku",
            ".config/containers, .config/linode-cli, .config/scw, .bluemix, .aliyun, .ovh.conf, .config/openstack",
            ".config/argocd, .config/helm, .config/netlify, .config/vercel, .railway, .supabase, .config/stripe",
            ".databrickscfg, .snowsql, .snowflake, .dbt, .kaggle, .huggingface, .cache/huggingface/token, .rancher",
        ),
    ),
    ("cloud", MAC, (_in(_SUPPORT, "doctl, com.vercel.cli, rclone"), _in("Library/Preferences", "helm, netlify"))),
    ("cloud", WINDOWS, (_in(_ROAMING, "gcloud, terraform.d, rclone, helm, doctl, com.vercel.cli"),)),
    (
        "passwords",
        ANY,
        (".password-store, .config/op, .1password, .config/Bitwarden, .config/Bitwarden CLI, .config/keybase",),
    ),
    (
        "passwords",
        MAC,
        (
            "Library/Keychains, Library/Group Containers/2BUA8C4S2C.com.1password",
            _in(_SUPPORT, "1Password, KeePassXC, Bitwarden, Bitwarden CLI, Keybase"),
            _in("Library/Containers", "com.bitwarden.desktop, in.sinew.Enpass-Desktop"),
        ),
    ),
    (
        "passwords",
        LINUX,
        (
            ".local/share/keyrings, .config/keepassxc, .local/share/kwalletd, .config/1Password, .local/share/lpass",
            ".local/share/gnome-keyring",
        ),
    ),
    (
        "passwords",
        WINDOWS,
        (
            _in(_ROAMING, "Bitwarden, Bitwarden CLI, KeePass, KeePassXC, Microsoft/Protect, Microsoft/Credentials"),
            _in(_LOCAL, "1Password, KeePassXC, Microsoft/Credentials, Microsoft/Vault"),
        ),
    ),
    (
        "browser",
        MAC,
        (
            _in(_SUPPORT, "Google/Chrome, Google/Chrome Beta, Google/Chrome Canary, Firefox, BraveSoftware"),
            _in(_SUPPORT, "Microsoft Edge, Arc, Chromium, Vivaldi, com.operasoftware.Opera, Orion, zen, librewolf"),
            "Library/Safari, Library/Cookies, Library/Containers/com.apple.Safari",
        ),
    ),
    (
        "browser",
        LINUX,
        (
            ".mozilla, .config/google-chrome, .config/google-chrome-beta, .config/chromium, .config/BraveSoftware",
            ".config/microsoft-edge, .config/vivaldi, .config/opera, .librewolf, .zen, .waterfox",
            "snap/firefox, snap/chromium, snap/brave, .var/app",
        ),
    ),
    (
        "browser",
        WINDOWS,
        (
            _in(_LOCAL, "Google/Chrome/User Data, Microsoft/Edge/User Data, BraveSoftware, Vivaldi, Chromium"),
            _in(_ROAMING, "Mozilla/Firefox, Opera Software, librewolf, zen"),
        ),
    ),
    ("mail", ANY, (".thunderbird, Library/Mail, Library/Messages",)),
    ("mail", UNIX, (".mbsyncrc, .msmtprc, .config/msmtp, .fetchmailrc, .offlineimaprc, .mutt, .muttrc, .config/mutt",)),
    ("mail", UNIX, (".config/neomutt, .config/aerc",)),
    ("mail", MAC, ("Library/Thunderbird, Library/Group Containers/UBF8T346G9.Office",)),
    ("mail", LINUX, (".config/evolution, .local/share/evolution, snap/thunderbird",)),
    ("mail", WINDOWS, (_in(_ROAMING, "Thunderbird"), _in(_LOCAL, "Microsoft/Outlook"))),
    ("chat", UNIX, (".weechat, .config/weechat, .irssi, .purple, .config/hexchat, .znc",)),
    (
        "chat",
        MAC,
        (
            _in(_SUPPORT, "Slack, Signal, discord, Telegram Desktop, Element, Mattermost, Rocket.Chat, zoom.us"),
            _in("Library/Containers", "com.tinyspeck.slackmacgap, com.microsoft.teams2"),
            "Library/Group Containers/6N38VWS5BX.ru.keepcoder.Telegram",
            "Library/Group Containers/group.net.whatsapp.WhatsApp.shared",
        ),
    ),
    (
        "chat",
        LINUX,
        (
            ".config/Slack, .config/Signal, .config/discord, .local/share/TelegramDesktop, .config/Element, .zoom",
            ".config/Mattermost, .config/Rocket.Chat, .config/teams-for-linux",
            "snap/slack, snap/discord, snap/signal-desktop, snap/telegram-desktop",
        ),
    ),
    (
        "chat",
        WINDOWS,
        (
            _in(_ROAMING, "Slack, Signal, discord, Telegram Desktop, Element, Mattermost, Microsoft/Teams, Zoom"),
            _in(_LOCAL, "Packages/MSTeams_8wekyb3d8bbwe, slack"),
        ),
    ),
    (
        "editors",
        MAC,
        (
            _in(_SUPPORT, "Code, Code - Insiders, VSCodium, Cursor, Windsurf, Zed, JetBrains, Sublime Text"),
            "Library/Application Support/Google/AndroidStudio",
        ),
    ),
    (
        "editors",
        LINUX,
        (
            ".config/Code, .config/Code - Insiders, .config/VSCodium, .config/Cursor, .config/Windsurf, .config/zed",
            ".config/JetBrains, .local/share/JetBrains, .config/sublime-text, snap/code",
        ),
    ),
    (
        "editors",
        WINDOWS,
        (
            _in(_ROAMING, "Code, Code - Insiders, VSCodium, Cursor, Windsurf, Zed, JetBrains, Sublime Text"),
            _in(_LOCAL, "JetBrains"),
        ),
    ),
    ("wallets", UNIX, (".electrum, .bitcoin, .litecoin, .dogecoin, .bitmonero, .ethereum, .sparrow, .config/solana",)),
    ("wallets", ANY, (".near-credentials, .foundry/keystores, .brownie",)),
    (
        "wallets",
        MAC,
        (
            _in(_SUPPORT, "Bitcoin, Litecoin, Dogecoin, Exodus, Ledger Live, @trezor, atomic, Sparrow"),
            "Library/Ethereum",
        ),
    ),
    ("wallets", LINUX, (".config/Exodus, .config/Ledger Live, .config/@trezor, .config/atomic",)),
    (
        "wallets",
        WINDOWS,
        (
            _in(
                _ROAMING,
                "Bitcoin, Litecoin, Dogecoin, Ethereum, Electrum, Exodus, Ledger Live, @trezor, atomic, Sparrow",
            ),
        ),
    ),
    (
        "history",
        ANY,
        (
            ".bash_history, .zsh_history, .zsh_sessions, .histfile, .python_history, .node_repl_history, .psql_history",
            ".mysql_history, .sqlite_history, .rediscli_history, .dbshell, .irb_history, .lesshst, .viminfo",
            ".local/share/fish/fish_history, .local/share/atuin",
        ),
    ),
    ("history", WINDOWS, (_in(_ROAMING, "Microsoft/Windows/PowerShell/PSReadLine"),)),
    (
        "ai",
        ANY,
        (
            ".claude, .claude.json, .config/claude, .codex, .gemini, .config/github-copilot, .copilot, .cursor",
            ".aider.conf.yml, .config/openai, .anthropic, .continue, .ollama, .config/goose, .local/share/opencode",
            ".config/opencode, .codeium, .windsurf, .qwen, .kiro, .factory, .config/amp, .lmstudio, .config/aichat",
            ".config/crush, .config/fabric, .config/io.datasette.llm",
        ),
    ),
    ("ai", MAC, (_in(_SUPPORT, "Claude, io.datasette.llm, com.openai.chat"),)),
    ("ai", LINUX, (".config/Claude",)),
    ("ai", WINDOWS, (_in(_ROAMING, "Claude, github-copilot"), _in(_LOCAL, "github-copilot, AnthropicClaude"))),
    (
        "startup",
        ANY,
        (
            ".bashrc, .bash_profile, .profile, .bash_login, .bash_logout, .gitconfig, .config/git, .vimrc, .vim",
            ".config/nvim, .npm-init.js, .hgrc, .config/jj, .jjconfig.toml, .curlrc, .wgetrc, .cargo/config.toml",
            ".emacs, .emacs.d, .config/emacs, .doom.d, .config/doom",
            ".gdbinit, .lldbinit, .pdbrc, .pythonrc, .irbrc, .pryrc, .Rprofile, .config/powershell",
            ".ipython, .jupyter",
        ),
    ),
    (
        "startup",
        UNIX,
        (
            ".zshrc, .zshenv, .zprofile, .zlogin, .zlogout, .zsh, .config/zsh, .p10k.zsh, .config/fish, .bash_aliases",
            ".bashrc.d, .zshrc.d",
            ".bash_functions, .bash_completion, .aliases, .exports, .functions, .extra, .config/bash, .kshrc, .mkshrc",
            ".cshrc, .tcshrc, .login, .logout, .xonshrc, .config/xonsh, .config/nushell, .config/elvish, .inputrc",
            ".oh-my-zsh, .oh-my-bash, .zprezto, .zpreztorc, .bash_it, .zinit, .local/share/zinit, .zplug, .antigen",
            ".antidote, .zsh_plugins.txt, .zgen, .zgenom, .zim, .zimrc, .config/starship.toml, .config/oh-my-posh",
            ".config/omf, .local/share/omf, .config/sheldon, .local/share/sheldon, .config/direnv, .direnvrc",
            ".config/mise, .tool-versions, .tmux.conf, .tmux, .config/tmux, .screenrc, .config/zellij, .config/kitty",
            ".config/alacritty, .config/wezterm, .wezterm.lua, .config/ghostty, .local/share/nvim",
        ),
    ),
    (
        "startup",
        MAC,
        (
            "Library/LaunchAgents, Library/Preferences, Library/Application Scripts, Library/Services",
            "Library/Workflows, Library/QuickLook, Library/Input Methods, Library/PreferencePanes, Library/Scripts",
            "Library/Spotlight, Library/Automator, Library/Application Support/nushell, .hammerspoon",
            ".config/karabiner, .config/yabai, .yabairc, .config/skhd, .skhdrc, .config/sketchybar",
        ),
    ),
    (
        "startup",
        LINUX,
        (
            ".config/autostart, .config/systemd, .local/share/systemd, .config/environment.d, .xprofile, .xsessionrc",
            ".xinitrc, .xsession, .pam_environment, .config/i3, .config/sway, .config/hypr, .config/awesome",
            ".config/plasma-workspace, .local/share/applications, .local/share/dbus-1",
        ),
    ),
    (
        "startup",
        WINDOWS,
        (
            _in(_ROAMING, "Microsoft/Windows/Start Menu/Programs/Startup, nushell"),
            "Documents/PowerShell, Documents/WindowsPowerShell, _vimrc, AppData/Local/nvim",
        ),
    ),
    (
        "programs",
        UNIX,
        (
            "bin, .local/bin, .cargo/bin, go/bin, .npm-global, .pyenv, .nvm, .asdf, .local/share/mise, .rbenv, .volta",
            ".bun, .deno, .nix-profile, .local/state/nix, .config/home-manager, .sdkman, .jenv, .nodenv, .goenv",
            ".tfenv, .local/share/pnpm, .local/share/fnm, .fnm, .yarn, .krew, .rustup, .proto, .pixi, .juliaup, .ghcup",
            ".cabal, .opam, .dotnet/tools, .local/pipx, .local/share/pipx, .local/share/uv/tools, .rye, .poetry",
            ".local/lib",
            ".vscode, .vscode-insiders, .vscode-oss, .vscode-server, .cursor-server, .local/share/gh",
            "miniconda3, anaconda3, miniforge3, mambaforge",
        ),
    ),
    ("programs", MAC, ("Applications, Library/pnpm, Library/Python",)),
    ("programs", LINUX, (".linuxbrew, .local/share/zed",)),
    (
        "programs",
        WINDOWS,
        (
            _in(_LOCAL, "Microsoft/WindowsApps, Microsoft/WinGet, Programs, Volta, pnpm"),
            "AppData/Roaming/npm, scoop, .dotnet",
        ),
    ),
)
