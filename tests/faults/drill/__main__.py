"""`python -m tests.faults.drill`: runs drills one after another and says what held. Needs nothing but the checkout."""

import argparse
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from portal.running.children import StartError
from tests.faults.drill import checks, evidence, plan, report
from tests.faults.drill.course import Course
from tests.faults.drill.house import ROOT, House

BREAKS = ROOT / "tests" / "faults" / "breaks"
# Left out of a copy: what is large and made anew, or nobody's business.
NOT_COPIED = (".git", ".venv", ".var", "staticfiles", "__pycache__", ".*_cache", ".hypothesis")


def run(seed: int, bidders: int, tree: Path, static: Path, results: Path) -> bool:
    """One drill; whether everything held. What it leaves lies in ``results``."""
    began, usage = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    before = usage.ru_utime + usage.ru_stime
    made = plan.make(seed, bidders)
    results.mkdir(parents=True)
    folder = Path(tempfile.mkdtemp(prefix="yangguang-drill-"))
    house = House(folder, tree, static, seed, plan.CUT_SHARE)
    try:
        with house.open():
            course = Course(house, made, results)
            with contextlib.closing(course):
                course.run()
            seen = evidence.gather(house, course.seed, results)
            seen.plan, seen.before = made.as_mapping(), course.before
            seen.due, seen.offset = course.due, course.offset
            seen.lines = sorted(course.lines(), key=lambda line: line["at"])
    except (StartError, TimeoutError, RuntimeError, OSError, psycopg2.Error) as error:
        print(f"  the drill could not be carried out: {type(error).__name__}: {error}", flush=True)
        return False
    finally:
        shutil.copytree(house.logs, results / "log", dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    found = checks.run_all(seen)
    # Of everything that was waited for; what was killed among it.
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    times = {**course.times, "all": round(time.monotonic() - began, 1)}
    times["processor"] = round(spent.ru_utime + spent.ru_stime - before, 1)
    summary = report.write(results, seen, found, seconds=times)
    print(report.told(summary), flush=True)
    print(f"  {times}", flush=True)
    return bool(summary["passed"])


def broken(name: str, folder: Path) -> Path:
    """A copy of the tree with one of the faults of tests/faults/breaks in it."""
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*NOT_COPIED))
    patch = BREAKS / f"{name}.patch"
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder)}
    subprocess.run(["git", "apply", str(patch)], cwd=tree, env=environ, check=True)
    return tree


def main() -> int:
    names = sorted(one.stem for one in BREAKS.glob("*.patch"))
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, beginning with the first")
    parser.add_argument("--bidders", type=int, default=220)
    parser.add_argument(
        "--break", dest="fault", choices=names, help="with a fault put into a copy of the tree"
    )
    parser.add_argument("--folder", type=Path, default=ROOT / ".var" / "drill")
    chosen = parser.parse_args()
    os.umask(0o077)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is put away
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    more = f"-{chosen.fault}" if chosen.fault else ""
    copies = Path(tempfile.mkdtemp(prefix="yangguang-tree-"))
    failed = []
    try:
        tree = broken(chosen.fault, copies) if chosen.fault else ROOT
        for seed in range(chosen.seed, chosen.seed + chosen.seeds):
            results = chosen.folder.resolve() / f"{stamp}-seed-{seed}{more}"
            print(f"seed {seed}, {chosen.bidders} bidders: {results}", flush=True)
            if not run(seed, chosen.bidders, tree, copies / "static", results):
                failed.append(seed)
    finally:
        shutil.rmtree(copies, ignore_errors=True)
    passed = f"{chosen.seeds - len(failed)} of {chosen.seeds} seeds passed"
    print(f"{passed}; not {failed}" if failed else passed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
