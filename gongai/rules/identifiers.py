"""Validators of identifiers: each returns the broken rule in Chinese, or None. Pure, and none of them raises.

Portals test little more than the shape; a wrong number is accepted there and comes back weeks later.
"""

import re
from datetime import date

from gongai.records import engineering_code

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: no I, O, S, V, Z, which scans confuse with digits."""

ID_KINDS = (
    "身份证",
    "港澳台居民居住证",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "外国人永久居留身份证",
    "护照",
)

USCC_REGISTRARS = "123456789ANY"
"""GB 32100-2015 table 1: the bodies that register units. No code begins with 0."""

_OLDEST_BIRTH = 1900  # older than any living applicant: a slip in the year
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# first two digits: the provinces, and 81-83 of the residence permits for people of 港澳台
_PROVINCES = frozenset(
    str(number)
    for numbers in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for number in numbers
)

# the end of a pattern is \Z, not $: $ would let a line break through
_PROJECT = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}\Z", re.ASCII)
_SPLIT = re.compile(r"(?:-\d{1,4}|\d{3})\Z", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}\Z", re.ASCII)
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?\Z", re.ASCII)
_SERVICE = re.compile(r"[48]00-?\d{3}-?\d{4}\Z", re.ASCII)
"""400 and 800 numbers: ten digits, no area code, written in groups of 3-3-4 or 3-7."""
_OTHER_IDS = {
    "港澳居民来往内地通行证": (re.compile(r"[HM]\d{8}(?:\d{2})?\Z", re.ASCII), "应为 H 或 M 加 8 位或 10 位数字"),
    "台湾居民来往大陆通行证": (re.compile(r"\d{8}(?:\d{2})?\Z", re.ASCII), "应为 8 位或 10 位数字"),
    "护照": (re.compile(r"[A-Z0-9]{5,15}\Z", re.ASCII), "应为 5 至 15 位字母和数字"),
}
_PERMANENT = re.compile(r"9\d{16}[\dX]\Z", re.ASCII)
_OLDER_PERMANENT = re.compile(r"[A-Z]{3}\d{12}\Z", re.ASCII)
_PERMITS = ("810000", "820000", "830000")
_ANY_DIVISION = "110000"
_CONFUSED = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U 或 Y"}


def half_width(text: str) -> str:
    """Full-width letters, digits, punctuation and blanks as their ASCII twins."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c == "\u3000" else c for c in text)


def has_full_width(text: str) -> bool:
    """Whether a code holds characters that only look like ASCII ones."""
    return half_width(text) != text


def is_masked(text: str) -> bool:
    """Whether a value was copied from a page that hides part of it. Such a value must never be written back."""
    return "*" in text or "＊" in text


def project_code_problem(text: str) -> str | None:
    """项目代码, GB/T 40058-2021 and the older shape. Its check digit is not published, so it is not tested."""
    if engineering_code.normalise(text) != text:
        return f"含有全角字符、空格或不规范的连字符，应写作 {engineering_code.normalise(text)}"
    if not _PROJECT.match(text):
        return "应为 24 位：4-6-2-2-6 位数字，用连字符隔开"
    return None


def eng_code_problem(text: str, project_code: str) -> str | None:
    """工程代码: the project code itself, or it with the suffix of a split project (`-0001`, `#1` or three digits)."""
    code, project = engineering_code.normalise(text), engineering_code.normalise(project_code)
    if has_full_width(text) or code != text.replace("#", "-"):
        return f"含有全角字符、空格或不规范的连字符，应写作 {code}"
    if code == project:
        return None
    if not code.startswith(project) or not _SPLIT.match(code[len(project) :]):
        return "应等于项目代码，或在项目代码后加拆分序号（如 -0001）"
    return None


def uscc_problem(text: str) -> str | None:
    """统一社会信用代码, GB 32100-2015: 18 characters of a 31-letter alphabet, the last one a check character.

    The division inside is that of the registration and may be abolished by now: it is not looked up.
    """
    if len(text) != 18:
        return f"应为 18 位，现为 {len(text)} 位"
    for position, char in enumerate(text, 1):
        if char not in USCC_ALPHABET:
            hint = f"，是否应为 {_CONFUSED[char]}" if char in _CONFUSED else ""
            twin = half_width(char).upper()
            hint = f"，应写作半角大写 {twin}" if twin != char and twin in USCC_ALPHABET else hint
            return f"第 {position} 位“{char}”不是该代码使用的字符{hint}"
    if text[0] not in USCC_REGISTRARS:
        return f"第 1 位“{text[0]}”不是登记管理部门的代码"
    for position, char in enumerate(text[2:8], 3):
        if char not in "0123456789":
            return f"第 {position} 位“{char}”应为数字（登记机关行政区划）"
    if text[17] != uscc_check(text[:17]):
        return f"第 18 位校验码不符，应为“{uscc_check(text[:17])}”，可能有一位抄错"
    return None


def uscc_check(body: str) -> str:
    """The check character for the first 17 characters."""
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def org_code_problem(text: str) -> str | None:
    """组织机构代码, GB 11714: 8 characters and a check character, a hyphen before it allowed."""
    code = text[:8] + text[9:] if len(text) == 10 and text[8] == "-" else text
    if not re.match(r"[0-9A-Z]{8}[0-9X]\Z", code, re.ASCII):
        return "应为 8 位数字或大写字母加 1 位校验码（数字或 X）"
    if code[8] != org_check(code[:8]):
        return f"第 9 位校验码不符，应为“{org_check(code[:8])}”"
    return None


def org_check(body: str) -> str:
    """The check character for the first 8 characters. Here A-Z count 10-35 without gaps, unlike in the USCC."""
    return "0123456789X"[-sum(int(char, 36) * weight for char, weight in zip(body, _ORG_WEIGHTS, strict=True)) % 11]


def resident_id_problem(text: str, *, today: date) -> str | None:
    """公民身份号码, GB 11643: 18 characters, real birth date not in the future, check character (x is taken as X).

    The first six digits are the division at first registration; whether it exists, then or today, is not tested.
    810000, 820000 and 830000 are the residence permits of people from 港澳台.
    """
    code = text.upper()
    if len(code) == 15 and code.isascii() and code.isdigit():
        return "15 位旧号码已停用，应为 18 位"
    if len(code) != 18:
        return f"应为 18 位，现为 {len(code)} 位"
    if not re.match(r"\d{17}[\dX]\Z", code, re.ASCII):
        return "前 17 位应为数字，第 18 位应为数字或 X"
    if code[:2] not in _PROVINCES:
        return f"前两位“{code[:2]}”不是省级代码"
    try:
        born = date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return f"第 7 至 14 位“{code[6:14]}”不是真实的日期"
    if born > today:
        return f"出生日期 {born.isoformat()} 在今天之后"
    if born.year < _OLDEST_BIRTH:
        return f"出生日期 {born.isoformat()} 早于 {_OLDEST_BIRTH} 年"
    if code[17] != resident_id_check(code[:17]):
        return "第 18 位校验码不符，可能有一位抄错"
    return None


def resident_id_check(body: str) -> str:
    """The check character for the first 17 digits."""
    return _ID_CHECKS[sum(int(char) * weight for char, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def id_problem(kind: str, text: str, *, today: date) -> str | None:
    """A personal document of one of ID_KINDS; those that the police of the mainland issue carry a check character."""
    if kind in ("身份证", "港澳台居民居住证"):
        permit, wanted = text[:6] in _PERMITS, kind != "身份证"
        problem = resident_id_problem(text, today=today)
        if problem is None and permit and not wanted:
            return "这是港澳台居民居住证的号码，证件类型应选“港澳台居民居住证”"
        if problem is None and wanted and not permit:
            return "港澳台居民居住证应以 810000、820000 或 830000 开头"
        return problem
    if kind == "外国人永久居留身份证":
        return permanent_residence_problem(text, today=today)
    if kind not in _OTHER_IDS:
        return f"不认识的证件类型“{kind}”，应为：{'、'.join(ID_KINDS)}"
    pattern, rule = _OTHER_IDS[kind]
    return None if pattern.match(text.upper()) else rule


def permanent_residence_problem(text: str, *, today: date) -> str | None:
    """外国人永久居留身份证: 18 characters since 2023-12 (GA 2102-2023), 15 on the cards before, which remain valid.

    The newer number is a 9, two digits of the province that took the application, three of the nationality, the birth
    date, three in sequence, and the check character of the resident's card (MOD 11-2, X allowed).
    """
    code = text.upper()
    if _OLDER_PERMANENT.match(code):
        return None
    if not _PERMANENT.match(code):
        return "应为 9 开头的 18 位（前 17 位数字，末位数字或 X），或 3 位字母加 12 位数字"
    # only the first six places differ from a resident's card
    problem = resident_id_problem(
        _ANY_DIVISION + code[6:17] + resident_id_check(_ANY_DIVISION + code[6:17]), today=today
    )
    if problem is not None:
        return problem
    return None if code[17] == resident_id_check(code[:17]) else "第 18 位校验码不符，可能有一位抄错"


def phone_problem(text: str) -> str | None:
    """A mobile number (1, 3-9, nine digits), a landline with its area code and extension, or a 400 or 800 number."""
    if _MOBILE.match(text) or _SERVICE.match(text):
        return None
    if _LANDLINE.match(text) and not (len(text) == 11 and text.startswith("1")):
        return None
    return "应为 11 位手机号（1 开头，第二位 3 至 9）、带区号的固定电话（分机如 0871-63000000-801），或 400、800 号码"


def division_problem(text: str) -> str | None:
    """行政区划代码, GB/T 2260: six digits, a province first. Sites invent codes for 经开区: shape only."""
    if not re.match(r"\d{6}\Z", text, re.ASCII):
        return "应为 6 位数字"
    if text[:2] not in _PROVINCES:
        return f"前两位“{text[:2]}”不是省级代码"
    if text[2:4] == "00" and text[4:] != "00":
        return "第 3、4 位为 00 时，第 5、6 位也应为 00"
    return None
