"""The guard for people: what in a text could make somebody known. Plain Python; nothing here refuses anything."""

from portal.ground.people.doubt import doubts, is_doubtful
from portal.ground.people.findings import KINDS, Finding, find_personal

__all__ = ["KINDS", "Finding", "doubts", "find_personal", "is_doubtful"]
