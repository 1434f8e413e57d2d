"""Why a password is not taken: one sentence, of the first fault, in our words, which no release of Django changes."""

from collections.abc import Iterator

from django.contrib.auth import password_validation as library
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from organizations.forms import guessable
from organizations.models import User, kept_places
from portal.ground.province import chosen

LEAST_SIGNS = 10


class MinimumLength(library.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("A password has at least %(least)d signs.") % {"least": self.min_length}


class OwnName(library.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("This password is too close to your login name, your own name or your e-mail address.")


class Common(library.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Many people use this password, so it is guessed first. Please think of another.")


class Figures(library.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("This password has figures only. Please put words or letters in it, too.")


class Guessable:
    """Made of what everybody here would try: places of the province, the portal's name, years, rows of keys."""

    def validate(self, password: str, user: User | None = None) -> None:
        if guessable.cost(password, local_words()) < guessable.LEAST:
            raise ValidationError(
                gettext(
                    "This password is made of what is guessed first: names of places or of this portal, years, rows "
                    "of keys, something repeated. Please take three or four words that only you would think of."
                )
            )


def local_words() -> Iterator[str]:
    """What the folder of the province calls itself and its places, in signs, pinyin and English."""
    here = chosen()
    yield from (here.name_zh, here.name_en, here.medium_zh, here.example_zh, here.example_en)
    for place in kept_places().values():
        yield from (place.name_zh, place.short_zh, place.name_en, place.pinyin)


class OneFault:
    """Django's door for all of them: the first that finds a fault speaks, the others keep silent."""

    def __init__(self) -> None:
        self.rules = (
            MinimumLength(min_length=LEAST_SIGNS),
            Figures(),
            OwnName(user_attributes=("username", "display_name", "email")),
            Common(),
            Guessable(),
        )

    def validate(self, password: str, user: User | None = None) -> None:
        for rule in self.rules:
            rule.validate(password, user)

    def get_help_text(self) -> str:
        return ""
