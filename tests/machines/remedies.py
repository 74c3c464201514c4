"""Every remedy that the source can print, collected from it, and those that only a person can carry out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "colima_guard"
COMMAND = re.compile(
    r"colima-guard (?:lock|allow|revoke|check|why|status|history|rollback|render|bootstrap|policy|scan|verify)\b"
)
#: where a command is not advised but documented, parsed or printed as a file's text
_NOT_ADVICE = ("bootstrap/", "policy/schema.py", "cli/root.py")
_NAMES = ("remedy", "do", "_REMEDY", "_PROXY_REMEDY", "_ALLOW_WRITABLE")

#: advice that no command of ours carries out, with the reason; ``{}`` stands for what is filled in
BY_HAND: dict[str, tuple[str, ...]] = {
    "it is about a page, which a person reads (tests/scenarios/report)": (
        "add --dry-run; what is done is drawn by: colima-guard report",
        "colima-guard report --plan {}",
        "colima-guard report --plan ~/projects",
        "leave --output and --open out",
        "leave --json and --verbose out",
        "name a file, or leave --open out",
        "name a file in it: {}",
        "name one, as --report plan.html",
        "open it yourself",
        "open {} yourself",
        "no proof is of what runs now: colima-guard verify",
        "change {} {}: colima-guard status says more",
    ),
    "a project is changed by who owns it": (
        "leave it out, or put a filtering socket proxy between (docs/scan.md#a-socket-proxy)",
        "let through only what is needed, without POST, on a network of its own (docs/scan.md#a-socket-proxy)",
        "take `{}: true` out, and give it the one capability or device that it needs",
        "take `{}` out of `cap_add`",
        "take `{}` out of `security_opt`",
        "take `{}` out of `devices`",
        "take `{}` out of `device_cgroup_rules`",
        "bind less than `{}`",
        "mount something else, or allow it: colima-guard allow {}",
        "mount a copy of the one file that is needed, or give the value as a secret of the engine",
        "use the default, or `rslave`, which takes mounts and gives none",
        "read it before the project is opened, or do the same in the container",
        "set what it depends on, as it is when the project is started, then scan again",
        "mend it, then scan again",
        "bind what it leads to as well, or do without it in the container",
        "go by what docker compose says, and report the difference with the file",
        "run `docker compose config` there, and see what holds it up",
        "see that `docker image inspect` answers, then scan again",
        "see that it runs and answers, then scan again",
        "colima-guard allow {}, remove what stands there, which is done only if it is empty (`{} sudo rmdir {}`), "
        "and create the container again",
        "restart it{}; what lies beneath stays, and can be removed where the share is not mounted",
        "what {} can bind is not known in full: colima-guard scan says why",
        "    kept by allowing {} directories: colima-guard scan --suggest names those of a place",
        "write `colima-guard: ignore[ID] reason` with ids that a comment can ignore, or take it out",
        "take the comment out, or put it on the line of the finding or the line above",
    ),
    "it is done on another system, or in a distribution of WSL": (
        "colima-guard lock, after wsl --install",
        "run colima-guard on Windows too",
        "try in it, as root: mount -t drvfs C: /media",
        "wsl -d {}, and run this again",
        "wsl --update",
    ),
    "a file is edited by hand: its text is the user's": (
        "mend the file, then look again",
        "set `forwardAgent: false`",
        "publish ports on 127.0.0.1, or set `portForwarder: none` (0.10.0 and later)",
        "set `network.address: false` and `network.hostAddresses: false`",
        "keep secrets out of `env`",
        "remove the tcp:// entry from `docker.hosts`",
        "set `mountInotify: false`",
        "change its `mounts`, or create instances with --mount-only",
        "set `ssh.forwardAgent: false`",
        "set `ssh.forwardX11: false`",
        "set `ssh.loadDotSSHPubKeys: false`",
        "remove the forward with `reverse: true`",
        "set `hostIP: 127.0.0.1`",
        "remove it, or make sure that nothing runs or trusts the copy",
        "remove the network",
        "mend the file",
        "mend the file, then look again",
        "load no key into the agent that the machine must not use",
        "mend {} by hand, for a lock cannot: {}{}",
        "by hand, for a lock cannot: {}",
        "mend the line",
        "mend the line, then lock again",
        "mend it",
        "mend it, or set a new day in {}",
        "take it out of the policy, or write `dangerous: true` beside it there",
        "name another directory, or write this one with `dangerous: true` into the policy and leave out --allow",
        "add `runtime: docker`",
        "write `{}`",
        "write an absolute path",
        "write the path out",
        "write that line in another way, then look again",
        "remove everything from the second `---` on",
        "remove sshfs.followSymlinks",
        "take it out of {}",
        "share no directory that holds it",
        "allow it rw, or use another VM type",
        "allow a smaller directory",
        "use a directory without it",
        "write the values by hand, then run `colima-guard lock` without a directory",
        "make the change to this file by hand",
        "put this right, or make the change by hand",
        "put this right, then run the command again",
        "mend what the reason names{}; then run this again{}",
        "{}, or paste this in place of its {}:",
        "give what the template makes on standard input, as `colima-guard bootstrap chezmoi` does",
        "what lies in a read-only store is made by another program: let that make it through `colima-guard render` "
        "(docs/bootstrap.md)",
        "lock what is made of it, or let it be made through `colima-guard render`",
    ),
    "a VM or its program is started, stopped, updated or set up by its user": (
        "run it yourself to see what it lacks",
        "switch to Linux containers, without WSL 2",
        "Settings > General: do not expose the daemon",
        "Settings > Extensions: turn them off, or keep to those that you trust",
        "Settings > Resources > Network: turn host networking off",
        "Settings > Resources > File sharing: remove the synchronized shares",
        "turn Kubernetes off if you do not use it",
        "start the VM; or, if it does not run, remove the file",
        "restart it",
        "restart it, then colima-guard verify",
        "colima-guard verify",
        "start it, for example by `colima start`, then colima-guard verify",
        "a proof is of a running VM; what the files say, colima-guard status shows",
        "another colima-guard verify has not finished",
        "wait for it, or stop it; what a stopped one leaves, the next one removes",
        "use `colima stop` and `colima start`, or add the keys",
        "install {} {} or later",
        "install Rancher Desktop {} or later",
        "use {} or later",
        "update to {} or later",
        "nothing: Colima 0.10.2 and later do not",
        "colima-guard lock, then `colima start --template`: {} ignores the template without",
        "start it once, then: colima-guard lock --restart",
        "start Docker Desktop once, and then: colima-guard lock --restart",
        "{}, then colima-guard lock",
        "see that `{}` answers",
        "see what they mount while they can (multipass info), and accept this",
        "crc config set {} false",
        "colima-guard lock, then container system start, which takes the settings over",
        "see that minikube itself reads it: minikube profile list",
        "unset {} wherever crc is started, then colima-guard lock",
        "unset {}, then colima-guard lock",
        "mend the file, then colima-guard lock",
        "switch to Linux containers without WSL 2, then colima-guard lock",
        "switch Docker Desktop from WSL 2 to Hyper-V, then colima-guard lock",
        "use Hyper-V (Settings > General)",
        "Settings > General",
        "turn it off: Settings > Resources > WSL integration",
        "compare Settings > Resources > File sharing yourself",
        "decline it, and let `colima-guard check` run",
        "stop the instance, or remove the file",
        "run it yourself",
        "quit it, then: colima-guard rollback {}",
        "look into it; it counts only for a signed-in Business user",
    ),
    "a machine is made anew by whoever knows what is in it: all of that is lost": (
        "nothing takes it away: use another VM for what you do not trust, or take it: colima-guard check --allow-soft",
        "make it with the Hyper-V provider",
        "mend that, or make the machine anew",
        "podman machine rm, and init",
    ),
    "another release is installed by the user": (
        "before you install it, look: colima-guard status --release podman={}",
    ),
    "a file, directory or mount of the user's is moved, made, removed or given other permissions by the user": (
        "connect the disk that is mounted at {}",
        "make {} an empty directory that only you can write",
        "remove it",
        "rm {}",
        "umount {}",
        "look: mount",
        "rename or remove the directory",
        "rename it",
        "rename the directory, or name another one",
        "move client keys elsewhere",
        "move it away, or name another configuration directory",
        "move {} out of the way",
        "make it a regular file that you can read, then look again",
        "make it a {} that you can read, then look again",
        "see to that directory, then run this again",
        "mkdir -p {}, then run this again",
        "make it readable for you: {}",
        "let each of them be a file of its own",
        "take {} off PATH",
        "sudo chown -R {} {} && chmod -R go-w {}",
        "look at {}",
        "restore its files by hand from {}; {}",
        "restore its files by hand; the journal keeps their old bytes in {}",
        "colima-guard lock; where that finds nothing to change, move {} out of the journal",
        "give {} its own name back: {}",
        "give {} its own name back: {}; {}",
        "put back the directory that was {}, or move what lies there out of the way",
    ),
    "the environment is the user's": (
        "put `multipass` on PATH where no VM can write it",
        "unset COLIMA_HOME and XDG_CONFIG_HOME, or set them to absolute paths",
        "unset it, or keep its first directory under your own eyes",
        "set {} and run again",
        "set {} to your home, and run again",
        "cd to a directory that exists",
        "run colima-guard as the user whose home it is",
    ),
    "a risk that is known and watched": (
        "protect local services by a password or a socket with permissions",
        "read them",
        "nothing",
        "turn Kubernetes off where you do not trust the VM",
        "make sure that nobody else can write it",
        "report it, and trust Lima's answer",
        "read the playbook: it runs as you",
        "make sure that it holds nothing private and that nobody else can write it",
        "make sure that they are certificates",
        "keep an eye on it yourself",
        "keep no keys in the agent that you would not lend",
        "trust it as far as you trust the documentation",
    ),
    "the command is given in another way: what is meant is the user's to say": (
        "{}name it: --release {}=VERSION",
        "allowed are: {}",
        "choose one",
        "colima-guard scan DIR, or name a file; --if-any where that is no mistake",
        "known are: {}",
        "leave --deep out",
        "leave --file out",
        "say which: --file {}",
        "give the file that Finch ships: render finch < {}",
        "install it, or leave --deep out",
        "set DOCKER_CONFIG to a directory of your own, or leave --deep out",
        "name a directory, a Compose file or a devcontainer.json",
        "leave it out",
        "leave --projects out",
        "leave --sarif or --annotations out",
        "name a directory, or say --nothing",
        "Nothing is chosen. To allow nothing at all: ctrl-c, and colima-guard lock --nothing",
        "name a file that is not there yet, in a directory that you can write",
        "name one that holds your projects",
        "leave one of the two out",
        "leave the directories out",
        "leave the directories, --confine and --project out",
        "give a template on stdin",
        "give the text on it",
        "give both the same access, or allow directories beside {} instead of {}",
        "move it away, name another --output, or say --overwrite",
        "name --output DIR",
        "name a directory",
        "name a directory, such as ~/projects or ~/data:ro",
        "name a git URL, a wheel, or a package of an index",
        "name a git URL, a wheel, or a package of an index: --from SOURCE",
        "name a policy file, or - for standard input",
        "name a {}, or a directory with one",
        "name directories: --allow ~/projects",
        "name one",
        "say --yes to write, or --dry-run to look only",
        "say it with fewer or shorter directories",
        "say more of it",
        "take it out there, or leave that file out",
        "wait for it, or stop it; a change that is stopped leaves each file old or new",
        "write one of them: DIR:ro or DIR:rw",
        "write one, or name it",
        "write the home as it is on that machine",
        "write the path without ..",
        "run the command again",
        "run it again, or take it back with: colima-guard rollback {}",
        "colima-guard policy validate FILE",
        "{} --help",
        "report it with the command line and this line: {}",
    ),
    "where to look, which changes nothing": (
        "look at what it prints",
        "colima-guard history",
        "colima-guard history shows the IDs",
        "colima-guard history shows the changes that can be taken back",
        "an older change is taken back by its ID: colima-guard history",
        "this command stopped; whatever it wrote is recorded: colima-guard history",
        "what was written stays recorded: colima-guard history",
        "colima-guard: standard output cannot be written: {}\n  why: what it holds is cut off; what a command changed "
        "is recorded: colima-guard history",
        "colima-guard status --deep --backend docker-desktop",
        "taken back as change {}; see what the VMs can see now: colima-guard status",
        "{}. See: colima-guard check",
        "colima-guard status",
        "{} more to know: colima-guard status --verbose",
        "colima-guard bootstrap --list",
        "colima-guard status says why",
        "colima-guard status says what is not as wanted",
        "no policy yet, so no bind is judged by what is allowed; they are of {}{}. Start with: colima-guard lock",
        "after colima-guard lock: {}",
    ),
    "walked in the tests of what they are about": (
        # test_docker_desktop_running: the program has to answer anew
        "colima-guard lock --restart",
        # test_history: what is damaged, and the rest of a change
        "to take back the older one on purpose: colima-guard rollback {}",
        "to take back what it wrote: colima-guard rollback {}; {}",
        "colima-guard rollback {}",
        "once that is mended, take back the rest: colima-guard rollback {}",
        "colima-guard lock, or colima-guard rollback {}",
    ),
}


def collected() -> dict[str, str]:
    """Each remedy, error's advice and advised command in the source, with the file that holds it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= dict.fromkeys(_advice(tree, commands=not name.startswith(_NOT_ADVICE)), name)
    return found


def _advice(tree: ast.Module, *, commands: bool) -> Iterator[str]:
    said = _documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = node.func.id if isinstance(node.func, ast.Name) else ""
            if named == "Finding" and len(node.args) > 2:
                yield from _texts(node.args[2])
            if named == "ScanFinding" and len(node.args) > 4:
                yield from _texts(node.args[4])
            if named == "KnownSetting":  # id, key, when it applies, message, what to do
                yield from _texts(node.args[4])
            for keyword in node.keywords:
                if keyword.arg in ("do", "remedy"):
                    yield from (text for text in _texts(keyword.value) if text.strip("{}\n "))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            # given a name first
            texts = _texts(node.value) if node.targets[0].id in _NAMES else ()
            yield from (text for text in texts if text.strip("{}\n "))
        if commands and id(node) not in said:
            yield from (text for text in _texts(node, deep=False) if COMMAND.search(text) and text[0] != "#")


def _documentation(tree: ast.Module) -> set[int]:
    """The texts that are docstrings, help, patterns, or a part of a longer one."""
    said: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            said.add(id(body[0].value))
        if isinstance(node, ast.JoinedStr):
            said |= {id(part) for part in node.values}
        if isinstance(node, ast.keyword) and node.arg in ("epilog", "help"):
            said |= {id(part) for part in ast.walk(node.value)}
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("compile", "startswith"):
            said |= {id(part) for part in ast.walk(node)}
    return said


def _texts(node: ast.AST, *, deep: bool = True) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif deep and isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
