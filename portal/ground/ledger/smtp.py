"""One letter handed to the mail server, and what its answer means: for the letter, for its address, or for us."""

import contextlib
import re
import smtplib

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

ENHANCED = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
# Permanent answers about us, whatever letter they answer: we have to sign in, or may not (RFC 4954, section 6).
ABOUT_US = frozenset({530, 534, 535, 538})
# At MAIL these are about the size of this one letter (RFC 1870).
TOO_LARGE = frozenset({452, 552})


class AwayError(Exception):
    """The server could not be reached, did not greet us or did not let us in; every letter would fare the same."""


class NotOurLetterError(Exception):
    """It does not take us as a sender: a fault of our settings or our standing, not of this letter."""


class CutError(Exception):
    """It hung up or fell silent in the middle of this letter."""


class AddressRefusedError(Exception):
    """Nothing will ever be taken for this address."""


class LetterRefusedError(Exception):
    """This letter will never be taken."""


class PutOffError(Exception):
    """Not now: this letter may be tried again."""


def hand_over(message: EmailMessage, *_about: object, server: BaseEmailBackend) -> None:
    """Send ``message`` over ``server``, opened where it is not. Raises the errors of this module; each says the
    answer's codes and none of its words, in which addresses stand."""
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        raise AwayError(codes_of(error)) from error
    message.connection = server
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        meant = meaning(error)
        if isinstance(meant, CutError) or _code(error) == 421:
            hang_up(server)
        raise meant from error


def meaning(error: OSError | smtplib.SMTPException) -> Exception:
    """What an error in the middle of a letter says, by stage and code (RFC 5321, section 4.2.1)."""
    code, said = _code(error), codes_of(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return AddressRefusedError("the server cannot write to such an address")
    if code == 0:
        return CutError(said)
    if code in ABOUT_US or (isinstance(error, smtplib.SMTPSenderRefused) and code not in TOO_LARGE):
        return NotOurLetterError(f"sender not taken: {said}")
    if code < 500:
        return PutOffError(said)
    return (AddressRefusedError if isinstance(error, smtplib.SMTPRecipientsRefused) else LetterRefusedError)(
        said
    )


def codes_of(error: Exception) -> str:
    """`554 5.7.1`, or the kind of error where the server said nothing."""
    code, text = _code(error), _text(error)
    enhanced = ENHANCED.search(text)
    if not code:
        return type(error).__name__
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def hang_up(server: BaseEmailBackend) -> None:
    """Say goodbye, if anybody listens; the next letter opens anew."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.close()


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=0)
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    return code if 400 <= code < 600 else 0


def _text(error: Exception) -> bytes:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return b" ".join(text for _, text in error.recipients.values())
    text = getattr(error, "smtp_error", b"")
    return text if isinstance(text, bytes) else str(text).encode()
