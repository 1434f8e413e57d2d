"""What is said of a password that is not taken: in our words, which no new release of Django changes."""

from django.contrib.auth import password_validation as library
from django.utils.translation import gettext


class MinimumLength(library.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("A password has at least %(least)d signs.") % {"least": self.min_length}


class OwnName(library.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("This password is too close to your login name, your own name or your e-mail address.")


class Common(library.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Many people use this password, so it is guessed first. Please think of another.")


class Figures(library.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("This password has figures only. Please put words or letters in it, too.")
