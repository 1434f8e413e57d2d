"""Run by the bench in a process of its own, with the portal's settings: fills the database it is given."""

import os
from datetime import datetime

import django

django.setup()

from bench.fill import Filler  # noqa: E402
from portal.ground import clock

now = datetime.fromisoformat(os.environ["BENCH_NOW"])
Filler(int(os.environ["BENCH_SIZE"]), now, lambda text: print(text, flush=True)).fill()
clock.move_to(now)
