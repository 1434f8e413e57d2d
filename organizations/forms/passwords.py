"""What is said of a password that is too short: in our words, which no new release of Django changes."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext


class MinimumLength(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("A password has at least %(least)d signs.") % {"least": self.min_length}
