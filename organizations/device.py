"""What a browser may keep of words that are not saved yet: under which name, and when the server has them."""

import re

from django.utils.crypto import salted_hmac

from organizations.models import User


def name_of(user: User, *about: str) -> str:
    """Where the browser keeps what ``user`` types on one form: nobody learns from it who that is."""
    account = salted_hmac("portal.device", str(user.pk)).hexdigest()[:16]
    return ":".join(("kept", account, *about))


def saved_tag(turn: str) -> str:
    """The tag of the message that says *saved*: the script then lets go what the page of mark ``turn`` sent."""
    return f"saved-{turn}" if re.fullmatch(r"[0-9a-f]{8}", turn) else ""
