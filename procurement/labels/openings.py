"""Words for the codes of an opening."""

from django.utils.translation import pgettext_lazy

from procurement.labels.course_codes import Words

FAULT: Words = {
    "does_not_open": pgettext_lazy("opening fault", "Could not be opened: it is not what was sealed"),
    "not_confirmed": pgettext_lazy(
        "opening fault", "Not opened: the call was corrected and this bid was not confirmed or replaced"
    ),
    "too_few": pgettext_lazy("opening fault", "Not opened: too few bids came for the lots it is for"),
    "unreadable": pgettext_lazy("opening fault", "Opened, but its budget cannot be read"),
}


def fault(code: str) -> str:
    """Why a bid was not opened."""
    return str(FAULT.get(code, code))
