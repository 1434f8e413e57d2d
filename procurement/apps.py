"""The procurement room as a Django application."""

from typing import Any

from django.apps import AppConfig
from django.core import checks


class ProcurementConfig(AppConfig):
    name = "procurement"

    def ready(self) -> None:
        checks.register(words_are_sound)


def words_are_sound(**_asked: Any) -> list[checks.CheckMessage]:
    """A release reads the words of the search before it serves: a file at fault stops it, and not the first search."""
    from procurement.search.vocabulary import VocabularyError, vocabulary

    try:
        vocabulary()
    except (VocabularyError, OSError) as error:
        return [checks.Error(str(error), id="procurement.E001")]
    return []
