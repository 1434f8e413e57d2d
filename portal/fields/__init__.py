"""The boxes of every form: what is typed is read by :mod:`portal.values`, and what is wrong is said in our words."""

from portal.fields.choices import (
    ChoiceField,
    ModelChoiceField,
    MultipleChoiceField,
    TypedChoiceField,
)
from portal.fields.days import DayField, MomentField
from portal.fields.figures import FigureField, MarkField, MoneyField, PercentField, WholeField
from portal.fields.seen import SeenForm
from portal.fields.sizes import check_lengths
from portal.fields.texts import (
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
