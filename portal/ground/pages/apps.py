"""The room of page parts as a Django application, so that templates find its tags."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "portal.ground.pages"
    label = "pages"
