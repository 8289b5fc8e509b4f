"""The documents that commands print with `--json`. Programs of others read them: a key that is there stays."""

Document = dict[str, object]
"""What a record's `document()` gives. A record without one is printed field by field."""
