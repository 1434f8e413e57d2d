"""`make audit`: the Nu checker and Lighthouse over the pages of a running demonstration (Node, Java, Chromium)."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from bench.serve import ROOT, free_port, wait_for
from portal.running import children
from tests.support.machine import chromium_path

TOOLS = ("vnu-jar@26.9.27", "lighthouse@13.5.0")
PAGES = (
    "", "notices/", "notices/?q=%E6%99%AF%E6%B4%AA", "notices/?q=zzzz", "notices/YN2024-000002/",
    "notices/YN2024-000002/2/", "notices/YN2024-000002/ask/", "notices/YN2023-000014/", "awards/", "contracts/",
    "agencies/", "agencies/jinghong-health/", "places/", "places/532801/", "organizations/", "rules/",
    "rules/calculator/", "statistics/", "statistics/benefit/", "data/", "data/api/", "notices/fit/",
    "questions/", "alerts/", "help/", "notices/missing/", "notices/missing/report/", "confidential/", "reports/",
    "help/privacy/", "accounts/login/", "accounts/signup/", "receipts/", "nothing-here/",
)  # fmt: skip
JUDGED = ("", "notices/", "notices/YN2024-000002/")
ASPECTS = ("performance", "accessibility", "best-practices", "seo")
AT_LEAST = 0.95


def main() -> None:
    parser = argparse.ArgumentParser(prog="audit", description=__doc__)
    parser.add_argument("--skip-lighthouse", action="store_true")
    chosen = parser.parse_args()
    folder = ROOT / ".var" / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    tools = installed(folder)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = children.start(
        [sys.executable, "manage.py", "demo", "--ephemeral"],
        log=folder / "demo.log",
        env=dict(os.environ) | {"PORT": str(port), "PUBLIC_CACHE": "1"},
        cwd=ROOT,
    )
    try:
        wait_for(f"{url}/readyz", seconds=180)
        faults = checked(url, folder, tools)
        if not chosen.skip_lighthouse:
            faults += judged(url, folder, tools)
    finally:
        children.stop(process)
    print("\n".join(faults) or "no fault found")
    sys.exit(bool(faults))


def installed(folder: Path) -> Path:
    """The folder of the two programs, fetched by npm once. Raises CalledProcessError."""
    if not (folder / "node_modules" / "lighthouse").exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, *TOOLS], check=True)
    return folder / "node_modules"


def checked(url: str, folder: Path, tools: Path) -> list[str]:
    """What the Nu checker finds wrong, a line each."""
    pages = folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    for language in ("", "en/"):
        for path in PAGES:
            name = (language + path).strip("/").replace("/", "_").replace("?", "_") or "home"
            (pages / f"{name}.html").write_bytes(read(f"{url}/{language}{path}"))
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss2m", "-jar", jar, "--format", "json", "--skip-non-html", pages],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [
        f"{Path(one['url']).name}:{one.get('lastLine', '?')}: {one['message']}"
        for one in json.loads(done.stderr)["messages"]
        if one["type"] == "error" or one.get("subType") == "warning"
    ]


def read(url: str) -> bytes:
    """The page at ``url``, whatever its status says."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    return body


def judged(url: str, folder: Path, tools: Path) -> list[str]:
    """The marks of Lighthouse that are too low, on a phone. Raises FileNotFoundError without a Chromium."""
    chromium, faults = chromium_path(), []
    if chromium is None:
        raise FileNotFoundError("no Chromium: install one")
    for language in ("", "en/"):
        for path in JUDGED:
            report = folder / "lighthouse.json"
            subprocess.run(
                [
                    "node", tools / "lighthouse" / "cli" / "index.js", f"{url}/{language}{path}", "--quiet",
                    f"--only-categories={','.join(ASPECTS)}", "--output=json", f"--output-path={report}",
                    "--chrome-flags=--headless --no-sandbox --disable-quic --disable-background-networking",
                ],
                check=True, env=dict(os.environ) | {"CHROME_PATH": chromium},
            )  # fmt: skip
            marks = {name: one["score"] for name, one in json.loads(report.read_text())["categories"].items()}
            print(f"/{language}{path}: {marks}", flush=True)
            faults += [
                f"/{language}{path}: {name} {score}"
                for name, score in marks.items()
                if (score or 0) < AT_LEAST
            ]
    return faults


if __name__ == "__main__":
    main()
