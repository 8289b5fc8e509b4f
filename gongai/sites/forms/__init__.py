"""The forms of a site as records: what a page asks for, how it differs from the approved one, accepted changes."""
