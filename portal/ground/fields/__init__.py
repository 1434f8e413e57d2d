"""The boxes of every form: what is typed is read by :mod:`portal.ground.values`, and what is wrong is said in our words."""

from portal.ground.fields.choices import ChoiceField, ModelChoiceField, MultipleChoiceField, TypedChoiceField
from portal.ground.fields.days import DayField, MomentField
from portal.ground.fields.figures import FigureField, MarkField, MoneyField, PercentField, WholeField
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
    "PasswordField",
    "PercentField",
    "SearchField",
    "SeenForm",
    "TextField",
    "TypedChoiceField",
    "WholeField",
    "check_lengths",
    "text_field",
]
