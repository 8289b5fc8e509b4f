"""Carries one filing into one portal and says how it ended. The only package that touches a browser or a portal."""
