"""How each row of the table is asked: the parts of its address, what its form sends, what must be there first.

An act is sent as a browser would send it, complete and correct, so that only *who* and *when* can refuse it."""

from django.urls import reverse
from django.utils.http import urlencode

from tests.access.probes import (
    accounts,
    awards,
    bids,
    calls,
    evaluation,
    openings,
    organisations,
    public,
    questions,
    voices,
)
from tests.access.probes.base import NothingThereError, Probe
from tests.access.table import Row
from tests.access.world import Scene, World

__all__ = ["NothingThereError", "address_of", "probe_of"]

# By the row's name; a route whose every row is asked alike stands under its own.
PROBES: dict[str, Probe] = {
    **public.PROBES,
    **questions.PROBES,
    **calls.PROBES,
    **bids.PROBES,
    **openings.PROBES,
    **evaluation.PROBES,
    **awards.PROBES,
    **organisations.PROBES,
    **accounts.PROBES,
    **voices.PROBES,
}


def probe_of(row: Row) -> Probe:
    """How a row is asked: by its own entry, by its route's, or plainly."""
    return PROBES.get(str(row)) or PROBES.get(row.route) or Probe()


def address_of(row: Row, world: World, scene: Scene) -> str:
    """Where a row is asked, in the language in force. Raises NothingThereError."""
    probe = probe_of(row)
    url, query = reverse(row.route, args=list(probe.parts(world, scene))), probe.query(world, scene)
    return f"{url}?{urlencode(query)}" if query else url
