"""What can be found out before the opening: words of bids anywhere on disk, keys in the wrong place."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import psutil
import redis

from portal.ground import roles
from tests.faults.drill.browser import Browser
from tests.faults.drill.house import House
from tests.faults.drill.journal import lines_of
from tests.support.canaries import found_in, holders

# Written where a search that is not blind must find it.
CONTROL = "集中演练办公室"
PRIVATE = ("DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY", "OPENING_KEY", "RECOVERY_KEY")


def look(house: House, seed: dict[str, Any], journals: Path) -> dict[str, Any]:
    """``found`` and ``control``: place -> forms; ``keys``: process -> private keys in its environment;
    ``pages``: page -> numbers of bids or bidders that it tells of."""
    word = _stem(seed)
    with house.sql() as cursor:
        cursor.execute("CHECKPOINT")  # what lay in the server's memory is in its files now
    data = (house.folder / "postgres").resolve()
    (house.temporary / "control").write_text(CONTROL)
    (house.logs / "control.log").write_text(CONTROL)
    folders = [data, house.logs, house.temporary, house.runtime, house.folder / "run"]
    found = holders(word, *folders)
    control = list(holders(CONTROL, *folders))
    for name, content in (("dump", _dump(house)), ("broker", _broker(house))):
        if forms := found_in(content, word) + (["hex"] if word.encode().hex().encode() in content else []):
            found[name] = forms
        if found_in(content, CONTROL):
            control.append(name)
    return {
        "found": found,
        "control": control,
        "keys": _keys(house),
        "copies": _copies(journals),
        "pages": _pages(house, seed),
    }


def _stem(seed: dict[str, Any]) -> str:
    """What all words of this call begin with: one ends with n1, one with n2 …"""
    stem: str = seed["bidders"][0]["word"].rpartition("n")[0]
    assert all(one["word"].startswith(stem) for one in seed["bidders"])
    return stem


def _dump(house: House) -> bytes:
    program = house.database.bin / "pg_dump"
    environ = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [program, "--dbname", house.database.url(roles.OWNER)],
        capture_output=True,
        check=True,
        env=environ,
    ).stdout


def _broker(house: House) -> bytes:
    client = redis.Redis(unix_socket_path=str(house.broker.socket))
    client.set("control", CONTROL)
    return b"".join(key + (client.dump(key) or b"") for key in client.scan_iter())


def _keys(house: House) -> dict[str, list[str]]:
    """By the first environment of each living process, its children's among them."""
    found = {}
    for name in (*house.parts, "database", "broker"):
        family = [psutil.Process(house.process(name).pid)]
        family += family[0].children(recursive=True)
        environs = b"\0".join(Path(f"/proc/{one.pid}/environ").read_bytes() for one in family)
        found[name] = [key for key in PRIVATE if f"\0{key}=".encode() in b"\0" + environs]
    return found


def _pages(house: House, seed: dict[str, Any]) -> dict[str, list[str]]:
    """What the public and the agency's own people can read by now."""
    call = seed["call"]
    public = Browser(house.address, "")
    official = Browser(house.address, seed["officials"][0]["session"])
    places = {
        public: [f"/notices/{call}/", "/data/audit.jsonl", "/feeds/notices.atom", "/api/v1/notices"],
        official: [f"/workspace/calls/{call}/opening/", f"/notices/{call}/", "/workspace/"],
    }
    secret = re.compile(
        "|".join(one[name] for one in seed["bidders"] for name in ("bid", "organization", "word"))
    )
    found = {}
    for browser, paths in places.items():
        for path in paths:
            page = browser.get(path)
            if page.status != 200:
                raise RuntimeError(f"{path} answers {page.status}")
            if told := sorted(set(secret.findall(page.text))):
                found[path] = told
    return found


def _copies(journals: Path) -> list[dict[str, Any]]:
    """The own copies that bidders kept, with the salts that nobody else has."""
    return [
        line["copy"]
        for file in sorted(journals.glob("bidder-*.jsonl"))
        for line in lines_of(file)
        if line["line"] == "copy"
    ]
