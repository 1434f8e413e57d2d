"""`{% load purchase %}`: what a call looks like."""

from django.template import Library

from procurement.pages import dates, rows, verdicts

register = Library()
for room in (rows, dates, verdicts):
    register.filters |= room.register.filters
    register.tags |= room.register.tags
