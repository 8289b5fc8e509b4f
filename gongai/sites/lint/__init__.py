"""A site's profile checked at the desk: gaps between profile, catalogue and our records, without a portal."""
