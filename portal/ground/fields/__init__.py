"""The boxes of every form: what is typed is read by :mod:`portal.ground.values`, what is wrong is said in our words."""

from portal.ground.fields.choices import (
    ActField,
    ChoiceField,
    ModelChoiceField,
    MultipleChoiceField,
    OneAtHandField,
    SomeAtHandField,
    TypedChoiceField,
    as_sent,
)
from portal.ground.fields.days import DayField, MomentField
from portal.ground.fields.figures import FigureField, MarkField, MoneyField, PercentField, WholeField
from portal.ground.fields.needed import need
from portal.ground.fields.seen import SeenForm
from portal.ground.fields.sizes import check_lengths
from portal.ground.fields.texts import (
    AddressField,
    CodeField,
    FormIdField,
    MailField,
    PasswordField,
    SearchField,
    TextField,
    text_field,
)

__all__ = [
    "ActField",
    "AddressField",
    "ChoiceField",
    "CodeField",
    "DayField",
    "FigureField",
    "FormIdField",
    "MailField",
    "MarkField",
    "ModelChoiceField",
    "MomentField",
    "MoneyField",
    "MultipleChoiceField",
    "OneAtHandField",
    "PasswordField",
    "PercentField",
    "SearchField",
    "SeenForm",
    "SomeAtHandField",
    "TextField",
    "TypedChoiceField",
    "WholeField",
    "as_sent",
    "check_lengths",
    "need",
    "text_field",
]
