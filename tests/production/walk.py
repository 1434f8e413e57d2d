"""The commands of docs/operations.md, *One machine*, typed in their order as an operator would."""

import re
import shlex
import subprocess
from pathlib import Path

from tests.production.engine import ROOT, Engine, WalkError

NAME = "portal.example"
# What stands for the operator's own in the document, and what its one line of words tells him to do.
OWN = {"SITE_URL=https://…": f"SITE_URL=https://{NAME}", "ALLOWED_HOSTS=…": f"ALLOWED_HOSTS={NAME}"}
BY_HAND = "# put the four public keys it prints into .env, the recovery key on paper"
PATIENCE = 120.0  # seconds, until all parts are well


def documented(path: Path = ROOT / "docs" / "operations.md", heading: str = "## One machine") -> list[str]:
    """The first indented block below the heading, line by line."""
    section = path.read_text().split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    block = re.search(r"(?:^    .*\n)+", section, re.MULTILINE)
    return [line.strip() for line in block[0].splitlines()] if block else []


class Walk:
    """One operator before one engine. ``printed`` is what the last command said."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.printed = engine, ""

    def type(self, line: str) -> None:
        """Raises WalkError for what fails, and for a line that this walk cannot do."""
        for sign, own in OWN.items():
            line = line.replace(sign, own)
        if "…" in line:
            raise WalkError(f"the document leaves open what the walk does not know: {line}")
        if line.startswith("#"):
            if line != BY_HAND:
                raise WalkError(f"the walk does not know what this tells it to do: {line}")
            self._keep_public_keys()
            return
        match shlex.split(line, comments=True):
            case ["docker", "compose", "build"]:
                self.engine.build()
            case ["docker", "compose", "up", "--detach", "--wait"]:
                self.engine.up(PATIENCE)
            case ["docker", "run", *words]:
                self._run(words)
            case ["docker", "compose", "run", "--rm", service, *command] if not service.startswith("-"):
                self.printed = self.engine.once(service, command)
            case ["docker", *_]:
                raise WalkError(f"the walk cannot do: {line}")
            case _:
                done = subprocess.run(
                    ["sh", "-c", line], cwd=self.engine.folder, capture_output=True, text=True, check=False
                )
                if done.returncode:
                    raise WalkError(f"{line}\n{done.stderr}")
                self.printed = done.stdout

    def _keep_public_keys(self) -> None:
        lines = re.findall(r"^\w+_PUBLIC_KEY=\S+$", self.printed, re.MULTILINE)
        if len(lines) != 4 or "RECOVERY_KEY=" not in self.printed:
            raise WalkError(f"four public keys and a recovery key were to be printed:\n{self.printed}")
        with (self.engine.folder / ".env").open("a") as output:
            output.write("\n".join(lines) + "\n")

    def _run(self, words: list[str]) -> None:
        mounts: list[tuple[str, str]] = []
        while words and words[0].startswith("-"):
            option = words.pop(0)
            if option in ("-v", "--volume"):
                source, target, mode = words.pop(0).split(":")
                if mode != "ro":
                    raise WalkError(f"{target} is mounted to be written to")
                mounts.append((source, target))
            elif option == "--network":
                words.pop(0)
            elif option != "--rm":
                raise WalkError(f"the walk does not know {option} of docker run")
        image, *command = words
        if image != "yangguang-portal":
            raise WalkError(f"the walk knows no image {image}")
        self.printed = self.engine.run(mounts, command)
