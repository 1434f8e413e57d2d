"""Notices and checks on paper and in files: for a notice board, a county's own site, a group chat."""

from procurement.sheets.model import Check, CheckSheet, Line, NoticeSheet, Section, Table

__all__ = ["Check", "CheckSheet", "Line", "NoticeSheet", "Section", "Table"]
