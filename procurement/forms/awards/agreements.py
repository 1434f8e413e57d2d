"""The agreements of a call at once: what all have in common is typed once, what one has of its own in its row."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from portal.ground.fields import ActField
from procurement.forms.awards.contracts import Terms, host_fee_field, host_field, schedule_of
from procurement.forms.awards.decisions import SecondWord, complain
from procurement.forms.awards.medium import WithMedium, check_medium
from procurement.forms.base import day_field
from procurement.judgement.calls import Medium
from procurement.labels import awards as words
from procurement.models import Award, RecordDraft
from procurement.rules.awarding import AwardFault
from procurement.rules.vocabulary import STATUTORY
from procurement.services.awards import agreements

_TAKE, _DAY, _HOST, _FEE = "take-", "day-", "host-", "fee-"
_URL, _AT = "url-", "at-"
# Which box of its row holds what a fault is about; the others stand at the tick.
_BOX_OF = {
    "signed_in_future": _DAY,
    "signed_before_award": _DAY,
    "signatory_not_registered": _HOST,
    "host_fee_high": _FEE,
    "host_fee_missing": _FEE,
    "host_fee_without_host": _FEE,
}


@dataclass(frozen=True)
class Party:
    """An award to sign; ``hosts`` may sign for a winner on no register, ``hosted``: one is to sign."""

    award: Award
    hosts: Sequence[Organization] = ()

    @property
    def hosted(self) -> bool:
        return self.award.supplier_id != self.award.bid.lead_id or not self.award.supplier.is_registered

    @property
    def can_sign(self) -> bool:
        return self.award.supplier.is_registered or bool(self.hosts)


class _Ticked(forms.Form):
    """Rows with a tick each; what stands against a row is said at the row, what stands against all above the form."""

    each: ClassVar[dict[str, forms.Field]] = {
        _TAKE: forms.BooleanField(label=_("Agreement"), required=False, initial=True)
    }

    def tell(self, against: Mapping[Any, Sequence[AwardFault]], tried: int) -> None:
        """Say what ``against`` has; ``tried``: of how many rows."""
        shared = _shared(against) if 1 < tried == len(against) else []
        complain(self, shared)
        for key, faults in against.items():
            for fault in faults:
                if fault not in shared:
                    name = f"{_BOX_OF.get(fault.code, _TAKE)}{key}"
                    box = name if name in self.fields else f"{_TAKE}{key}"
                    self.add_error(box if box in self.fields else None, words.award_fault(fault))


def _shared(against: Mapping[Any, Sequence[AwardFault]]) -> list[AwardFault]:
    first, *others = against.values()
    return [fault for fault in first if all(fault in one for one in others)]


class AgreementsForm(_Ticked, Terms):
    """Signed agreements of the same terms with many; ``parties`` are the awards without one."""

    each: ClassVar[dict[str, forms.Field]] = {
        **_Ticked.each,
        _DAY: day_field(meant_for="act", required=False),
        _HOST: host_field(),
        _FEE: host_fee_field(),
    }

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for place, one in enumerate(parties, 1):
            for name, box in self._boxes(one).items():
                box.label = f"{place} {one.award.bid.lead.name}"
                heading = name.partition("-")[0]
                box.widget.attrs |= {"id": f"f-{name}", "aria-labelledby": f"h-{heading} n{place}"}
                self.fields[name] = box

    def _boxes(self, one: Party) -> dict[str, forms.Field]:
        if not one.can_sign:
            return {}
        kinds = [_TAKE, _DAY, *([_HOST] if one.hosts else []), *([_FEE] if one.hosted else [])]
        made = {f"{kind}{one.award.number}": deepcopy(self.each[kind]) for kind in kinds}
        if one.hosts:
            hosts = [("", _("Choose")), *((each.number, each.name) for each in one.hosts)]
            made[f"{_HOST}{one.award.number}"].choices = hosts  # type: ignore[attr-defined]
        return made

    def rows(self) -> list[dict[str, Any]]:
        """The awards with their boxes."""
        return [
            {
                "party": one,
                "boxes": boxes,
                "faults": [text for box in boxes.values() for text in box.errors],
                "open": one.hosted
                or any(box.errors or box.value() for kind, box in boxes.items() if kind != "take"),
            }
            for one in self.parties
            for boxes in [self._bound(one)]
        ]

    def _bound(self, one: Party) -> dict[str, Any]:
        names = {kind: f"{kind}{one.award.number}" for kind in (_TAKE, _DAY, _HOST, _FEE)}
        return {kind.rstrip("-"): self[name] for kind, name in names.items() if name in self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self._taken():
            self.add_error(None, _("Tick at least one."))
        return cleaned

    def _taken(self) -> list[Party]:
        return [one for one in self.parties if self.cleaned_data.get(f"{_TAKE}{one.award.number}")]

    def terms(self) -> agreements.Terms:
        said = self.cleaned_data
        return agreements.Terms(
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            payments=schedule_of(self.table),
            summary_zh=said["summary_zh"],
            summary_en=said["summary_en"],
            document=said["document"],
        )

    def own(self) -> list[agreements.Own]:
        """What each ticked row has of its own."""
        return [self._own(one) for one in self._taken()]

    def _own(self, one: Party) -> agreements.Own:
        said, key = self.cleaned_data, one.award.number
        named = said.get(f"{_HOST}{key}")
        return agreements.Own(
            award=one.award,
            signed_on=said.get(f"{_DAY}{key}") or said["signed_on"],
            host=next((each for each in one.hosts if each.number == named), None),
            host_fee_percent=said.get(f"{_FEE}{key}"),
        )


class AgreementsReviewForm(_Ticked, SecondWord):
    """The second person's word on many agreements at once; of each statutory one with where and since when its notice
    stands on the official medium. ``now`` bounds that time."""

    act = ActField("confirm", "send_back")
    each: ClassVar[dict[str, forms.Field]] = {
        **_Ticked.each,
        _URL: WithMedium.base_fields["medium_url"],
        _AT: WithMedium.base_fields["medium_at"],
    }

    def __init__(
        self, *args: Any, drafts: Iterable[RecordDraft], regime: str, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys, self.now = [one.pk for one in drafts], now
        self.kinds = (_TAKE, _URL, _AT) if regime == STATUTORY else (_TAKE,)
        # Those that were carried out while others stand.
        self.done: set[int] = set()
        for pk in self.keys:
            for kind in self.kinds:
                box = self.fields[f"{kind}{pk}"] = deepcopy(self.each[kind])
                if kind == _AT:
                    box.widget = forms.SplitDateTimeWidget(
                        date_attrs={"type": "date"}, time_attrs={"type": "time"}
                    )
                box.help_text = ""
                box.widget.attrs |= {"id": f"f-{kind}{pk}", "aria-labelledby": f"h-{kind.rstrip('-')} n{pk}"}

    def boxes(self, pk: int) -> dict[str, Any]:
        """The boxes of a row by kind, and its faults; nothing for a row that is not theirs."""
        if pk not in self.keys:
            return {}
        found = {kind.rstrip("-"): self[f"{kind}{pk}"] for kind in self.kinds}
        return {"tick": found.pop("take"), "faults": self._faults(pk), **found}

    def _faults(self, pk: int) -> list[str]:
        return [str(text) for kind in self.kinds for text in self[f"{kind}{pk}"].errors]

    @property
    def taken(self) -> list[int]:
        return [pk for pk in self.keys if self.cleaned_data.get(f"{_TAKE}{pk}")]

    @property
    def stands(self) -> dict[int, Medium]:
        """Where the notices of those taken stand, as far as that was entered."""
        said = self.cleaned_data
        return {
            pk: Medium(said[f"{_URL}{pk}"], said[f"{_AT}{pk}"])
            for pk in self.taken
            if said.get(f"{_URL}{pk}") and said.get(f"{_AT}{pk}")
        }

    def clean(self) -> dict[str, Any]:
        if not self.taken:
            self.add_error(None, _("Tick at least one."))
        cleaned = super().clean()
        if _URL in self.kinds and cleaned.get("act") == "confirm":
            for pk in self.taken:
                check_medium(self, f"{_URL}{pk}", f"{_AT}{pk}", now=self.now)
        return cleaned
