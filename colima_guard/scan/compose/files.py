"""Which files a project is read from, and with which variables (compose-go v2.16.1, ``cli/options.go``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.environment import environment_from
from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.resolve import is_remote
from colima_guard.scan.project import Where

#: in order of preference; the first that a directory has, or one above it
NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")


class Start(NamedTuple):
    """What Compose starts from: its files in order, its project directory, the variables, the profiles."""

    files: list[tuple[str, Where]]
    directory: str
    environment: dict[str, str]
    profiles: tuple[str, ...]


class Asked(NamedTuple):
    """How Compose is asked: ``-f``, ``--env-file``, ``--project-directory`` and ``--profile`` (``None``: all)."""

    files: Sequence[str] = ()
    env_files: Sequence[str] = ()
    project_directory: str | None = None
    profiles: Sequence[str] | None = None


def start(asked: Asked, environ: Mapping[str, str], reading: Reading) -> Start:
    """What Compose starts from. What it refuses on the way is noted; without files it refuses all."""
    finding = _Finding(asked, environ, reading)
    finding.set_by_dotenv()
    finding.find()
    return finding.start()


class _Finding:
    def __init__(self, asked: Asked, environ: Mapping[str, str], reading: Reading) -> None:
        self._reading = reading
        self._asked = asked
        self._shell = dict(environ)
        self._directory = reading.abs(asked.project_directory) if asked.project_directory else ""
        self._files = list(asked.files)
        given = [*asked.env_files] or [one for one in environ.get("COMPOSE_ENV_FILES", "").split(",") if one]
        self._env_files = given
        self._default = not given
        self._environment: dict[str, str] = {}

    def set_by_dotenv(self) -> None:
        """Compose's own variables in a ``.env`` count as if the shell had set them (``setEnvWithDotEnv``)."""
        self._look_for_dotenv()
        for name, value in self._from_files(self._shell).items():
            if name.startswith("COMPOSE_"):
                self._shell.setdefault(name, value)
        self._env_files = [] if self._default else self._env_files

    def find(self) -> None:
        """Variables of the working directory, then the files, then the variables of the project's directory."""
        self._environment = dict(self._shell)
        self._read_dotenv()
        if not self._files:
            self._from_variable()
        if not self._files:
            self._discover()
        self._read_dotenv()

    def start(self) -> Start:
        profiles = self._asked.profiles
        if profiles is not None and not profiles:
            profiles = [one.strip() for one in self._environment.get("COMPOSE_PROFILES", "").split(",")]
        files: list[tuple[str, Where]] = []
        for file in self._files:
            if file == "-" or is_remote(file):
                why = (
                    "a project that is given on standard input" if file == "-" else f"{file} is fetched from elsewhere"
                )
                self._reading.note(Stopped(f"{why}, and is not read", Where(file), sure=False))
            else:
                files.append((self._reading.abs(file), Where(self._reading.abs(file))))
        if not self._files:
            self._reading.refuse("no configuration file provided: not found", Where(self._reading.cwd))
        directory = self._working_directory()
        return Start(files, directory, self._environment, ("*",) if profiles is None else tuple(profiles))

    def _working_directory(self) -> str:
        if self._directory:
            return self._directory
        local = next((file for file in self._files if file != "-"), None)
        if local is None or is_remote(local):
            return self._reading.cwd
        return self._reading.paths.dir(self._reading.abs(local))

    def _look_for_dotenv(self) -> None:
        """The ``.env`` of the project directory as it is known now; one that was found before stays otherwise."""
        if not self._default:
            return
        switch = self._shell.get("COMPOSE_DISABLE_ENV_FILE")
        if switch is not None and switch not in (*_TRUE, *_FALSE):
            self._reading.refuse(f"COMPOSE_DISABLE_ENV_FILE: invalid boolean: {switch}", Where(self._reading.cwd))
        if switch in _TRUE:
            return
        path = self._reading.paths.join(self._working_directory(), ".env")
        if self._reading.kind(path) not in (None, "dir"):
            self._env_files = [path]

    def _from_files(self, current: Mapping[str, str]) -> dict[str, str]:
        files: Iterable[tuple[str, Where]] = ((file, Where(self._reading.abs(file))) for file in self._env_files)
        return environment_from(files, current, self._reading)

    def _read_dotenv(self) -> None:
        self._look_for_dotenv()
        for name, value in self._from_files(self._environment).items():
            self._environment.setdefault(name, value)

    def _from_variable(self) -> None:
        named = self._environment.get("COMPOSE_FILE")
        if named is None:
            return
        between = self._environment.get("COMPOSE_PATH_SEPARATOR") or (";" if self._reading.paths.windows else ":")
        for file in named.split(between):
            remote = file == "-" or is_remote(file)
            path = file if remote else self._reading.abs(file)
            if not remote and self._reading.kind(path) != "file":
                why = f"{path}, set by COMPOSE_FILE, is no file" if file else "COMPOSE_FILE names an empty path"
                self._reading.refuse(why, Where(path))
            self._files.append(path)

    def _discover(self) -> None:
        paths = self._reading.paths
        directory = self._directory or self._reading.cwd
        while True:
            found = self._among(NAMES, directory)
            if found is not None:
                self._files = [found]
                if (override := self._among(OVERRIDES, directory)) is not None:
                    self._files.append(override)
                return
            above = paths.dir(directory)
            if above == directory:
                return
            directory = above

    def _among(self, names: Sequence[str], directory: str) -> str | None:
        """The first of the names that lies in a directory, whatever it is there (``findFiles``)."""
        candidates = (self._reading.paths.join(directory, name) for name in names)
        return next((path for path in candidates if self._reading.kind(path) is not None), None)
