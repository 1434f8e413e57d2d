"""Boxes for a day, and for a day with its hour."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _

from portal.ground import clock, formatting
from portal.ground.fields.texts import REQUIRED
from portal.ground.fields.words import of
from portal.ground.values import UnreadableError, days

_BEYOND = _("“%(typed)s”: please check the year. Here a day between %(first)s and %(last)s is expected.")


def doubt(day: date, meant_for: str) -> None:
    """Raises ValidationError for a day that nobody can mean (:data:`portal.ground.values.days.SPANS`)."""
    first, last = days.span_around(clock.legal_date(clock.now()), meant_for)
    if not first <= day <= last:
        language = formatting.reader_language()
        params = {
            "typed": formatting.day(day, language),
            "first": formatting.day(first, language, weekday=False),
            "last": formatting.day(last, language, weekday=False),
        }
        raise ValidationError(_BEYOND, code="beyond", params=params)


class DayField(forms.DateField):
    """A day. ``meant_for`` names its span; without one any day that the rules can judge. ``first``: the first year."""

    def __init__(self, *, meant_for: str = "", first: int = days.FIRST_YEAR, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.meant_for, self.first = meant_for, first
        self.error_messages["required"] = REQUIRED

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, datetime):
            return clock.legal_date(value)
        if isinstance(value, date):
            return value
        try:
            return days.read_day(str(value), first=self.first)
        except UnreadableError as error:
            raise of(error) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.meant_for:
            doubt(value, self.meant_for)


class MomentField(forms.SplitDateTimeField):
    """A local day and hour. A day without an hour takes ``hour``, so that one entry is enough."""

    def __init__(self, *, hour: time, meant_for: str = "", **kwargs: Any) -> None:
        self.hour, self.meant_for = hour, meant_for
        super().__init__(widget=forms.SplitDateTimeWidget(), **kwargs)
        self.error_messages["required"] = REQUIRED

    def to_python(self, value: Any) -> datetime | None:
        """The moment of two typed parts, aware. Raises ValidationError."""
        if isinstance(value, datetime):
            return make_aware(value, clock.LEGAL_ZONE) if is_naive(value) else value
        given = list(value) if isinstance(value, list | tuple) else []
        day, hour = (str(one or "").strip() for one in [*given, "", ""][:2])
        if not day and not hour:
            return None
        try:
            return make_aware(days.read_local(day, hour or f"{self.hour:%H:%M}"), clock.LEGAL_ZONE)
        except UnreadableError as error:
            raise of(error) from None

    def clean(self, value: Any) -> Any:
        if self.disabled and not isinstance(value, list):
            value = self.widget.decompress(value)
        moment = self.to_python(value)
        if moment is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if self.meant_for:
            # 24:00 belongs to the day that it ends.
            doubt(clock.legal_date(moment - timedelta(microseconds=1)), self.meant_for)
        self.run_validators(moment)
        return moment
