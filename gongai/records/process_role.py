"""What a process of an installation does."""

from enum import StrEnum


class ProcessRole(StrEnum):
    WORKER = "worker"  # takes jobs and carries them out
    SCHEDULER = "scheduler"  # enqueues what is due, takes back what was lost, delivers results
