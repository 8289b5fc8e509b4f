"""What many filings wait for at once. Whatever removes it lets all of them go on: see `queue.blockers`."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

KEY_CHARACTERS = 160
"""As many characters of a key as the database holds."""
_DIGEST_CHARACTERS = 16


class BlockerKind(StrEnum):
    APPROVAL = "approval"  # one version of a profile is not approved
    FORM = "form"  # one changed form is not decided about
    ACCOUNT = "account"  # the password is wrong or expired, or the account is locked
    LOGIN = "login"  # a person must log in: captcha
    RELOGIN = "relogin"  # the same, and a session that still lives is not enough: the one that has sent must end
    UNIT = "unit"  # the account is not bound to the applicant
    ANSWER = "answer"  # an answer of the portal is not understood: the profile, or the portal, must change
    AGREEMENT = "agreement"  # no agreement in force covers it
    RECOVERY = "recovery"  # the database is older than what it did (`queue.recovery`)


@dataclass(frozen=True)
class BlockerKey:
    """`version` says which state of the subject is in the way; one act removes every version of a subject."""

    kind: BlockerKind
    subject: str
    version: str = ""

    def __str__(self) -> str:
        parts = [self.kind.value, self.subject, *([self.version] if self.version else [])]
        text = ":".join(parts)
        if len(text) <= KEY_CHARACTERS:
            return text
        digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARACTERS]  # two long ones must not become one
        return f"{text[: KEY_CHARACTERS - _DIGEST_CHARACTERS - 1]}~{digest}"

    @property
    def versioned(self) -> bool:
        """Whether filings wait under several keys of this subject, which begin with this one."""
        return self.kind in (BlockerKind.APPROVAL, BlockerKind.FORM, BlockerKind.ANSWER) and not self.version

    @property
    def whose(self) -> tuple[str, str, str]:
        """Site, login and applicant that a key of an account is about; "" for an applicant that it does not name."""
        site, _, login = self.subject.partition("/")
        if self.kind is not BlockerKind.UNIT:
            return site, login, ""
        login, _, uscc = login.rpartition("/")
        return site, login, uscc


def approval(site: str, digest: str = "") -> BlockerKey:
    """The approval of one version of a profile; without `digest`, of whichever."""
    return BlockerKey(BlockerKind.APPROVAL, site, digest)


def form(site: str, kind: str, page: str, digest: str = "") -> BlockerKey:
    """A decision on one changed form; without `digest`, on whatever that page shows."""
    return BlockerKey(BlockerKind.FORM, f"{site}:{kind}:{page}", digest[:_DIGEST_CHARACTERS])


def account(site: str, login: str) -> BlockerKey:
    """A password that the portal takes."""
    return BlockerKey(BlockerKind.ACCOUNT, f"{site}/{login}")


def login(site: str, login: str) -> BlockerKey:
    """A person who logs in."""
    return BlockerKey(BlockerKind.LOGIN, f"{site}/{login}")


def relogin(site: str, login: str) -> BlockerKey:
    """A person who logs in anew, whether or not a session lives."""
    return BlockerKey(BlockerKind.RELOGIN, f"{site}/{login}")


def unit(site: str, login: str, uscc: str) -> BlockerKey:
    """The binding of an account to an applicant."""
    return BlockerKey(BlockerKind.UNIT, f"{site}/{login}/{uscc}")


def answer(site: str, call: str = "") -> BlockerKey:
    """The answer of one call of a site becomes understood; without `call`, of whichever."""
    return BlockerKey(BlockerKind.ANSWER, site, call)


def agreement(agreement_no: str) -> BlockerKey:
    """An agreement in force that covers the filing."""
    return BlockerKey(BlockerKind.AGREEMENT, agreement_no)


def recovery() -> BlockerKey:
    """The end of recovery mode: one for the whole installation."""
    return BlockerKey(BlockerKind.RECOVERY, "database")


def read(text: str) -> BlockerKey | None:
    """A key as the database holds it; None for none, and for one that was too long to be kept whole."""
    kind, (subject, _, version) = kind_of(text), text.partition(":")[2].partition(":")
    key = None if kind is None else BlockerKey(kind, subject, version)
    return key if str(key) == text else None


def kind_of(text: str) -> BlockerKind | None:
    """The kind of a key as the database holds it; None for none, or one that a newer program has written."""
    try:
        return BlockerKind(text.partition(":")[0])
    except ValueError:
        return None
