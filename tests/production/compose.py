"""docker-compose.yml and the Dockerfile as Docker reads them; what is not understood is refused, not passed over."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Za-z_]\w*)(?::-([^}]*))?\})")
# What the engine imitates, and what only hardens or restarts.
_KNOWN = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init", "logging", "networks",
    "ports", "profiles", "read_only", "restart", "secrets", "security_opt", "shm_size", "stop_grace_period", "tmpfs",
    "user", "volumes",
}  # fmt: skip


def read_env(path: Path) -> dict[str, str]:
    """The lines NAME=VALUE of a .env, the last of a name winning."""
    if not path.exists():
        return {}
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    """Every ${NAME:-otherwise} replaced; $$ is a $."""

    def one(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        return values.get(found[2]) or found[3] or ""

    match node:
        case str():
            return _VARIABLE.sub(one, node)
        case list():
            return [_filled(each, values) for each in node]
        case dict():
            return {name: _filled(each, values) for name, each in node.items()}
        case _:
            return node


@dataclass(frozen=True)
class Service:
    """One service. ``secrets`` are names of files below /run/secrets; ``volumes`` and ``tmpfs`` mount points."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: dict[str, str]
    secrets: tuple[str, ...]
    volumes: tuple[tuple[str, str], ...]
    tmpfs: tuple[str, ...]
    user: int | None
    read_only: bool
    health: tuple[str, ...]
    health_seconds: float
    needs: dict[str, str]
    ports: tuple[str, ...]
    ours: bool
    by_hand: bool


def _health(words: list[str]) -> tuple[str, ...]:
    match words:
        case []:
            return ()
        case ["CMD", *rest]:
            return tuple(rest)
        case ["CMD-SHELL", line]:
            return ("/bin/sh", "-c", line)
        case _:
            raise ValueError(f"a health check that is not understood: {words}")


def _service(name: str, given: dict[str, Any]) -> Service:
    unknown = set(given) - _KNOWN
    if unknown:
        raise ValueError(f"{name}: the walk does not know {sorted(unknown)}; teach it")
    check = given.get("healthcheck", {})
    volumes = [one.split(":") for one in given.get("volumes", ())]
    tmpfs = given.get("tmpfs", ())
    return Service(
        name=name,
        image=given["image"],
        command=tuple(given["command"]),
        environment={key: str(value) for key, value in given.get("environment", {}).items()},
        secrets=tuple(given.get("secrets", ())),
        volumes=tuple((source, target) for source, target, *_ in volumes),
        tmpfs=tuple(one.split(":")[0] for one in ([tmpfs] if isinstance(tmpfs, str) else tmpfs)),
        user=int(given["user"].split(":")[0]) if "user" in given else None,
        read_only=bool(given.get("read_only")),
        health=_health(check.get("test", [])),
        health_seconds=float(str(check.get("timeout", "30s")).removesuffix("s")),
        needs={one: how["condition"] for one, how in given.get("depends_on", {}).items()},
        ports=tuple(given.get("ports", ())),
        ours="build" in given,
        by_hand="profiles" in given,
    )


def read(folder: Path) -> tuple[dict[str, Service], dict[str, str]]:
    """The services, and the file of each secret, with the values of the .env beside the file."""
    text = (folder / "docker-compose.yml").read_text()
    whole = _filled(yaml.safe_load(text), read_env(folder / ".env"))
    services = {name: _service(name, given) for name, given in whole["services"].items()}
    return services, {name: given["file"] for name, given in whole["secrets"].items()}


@dataclass(frozen=True)
class Image:
    """What the Dockerfile puts where. ``built`` are the commands of its stages but those of the machine's packages."""

    copied: tuple[tuple[str, str], ...]
    built: tuple[str, ...]
    environment: dict[str, str]
    folder: str
    user: int


def _instructions(path: Path) -> Iterator[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip():
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def read_image(path: Path) -> Image:
    """The image that serves: the files and commands of the stage that builds, the environment of the one it runs in.
    What stands on that one is for another image."""
    copied, built, environment, folder, user = [], [], {}, "/", ""
    empty: set[str] = set()
    for word, rest in _instructions(path):
        match word:
            case "FROM" if rest.startswith("portal "):
                break
            case "FROM":
                environment, folder = {}, "/"
            case "ENV":
                said = dict(one.split("=", 1) for one in shlex.split(rest))
                environment |= {name: "" if value in empty else value for name, value in said.items()}
            case "ARG":
                empty.add(f"${rest}")  # nobody gives one in the walk
            case "WORKDIR":
                folder = rest
            case "COPY" if not rest.startswith("--from"):
                source, target = rest.split()
                if target.endswith("/"):
                    target += source
                copied.append((source, str(Path(folder, target))))
            case "RUN" if "manage.py" in rest:
                built.append(rest)
            case "RUN" if found := re.search(r"useradd .*--uid (\d+)", rest):
                user = found[1]
            case "RUN" | "USER" | "EXPOSE" | "CMD" | "COPY":
                pass
            case _:
                raise ValueError(f"the walk does not know {word} of the Dockerfile; teach it")
    return Image(tuple(copied), tuple(built), environment, folder, int(user))
