"""What a record of the journal says has happened. The `Mark`s among these move the position; the others do not."""

from enum import StrEnum

from gongai.records.position import Mark


class JournalEvent(StrEnum):
    DONE = "done"  # a repeatable step ended well
    FAILED = "failed"  # a repeatable step ended with an error; nothing irreversible happened in it
    ARMED = Mark.ARMED.value
    SENT = Mark.SENT.value
    ANSWERED = Mark.ANSWERED.value
    FILED = Mark.FILED.value
    NOT_FILED = Mark.NOT_FILED.value
    PRESSED = "pressed"  # the submit button was pressed
    STOPPED = "stopped"  # a second submit request was stopped
    STRAY = "stray"  # a request to where nothing of ours goes was stopped
