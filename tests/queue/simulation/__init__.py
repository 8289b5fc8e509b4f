"""
A seeded simulation of the ledger: real store, reaper, review and journal; models of the portal and of the connector.

One thread, virtual time, and a scheduler of its own that decides who goes on, who is paused (a suspended machine), who
is killed, when the wall clock jumps, when the database fails and when an answer is lost. The same seed is the same run.
The portal's own list is the only judge.
"""
