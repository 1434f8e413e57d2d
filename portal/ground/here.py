"""The province in the words of a page, in the language it is read in."""

from django.utils.translation import gettext

from portal.ground.formatting import reader_language
from portal.ground.province import chosen


def words() -> dict[str, str]:
    """What fills the holes %(province)s, %(medium)s and %(example)s of a message."""
    here, language = chosen(), reader_language()
    return {
        "province": getattr(here, f"name_{language}"),
        "medium": getattr(here, f"medium_{language}"),
        "example": getattr(here, f"example_{language}"),
    }


def tagline() -> str:
    """What the portal is for, under its name."""
    return gettext("Sunlight on government purchase of HIV social services, %(province)s") % words()
