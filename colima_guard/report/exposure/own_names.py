"""What of a report is somebody's own name: by the keys of its document, and the names that everybody has."""

from __future__ import annotations

from colima_guard.model.secrets import CATALOGUE
from colima_guard.report.exposure.vocabulary import PIECE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: keys whose values are words of ours, or numbers of releases
OURS = _words(
    "schema verdict counted_verdict next_start_verdict basis backend severity access effective_access "
    "kind how outcome state result platform colima_guard at confidence "
    "when_missing holds until finding reverts accepted_by visible"
)
#: keys whose values are names, and what another one is made of
NAMED = {
    "name": "name", "instance": "vm", "instances": "vm", "container": "container", "service": "service",
    "subject": "name", "image": "image", "endpoint": "engine",
}  # fmt: skip
PATHS = _words(
    "path paths file files directory location mount_point source target home looked_at project projects within_reach "
    "real_path secrets secrets_after unjudged allow included included_from without writable_file named"
)
#: prose of the user's own, or whatever a file or another program says: replaced as a whole
WHOLE = {"reason": "reason", "value": "value", "accepted": "reason", "sha256": "hash", "error": "error"}
COMMANDS = _words("lock allow revoke rollback bootstrap render verify report ro rw sh nix launchd systemd")
#: components of paths, and names, that are nobody's own
KNOWN = _words(
    "Users home var run etc tmp private Volumes mnt dev proc sys usr bin sbin lib opt srv host_mnt host desktop root "
    "docker docker.sock podman.sock colima colima.yaml lima lima.yaml lima.sock .colima .lima _lima _templates _config "
    "default default.yaml override.yaml base.yaml config.yaml .config .local .cache share state colima-guard new "
    "policy.yaml nothing-shared .colima-guard.yaml Library Application Support Group Containers Caches Data "
    "group.com.docker AppData Roaming Local docker-desktop multipass settings settings-store.json settings.json "
    "primary .docker config.json compose.yaml compose.yml docker-compose.yaml docker-compose.yml compose.override.yaml "
    "docker-compose.override.yml .devcontainer devcontainer.json .devcontainer.json devcontainer .env podman nerdctl "
    "containers.conf changes unix tcp ssh npipe fd http https cidata.iso ha.stderr.log ha.stdout.log"
) | {part for secret in CATALOGUE for part in PIECE.findall(secret.path)}


#: words of any sentence: a name that is one tells nothing
COMMON = _words("a an and are as at be by for from has in is it its no not of on one or so that the to was with")
