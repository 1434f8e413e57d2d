"""Listeners that the fault tests give to a real worker; it imports them by name from the row."""

import os
import time
from pathlib import Path

from portal.ground import ledger
from portal.ground.ledger.models import Event


def write_letter(event: Event) -> None:
    """What every listener of ours does: write rows, nothing else."""
    ledger.letters.queue(["subscriber:1"], subject=f"news:{event.pk}", kind="followed", due_at=event.at)


def write_letter_then_hang(event: Event) -> None:
    """Hangs after its writing while the test's folder says so: the moment to kill the worker."""
    write_letter(event)
    folder = Path(os.environ["FAULT_FOLDER"])
    (folder / "entered").touch()
    while (folder / "hang").exists():
        time.sleep(0.05)


LISTENERS = {
    "published": ("tests.faults.listeners.write_letter",),
    "corrected": ("tests.faults.listeners.write_letter_then_hang",),
}
