"""
What can be shown afterwards: files kept per filing, a hash chain over the journal that names them, and a signed anchor.

What a check can find: any changed, removed, inserted or exchanged record or file, also the newest ones up to the last
anchor. What it cannot: records written after the last anchor and removed before the next; someone who holds the vault's
key and rewrites everything; an older copy of database and folder put back together; newest records removed together
with the anchor, once a later attempt has made a new one. Against those, keep the head that `export` gives somewhere
else (an audit log, paper).
"""

from gongai.evidence.anchor import ANCHOR_PURPOSE, Anchor, seal
from gongai.evidence.bundle import export, verify_export
from gongai.evidence.store import Store, folder_name
from gongai.evidence.verify import Problem, verify

__all__ = [
    "ANCHOR_PURPOSE",
    "Anchor",
    "Problem",
    "Store",
    "export",
    "folder_name",
    "seal",
    "verify",
    "verify_export",
]
