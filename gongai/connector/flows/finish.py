"""From what the journal holds of an answer to the receipt: also after a crash, and without filing again."""

from collections.abc import Mapping
from typing import Any, Literal

from gongai.connector.flow import Attempt
from gongai.db.position import Mark
from gongai.errors import GongaiError, LeaseLost
from gongai.records.noted import Noted, Said, exact
from gongai.records.outcome import Filed, Outcome, Unknown
from gongai.records.receipt import Receipt, ReceiptFile

FoundBy = Literal["answer", "list", "detail", "person"]


def from_answer(attempt: Attempt) -> Outcome:
    """The answer in the journal decides, whatever the page showed."""
    answer = attempt.journal.newest(Mark.ANSWERED) or {}
    if answer.get("ok"):
        return filed(attempt, answer, found_by="answer")
    response_text = answer.get("message") or f"未说明原因（HTTP {answer.get('status', '未知')}）"
    # portals report failures after the application exists already: only a poll of their lists can tell
    return Unknown(f"平台对提交的答复是“{response_text}”，需在平台列表中核实是否已生成申报")


def filed(attempt: Attempt, found: Mapping[str, Any], *, found_by: FoundBy) -> Outcome:
    """Fetch the receipts, then write down that the portal holds the filing. Missing receipts do not unfile anything."""
    files: list[ReceiptFile] = []
    for application_id in found.get("ids", ()):
        try:
            files += attempt.portal.receipts(application_id)
        except LeaseLost:
            raise
        except GongaiError as error:
            attempt.journal.failed("回执", {"text": Said(str(error), 500)})
    receipt = Receipt(
        application_ids=tuple(found.get("ids", ())),
        application_nos=tuple(found.get("numbers", ())),
        item_nos=tuple(found.get("item_numbers", ())),
        receipt_files=tuple(files),
        filed_as=attempt.filing.applicant.uscc,
        account=attempt.filing.account,
        filed_at_ms=found.get("at_ms"),
        found_by=found_by,
        success_text=Said(str(found.get("message", ""))),
    )
    attempt.journal.mark(Mark.FILED, noted_receipt(receipt))
    return Filed(receipt)


def noted_receipt(receipt: Receipt) -> Noted:
    """A receipt is machine data throughout; the portal's words in it are scrubbed before they come here."""
    return {name: exact(one) for name, one in receipt.model_dump(mode="json").items()}


def from_journal(attempt: Attempt) -> Outcome:
    """The filing is known to be held by the portal; an earlier attempt died before it could say so."""
    stored = dict(attempt.journal.newest(Mark.FILED) or {})
    stored.pop("at_ms", None)
    return Filed(Receipt.model_validate(stored))
