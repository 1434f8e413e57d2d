"""`{% load ui %}`: the house forms as filters, the components as tags."""

from django.template import Library

from portal.ground.pages import forms, inline, parts

register = Library()
for room in (inline, parts, forms):
    register.filters |= room.register.filters
    register.tags |= room.register.tags
