"""From what the portal says and shows to the receipt: also after a crash, and without filing again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from gongai.connector.flow import Attempt
from gongai.connector.flows import binding
from gongai.connector.flows.binding import Ours
from gongai.connector.sighting import There
from gongai.db.position import Mark
from gongai.errors import GongaiError, LeaseLost
from gongai.records.noted import Noted, Said, exact
from gongai.records.outcome import Filed, Outcome, Unknown
from gongai.records.receipt import Receipt, ReceiptFile

FoundBy = Literal["answer", "list", "detail", "person"]
ANSWER_CHECK = "核对回执"
SHOWS_SOON_S = 10.0
"""Most lists show a new application by then; what takes longer is waited for by the reconcile."""


def by_answer(attempt: Attempt) -> Outcome:
    """The answer in the journal tells where to look; what is seen there decides."""
    answer = attempt.journal.newest(Mark.ANSWERED) or {}
    if not answer.get("ok"):
        response_text = answer.get("message") or f"未说明原因（HTTP {answer.get('status', '未知')}）"
        # portals report failures after the application exists already: only a poll of their lists can tell
        return Unknown(f"平台对提交的答复是“{response_text}”，需在平台列表中核实是否已生成申报")
    soon = timedelta(seconds=min(SHOWS_SOON_S, attempt.site.profile.limits.settle_s))
    try:
        match binding.poll(attempt, during=ANSWER_CHECK):
            case There(found):
                ours = binding.bound(attempt, found)
                if isinstance(ours, Ours) and (ours.answers_to(answer) or binding.of_somebody_else(attempt, answer)):
                    return filed(attempt, ours, answer)
            case _:
                pass
    except LeaseLost:
        raise
    except GongaiError as error:
        return Unknown(f"平台答复已收件，但暂时不能在平台列表中核对是否为本件：{error}", timedelta(minutes=1))
    named = "、".join(binding.named(answer)[1] or binding.named(answer)[0]) or "未给出流水号"
    return Unknown(
        f"平台答复已收件（{named}），但平台列表中还没有见到本件的工程、事项和申请人，不能认定",
        soon,
    )


def filed(attempt: Attempt, ours: Ours, answer: Mapping[str, Any] | None) -> Outcome:
    """Fetch the receipts, then write down that the portal holds the filing. Missing receipts do not unfile anything."""
    other = attempt.numbers.take(ids=ours.ids, numbers=ours.numbers)
    if other:  # taken in this very moment
        return Unknown(f"平台列表中的 {'、'.join(ours.numbers or ours.ids)} 已经是申报件 {other} 的，不能认作本件")
    answered = answer is not None and bool(answer.get("ok")) and ours.answers_to(answer)
    ours = ours.as_answered(answer) if answered and answer is not None else ours
    files: list[ReceiptFile] = []
    for application_id in ours.ids:
        try:
            files += attempt.portal.receipts(application_id)
        except LeaseLost:
            raise
        except GongaiError as error:
            attempt.journal.failed("回执", {"text": Said(str(error), 500)})
    item_numbers = ours.item_numbers or tuple((answer or {}).get("item_numbers", ()) if answered else ())
    found_by: FoundBy = "answer" if answered and any(binding.named(answer or {})) else "list"
    receipt = Receipt(
        application_ids=ours.ids,
        application_nos=ours.numbers,
        item_nos=item_numbers,
        receipt_files=tuple(files),
        filed_as=attempt.filing.applicant.uscc,
        account=attempt.filing.account,
        filed_at_ms=ours.applications[0].filed_at_ms or (answer or {}).get("at_ms"),
        found_by=found_by,
        success_text=Said(str((answer or {}).get("message", ""))) if answered else "核查时在平台列表中查到",
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
