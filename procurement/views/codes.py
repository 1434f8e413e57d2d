"""What stands behind a code that somebody holds: it travels in a POST and stands in no address."""

from collections.abc import Callable, Collection
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext

from portal.ground.hits import too_many
from procurement.forms.questions import LookupForm
from procurement.judgement.slips import of_code

Found = TypeVar("Found")

LOOKED_UP_AN_HOUR = 60


def behind(
    request: HttpRequest, form: LookupForm, find: Callable[[Collection[str]], Found | None], nothing: str
) -> Found | None:
    """What ``find`` gives for the hashes of the code in a bound form; ``nothing`` stands on the field where there is
    none, and another word where somebody tries too often."""
    if not form.is_valid():
        return None
    if too_many(request, "lookup", LOOKED_UP_AN_HOUR):
        form.add_error("code", gettext("That was many tries within an hour. Please go on a little later."))
        return None
    found = find(of_code(form.cleaned_data["code"]).hashes)
    if found is None:
        form.add_error("code", nothing)
    return found
