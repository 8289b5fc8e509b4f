"""For the person who writes a profile: look at an unknown page, propose, draft, try."""
