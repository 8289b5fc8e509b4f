"""The hours in which filings are made on a site."""

from datetime import datetime, time, timedelta

from gongai.errors import ConfigError


def until_open(hours: str, now: datetime) -> timedelta | None:
    """How long until filings may be made; None when they may now. `hours` is "HH:MM-HH:MM" in the offices' time."""
    if not hours:
        return None
    try:
        opens, shuts = (time.fromisoformat(part) for part in hours.split("-"))
    except ValueError as error:
        raise ConfigError(f"平台配置 limits.hours 应写成 HH:MM-HH:MM，现为“{hours}”。请修改平台配置") from error
    clock = now.time()
    if opens <= clock < shuts or (shuts <= opens and (clock >= opens or clock < shuts)):  # the latter spans midnight
        return None
    start = now.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
    return (start if start > now else start + timedelta(days=1)) - now
