"""What the image of a devcontainer asks for by its label, as far as an engine has the image (``--deep``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.project import Project
from colima_guard.scan.started import opened
from colima_guard.scan.walked import Opened, Started, Walked

#: the label that the devcontainer CLI reads
LABEL = "devcontainer.metadata"
#: seconds for one image, and how many are asked about
PATIENCE, MOST = 5.0, 200
_IMAGE = re.compile(r"[a-zA-Z0-9][\w./:@-]{0,400}")
_WHY = "an image can ask for binds and rights as devcontainer.json can, and the CLI gives them"


class _Engine:
    """The engine that the docker command talks to, asked for labels until it does not answer."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.labels: dict[str, str] = {}
        self._asked: set[str] = set()
        #: why it is asked no more
        self.problem: str | None = None

    def ask(self, image: str) -> None:
        """Whether the label is known is seen in ``labels``."""
        if self.problem is not None or image in self._asked or _IMAGE.fullmatch(image) is None:
            return
        if len(self._asked) >= MOST:
            self.problem = f"it was asked about {MOST} images, and there are more"
            return
        self._asked.add(image)
        asking = ["docker", "image", "inspect", "--format", f'{{{{index .Config.Labels "{LABEL}"}}}}', image]
        try:
            done = self._host.run(asking, timeout=PATIENCE)
        except GuardError as error:
            self.problem = error.what
            return
        if done.code is None:
            self.problem = f"docker gave no answer within {PATIENCE:.0f} seconds"
        elif done.code == 0 and done.out.strip() not in ("", "<no value>"):
            self.labels[image] = done.out
        elif done.code != 0 and "no such image" not in done.err.lower():
            self.problem = next(iter(done.err.strip().splitlines()), "docker says nothing")


def with_labels(host: Host, walked: Walked) -> tuple[Walked, tuple[ScanFinding, ...]]:
    """The projects, the devcontainers read with the labels of their images; CG427 where the engine does not answer.

    An image that the engine does not have adds nothing: nothing is fetched.
    """
    engine = _Engine(host)
    projects: list[Project] = []
    unanswered: list[ScanFinding] = []
    for project, how in zip(walked.projects, walked.started, strict=True):
        for image in _images(project, how):
            engine.ask(image)
            if engine.problem is not None and image not in engine.labels:
                unanswered.append(_unanswered(project, image, engine.problem))
        asks = isinstance(how, Opened) and any(image in engine.labels for image in _images(project, how))
        projects.append(opened(host, how, host.environ, engine.labels) if asks and isinstance(how, Opened) else project)
    return walked._replace(projects=tuple(projects)), tuple(unanswered)


def _images(project: Project, how: Started | Opened) -> Sequence[str]:
    if not isinstance(how, Opened):
        return ()
    return tuple(dict.fromkeys(service.image for service in project.services if service.image))


def _unanswered(project: Project, image: str, why: str) -> ScanFinding:
    message = f"what the image {image} asks for cannot be told: {why}"
    remedy = "see that `docker image inspect` answers, then scan again"
    return ScanFinding("CG427", Confidence.POSSIBLE, message, _WHY, remedy, project.place)
