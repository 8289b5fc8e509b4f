"""Portal accounts, their passwords and sessions: kept encrypted, never shown."""
