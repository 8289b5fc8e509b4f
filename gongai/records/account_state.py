"""Whether the password of an account may be tried."""

from enum import StrEnum


class AccountState(StrEnum):
    READY = "ready"
    BAD_PASSWORD = "bad_password"  # 密码错误：等待人工更新密码
    EXPIRED = "expired"  # 密码已过期：等待人工在平台上改密
    LOCKED = "locked"  # 平台已锁定
