"""A key for the records of test databases, and engines that sign with it."""

import sqlalchemy as sa

from gongai import db

RECORD_KEY = b"r" * 32


def connect(url: str) -> sa.Engine:
    return signing(db.connect(url))


def signing(engine: sa.Engine) -> sa.Engine:
    return db.keyed(engine, lambda: RECORD_KEY)
