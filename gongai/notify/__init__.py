"""Carrying results outside: the outbox and the channels it delivers through."""
