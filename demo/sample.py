"""The sample home: two Colima profiles, keys worth stealing, and projects. Everything in it is made up."""

from __future__ import annotations

from pathlib import Path

#: path below the home, and text
FILES: dict[str, str] = {
    ".colima/default/colima.yaml": """\
# My everyday VM.
cpu: 4
disk: 60
memory: 8
arch: host
runtime: docker
vmType: qemu
mountType: 9p   # faster than sshfs here

# Volume mounts. Colima's default: []
mounts: []

kubernetes:
  enabled: false
""",
    ".colima/work/colima.yaml": """\
# The VM for work: only what the services need.
cpu: 2
disk: 100
memory: 4
arch: host
runtime: docker
vmType: qemu
mountType: sshfs
mounts:
  - location: ~/projects   # the services themselves
    writable: true
  - location: ~/notes
    writable: false
""",
    ".ssh/id_ed25519": "not a key, only the place of one\n",
    ".aws/credentials": "[default]\naws_access_key_id = none\n",
    "projects/shop/compose.yaml": "services:\n  web:\n    image: node\n    volumes: [.:/app]\n",
    "projects/ci/compose.yaml": """\
services:
  runner:
    image: runner
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
""",
    "sites/blog/compose.yaml": """\
services:
  web:
    image: nginx
    volumes:
      - ./public:/usr/share/nginx/html:ro
      - ./nginx.conf:/etc/nginx/conf.d/default.conf:ro
""",
    "sites/blog/public/index.html": "<h1>a blog</h1>\n",
    "sites/blog/nginx.conf": "server { root /usr/share/nginx/html; }\n",
    "notes/todo.txt": "look at what the VM can see\n",
}


def write(home: Path) -> None:
    """Writes the sample home. Raises ``FileExistsError`` where something is there already."""
    home.mkdir(mode=0o700)
    for name, text in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    (home / ".ssh").chmod(0o700)
    (home / ".ssh/id_ed25519").chmod(0o600)
