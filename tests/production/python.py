"""The Python of the image, as its user may run it."""

import contextlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any


def as_user(uid: int | None) -> dict[str, Any]:
    """What subprocess is told so that a child is nobody but ``uid``; None: who we are."""
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}


def _runs(command: list[str | Path], loader: dict[str, str], uid: int | None) -> bool:
    with contextlib.suppress(OSError):
        done = subprocess.run(command, check=False, capture_output=True, cwd="/", env=loader, **as_user(uid))
        return done.returncode == 0
    return False


def virtual_environment(home: Path, uid: int | None) -> tuple[Path, dict[str, str], int | None]:
    """A folder of programs over our packages, by a Python that ``uid`` can reach: ours, else a copy of it; what its
    loader needs of the environment; and the user, None where no Python is there for anybody but us."""
    place, name = home / "venv", f"python{sys.version_info[0]}.{sys.version_info[1]}"
    base, loader = Path(sys.base_prefix), {}
    if not _runs([base / "bin" / name, "-c", ""], loader, uid):
        base = home / "python"
        shutil.copytree(
            Path(sys.base_prefix, "lib", name), base / "lib" / name,
            ignore=shutil.ignore_patterns("site-packages", "test", "config-*"),
        )  # fmt: skip
        for library in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
            shutil.copy(library, base / "lib")
            loader = {"LD_LIBRARY_PATH": str(base / "lib")}
        (base / "bin").mkdir()
        shutil.copy(Path(sys.base_prefix, "bin", name), base / "bin")
    if _runs([base / "bin" / name, "-c", "import ctypes, ssl"], loader, uid):
        make = [base / "bin" / name, "-m", "venv", "--without-pip", place]
        subprocess.run(make, check=True, env=loader)
        packages = place / "lib" / name / "site-packages"
        (packages / "portal.pth").write_text(sysconfig.get_path("purelib") + "\n")
        if _runs([place / "bin" / "python", "-c", "import django, psycopg2, redis"], loader, uid):
            return place / "bin", loader, uid
    return Path(sys.executable).parent, {}, None
