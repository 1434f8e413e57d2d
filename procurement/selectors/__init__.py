"""Reads, by what is read. What a reader may not see is not in the query set."""
