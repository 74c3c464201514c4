"""Whether Compose takes a port in short syntax (go-connections v0.4.0, ``nat.ParsePortSpec``)."""

from __future__ import annotations

_PROTOCOLS = ("tcp", "udp", "sctp")


def port_problem(spec: str) -> str | None:
    """Why a port is refused: an unset variable often leaves none; ``None`` where it is taken."""
    *before, container = spec.split(":")
    host = before.pop() if before else ""
    address = ":".join(before).removeprefix("[").removesuffix("]")
    parts = container.split("/")
    if not parts[0]:
        return f"No port specified: {spec}<empty>"
    if address and not _is_address(address):
        return f"Invalid ip address: {address}"
    ports, hosts = _range(parts[0]), _range(host) if host else 0
    if ports is None:
        return f"Invalid containerPort: {parts[0]}"
    if hosts is None:
        return f"Invalid hostPort: {host}"
    if host and ports and ports != hosts:
        return f"Invalid ranges specified for container and host Ports: {parts[0]} and {host}"
    protocol = parts[1] if len(parts) > 1 and parts[1] else "tcp"
    return None if protocol.lower() in _PROTOCOLS else f"Invalid proto: {protocol}"


def _is_address(address: str) -> bool:
    import ipaddress  # few ports name one

    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return True


def _range(ports: str) -> int | None:
    """How many ports lie behind the first of a range; ``None`` where it is none."""
    ends = ports.split("-")[:2]
    if not all(end.isascii() and end.isdigit() and int(end) < 1 << 16 for end in ends):
        return None
    length = int(ends[-1]) - int(ends[0])
    return length if length >= 0 else None
