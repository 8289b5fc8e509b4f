"""A value that cannot be printed by accident."""

import weakref
from typing import NoReturn

from gongai import redact


class Secret:
    """Hides its value from repr, str, format, pickle and, while it lives, from everything that is scrubbed.

    Keep the object as long as the value could still turn up in a page, an answer or a log.
    """

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        weakref.finalize(self, redact.forget, redact.know(value)).atexit = False

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(********)"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("密文不能序列化：请传名称，由使用者从密码库读取")
