"""A supervisor's acts on a site: its profile approved, a changed form noticed, a change accepted."""
