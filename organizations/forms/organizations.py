"""What an organisation says of itself, and who acts for it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as codes
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

from organizations.models import (
    Division,
    LegalForm,
    Level,
    Organization,
    Outcome,
    Population,
    Role,
    Service,
    SizeBand,
    TieKind,
    User,
    kept_places,
)
from organizations.models.codes import CSO_FORMS
from organizations.models.users import plain_name
from organizations.selectors import name_of
from organizations.services import names
from portal.ground.fields import (
    ChoiceField,
    CodeField,
    DayField,
    ModelChoiceField,
    MultipleChoiceField,
    OneAtHandField,
    PercentField,
    SeenForm,
    TextField,
    need,
)

# A telephone or an identity number in a name would be published with it.
LONG_FIGURES = re.compile(r"\d[\d\s-]{5,}\d")


def clean_code(text: str) -> str:
    """A unified social credit code in its one spelling. Raises ValidationError that says what is wrong."""
    try:
        return str(codes.validate(text.strip().upper()))
    except InvalidLength:
        raise ValidationError(_("The code has 18 characters.")) from None
    except InvalidChecksum:
        raise ValidationError(
            _("The last character does not fit the others. Please compare with the certificate.")
        ) from None
    except (InvalidFormat, InvalidComponent):
        raise ValidationError(
            _("The code has digits and capital letters; I, O, S, V and Z do not occur.")
        ) from None


class PlaceField(ModelChoiceField):
    """Every place of the province, each prefecture followed by its counties."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Division.objects.order_by("code"), empty_label=_("Please choose"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"　{obj.name}" if obj.level == Level.COUNTY else str(obj.name)


def _prefectures() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in kept_places().values() if one.level == Level.PREFECTURE]


class ProfileForm(SeenForm):
    """`mine` is the organisation being corrected; its own code is not taken."""

    name_zh = TextField(label=_("Name in Chinese"), max_length=120)
    name_en = TextField(label=_("Name in English"), max_length=200, required=False)
    division = PlaceField(label=_("Where you are at home"))
    legal_form = ChoiceField(
        label=_("Legal form"),
        choices=[("", _("Please choose")), *((form.value, form.label) for form in CSO_FORMS)],
        help_text=_(
            "Not registered? You can use this site too. No page of yours appears unless you ask for one."
        ),
    )
    uscc = CodeField(
        label=_("Unified social credit code"),
        max_length=30,
        required=False,
        help_text=_("18 characters, on your certificate. Leave empty if you are not registered."),
    )
    services = MultipleChoiceField(
        label=_("What you do"), choices=Service.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    populations = MultipleChoiceField(
        label=_("Whom you serve"),
        choices=Population.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Used to show you calls that fit. It is never published and nobody can search by it."),
    )
    size_band = ChoiceField(
        label=_("How many work or volunteer regularly"),
        choices=[("", _("not said")), *SizeBand.choices],
        required=False,
    )
    founded_on = DayField(label=_("Working since"), first=1900, required=False)
    areas = MultipleChoiceField(
        label=_("Where you work besides"),
        choices=_prefectures,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Whole prefectures only. Never a place where you meet people."),
    )
    hosts_groups = forms.BooleanField(
        label=_("We take in groups that are not registered: we sign for them"),
        required=False,
        help_text=_(
            "Everybody can read it on your page and in the list of hosts. A group that asks stands in your workspace; "
            "you decide each time."
        ),
    )
    host_keeps_percent = PercentField(
        label=_("What you keep of a group's money at most, in percent"),
        meant_for="host_fee",
        required=False,
        help_text=_("For your own work as host. 0 if you keep nothing."),
    )
    named_in_awards = forms.BooleanField(
        label=_("When we do the work under somebody else's contract, we may be named in the award."),
        required=False,
    )
    not_seen = frozenset({"name_read"})
    # Drawn only where the name is in doubt.
    name_read = forms.BooleanField(
        label=_("Nobody who lives with HIV can be recognised by this name"), required=False
    )

    def __init__(self, *args: Any, mine: Organization | None = None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine, self.today = mine, today

    def clean_name_zh(self) -> str:
        return _without_figures(self.cleaned_data["name_zh"])

    def clean_name_en(self) -> str:
        return _without_figures(self.cleaned_data["name_en"])

    def clean_founded_on(self) -> date | None:
        day: date | None = self.cleaned_data["founded_on"]
        if day and day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day

    def clean_uscc(self) -> str:
        text = self.cleaned_data["uscc"]
        if not text:
            return ""
        code = clean_code(text)
        same = Organization.objects.filter(uscc=code)
        if self.mine:
            same = same.exclude(pk=self.mine.pk)
        if same.exists():
            raise ValidationError(_("This code is in use here already. Ask whoever entered it to add you."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        registered = data.get("legal_form") != LegalForm.UNREGISTERED
        if registered:
            need(self, "uscc", _("A registered organisation has a code. Please enter it."))
        if not registered and data.get("uscc"):
            self.add_error("uscc", _("Not registered, but with a code: please correct one of the two."))
        self._check_hosting(data, registered)
        self._ask_about_name(data)
        return data

    def _check_hosting(self, data: dict[str, Any], registered: bool) -> None:
        hosts, keeps = data.get("hosts_groups"), data.get("host_keeps_percent")
        if hosts and not registered:
            self.add_error("hosts_groups", _("A host has to be registered."))
        elif hosts:
            need(self, "host_keeps_percent", _("Say what you keep at most; 0 if you keep nothing."))
        elif keeps is not None:
            self.add_error(
                "hosts_groups",
                _("A share is named, but not that you take groups in: tick it or empty the share."),
            )

    @property
    def asks_about_name(self) -> bool:
        """Whether the page draws the tick that answers for the name."""
        return self.is_bound and ("name_read" in self.errors or bool(self.cleaned_data.get("name_read")))

    def _ask_about_name(self, data: dict[str, Any]) -> None:
        given = {name: data[name] for name in names.NAMES if data.get(name)}
        try:
            names.guard_names(data, self.mine)
        except names.NameReachesError as error:
            self.add_error(error.field, NO_NUMBERS)
        except names.NameInDoubtError:
            said = gettext(
                "Everybody reads this name, and it could mean a particular person: %(words)s. Change it, "
                "or tick the box."
            ) % {"words": pgettext("list", ", ").join(names.passages_in(given))}
            self.add_error("name_read", said)


NO_NUMBERS = _("A name is published. Please leave out telephone and identity numbers.")


def _without_figures(name: str) -> str:
    if LONG_FIGURES.search(name):
        raise ValidationError(NO_NUMBERS)
    return name.strip()


class MemberForm(forms.Form):
    username = TextField(
        label=_("Login name of your colleague"),
        max_length=64,
        help_text=_(
            "Your colleague opens an account first, tells you its login name, and agrees to the role there."
        ),
    )
    role = ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, roles: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in roles]  # type: ignore[attr-defined]

    def clean_username(self) -> User:
        """The account itself."""
        found = User.objects.filter(
            username=plain_name(self.cleaned_data["username"]), is_active=True
        ).first()
        if found is None:
            raise ValidationError(_("There is no account with this login name."))
        return found


def _word(*, required: bool = True) -> TextField:
    return TextField(
        label=_("A word to them"),
        max_length=300,
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Who you are and how they reach you. Only they read it, and it is gone once they have answered. Name "
            "nobody you serve."
        ),
    )


class TieForm(forms.Form):
    """What the other side is to us."""

    other = CodeField(
        label=_("Number of the other organisation"),
        max_length=20,
        help_text=_("It stands on their own page in the workspace and looks like O-7K3MQ9T."),
    )
    kind = ChoiceField(
        label=_("What it is to you"),
        choices=[
            ("host-above", _("Our host: it signs for us")),
            ("host-below", _("A group we host: we sign for it")),
            ("network-above", _("A network we belong to")),
            ("network-below", _("A member of our network")),
        ],
    )
    word = _word(required=False)

    def clean_other(self) -> Organization:
        number = self.cleaned_data["other"].strip().upper()
        found = Organization.objects.csos().filter(number=number).first()
        if found is None:
            raise ValidationError(_("There is no organisation with this number."))
        return found

    def sides(self, mine: Organization) -> tuple[str, Organization, Organization]:
        """Kind, upper and member of the tie that was asked for."""
        kind, where = self.cleaned_data["kind"].split("-")
        other = self.cleaned_data["other"]
        return TieKind(kind), *((other, mine) if where == "above" else (mine, other))


class HostForm(forms.Form):
    """Which of my groups asks a host that everybody may see."""

    group = OneAtHandField(named=name_of, label=_("Which group asks"))
    word = _word()

    def __init__(self, *args: Any, groups: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {one.number: one for one in groups}
        self.fields["group"].choices = [(one.number, one.name) for one in groups]  # type: ignore[attr-defined]

    def clean_group(self) -> Organization:
        return self.groups[self.cleaned_data["group"]]


class VerificationForm(forms.Form):
    outcome = ChoiceField(
        label=_("What you found"),
        choices=[
            (Outcome.VERIFIED.value, _("It is as they say")),
            (Outcome.REFUSED.value, _("It is not, or could not be shown")),
        ],
        widget=forms.RadioSelect,
    )
    note = TextField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("What was looked at, for your successor. It is not published. Name no person."),
    )
