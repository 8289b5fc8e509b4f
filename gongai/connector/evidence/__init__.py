"""
What can be shown afterwards: files kept per filing, a hash chain over the journal that names them, and a signed anchor.

What a check can find: any changed, removed, inserted or exchanged record or file, also the newest ones up to the last
anchor. What it cannot: someone who holds the vault's key and rewrites everything, or who puts back an older copy of
database and folder together. Against that, keep the head that `export` prints somewhere else (an audit log, paper).
"""

from gongai.connector.evidence.anchor import ANCHOR_PURPOSE, Anchor, seal
from gongai.connector.evidence.bundle import export, verify_export
from gongai.connector.evidence.check import Problem, verify
from gongai.connector.evidence.store import FileRef, Store, folder_name

__all__ = [
    "ANCHOR_PURPOSE",
    "Anchor",
    "FileRef",
    "Problem",
    "Store",
    "export",
    "folder_name",
    "seal",
    "verify",
    "verify_export",
]
