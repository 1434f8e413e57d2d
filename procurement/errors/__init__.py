"""What a judgement or a service may refuse with, beside RuleError and PermissionDenied."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from portal.ground.fields.ticks import Passage
from portal.ground.people.findings import Finding
from procurement.models import Tender


class StaleVersionError(Exception):
    """Someone saved first. ``current`` is what stands now, ``offered`` what was not saved."""

    def __init__(self, *, current: Tender, offered: Mapping[str, Any]) -> None:
        super().__init__(f"{current.number} is at version {current.version}")
        self.current, self.offered = current, offered


class PersonalDataError(Exception):
    """Public text that may identify a person; ``findings`` and ``passages`` by field name."""

    def __init__(
        self,
        findings: Mapping[str, list[Finding]],
        passages: Mapping[str, list[Passage]] | None = None,
    ) -> None:
        super().__init__(", ".join(sorted(findings)))
        self.findings, self.passages = findings, passages or {}


class PersonalFileError(Exception):
    """A file that is to be public and may identify a person. ``token`` is that of the tick for the whole file where
    all of it is in doubt only."""

    def __init__(self, passages: Sequence[Passage], *, token: str = "") -> None:
        super().__init__(", ".join(sorted({one.kind for one in passages})))
        self.passages, self.token = passages, token


class NotOpenError(Exception):
    """The call does not take this any more."""


class NothingChangedError(Exception):
    """A correction that changes nothing."""


class MediumNeededError(Exception):
    """A statutory notice stands on the official medium first; its address there is missing."""


class UnseenError(Exception):
    """Entries that the portal filled in stand on screens that nobody saved; ``names`` are their fields."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class IncompleteError(Exception):
    """A call without words it cannot be read without; ``missing`` names the fields."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class AnotherWaitsError(Exception):
    """Something else about this call waits for the second person; what came now was not kept."""


class StaleDecisionError(Exception):
    """Somebody wrote the decision anew since this page was read."""


class AnsweredMeanwhileError(Exception):
    """Somebody answered since the page was read; nothing was published."""


class OtherWordsError(Exception):
    """The same form came before with other words, which stand. ``shown`` are they where this sender may read
    them here, ``said`` what stands in each box that now says something else, ``code`` is that of their slip; all
    may be empty."""

    def __init__(self, *, shown: str, code: str = "", said: Mapping[str, Any] = MappingProxyType({})) -> None:
        super().__init__("other words under the same form")
        self.shown, self.code, self.said = shown, code, said
