"""What a service may refuse with, beside RuleError and PermissionDenied."""

from collections.abc import Mapping, Sequence
from typing import Any

from procurement.models import Tender
from procurement.rules.privacy import Finding


class StaleVersionError(Exception):
    """Someone saved first. ``current`` is what stands now, ``offered`` what was not saved."""

    def __init__(self, *, current: Tender, offered: Mapping[str, Any]) -> None:
        super().__init__(f"{current.number} is at version {current.version}")
        self.current, self.offered = current, offered


class PersonalDataError(Exception):
    """Public text that may identify a person; ``findings`` by field name."""

    def __init__(self, findings: Mapping[str, list[Finding]]) -> None:
        super().__init__(", ".join(sorted(findings)))
        self.findings = findings


class PersonalFileError(Exception):
    """A file that is to be public and may identify a person; ``passages`` are pairs of a kind of finding and the
    words around it."""

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        super().__init__(", ".join(sorted({kind for kind, _ in passages})))
        self.passages = passages


class NotOpenError(Exception):
    """The call does not take this any more."""


class NothingChangedError(Exception):
    """A correction that changes nothing."""


class MediumNeededError(Exception):
    """A statutory notice stands on the official medium first; its address there is missing."""


class IncompleteError(Exception):
    """A call without words it cannot be read without; ``missing`` names the fields."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class StaleDecisionError(Exception):
    """Somebody wrote the decision anew since this page was read."""


class OtherWordsError(Exception):
    """The same form came before with other words, which stand. ``shown`` are they where this sender may read
    them here, ``code`` is that of their slip; both may be empty."""

    def __init__(self, *, shown: str, code: str = "") -> None:
        super().__init__("other words under the same form")
        self.shown, self.code = shown, code
