"""
What can be shown afterwards: files kept per filing, a hash chain over the journal that names them, a signature on each
record, a signed register of every other row that says what was done, and signed anchors on disk.

What a check can find: any changed, removed, inserted or exchanged record, row or file, a filing deleted whole included,
also the newest ones up to the last anchor. Nobody without the vault's key can write a record that passes. What it
cannot find: records written after the last anchor and removed before the next; someone who holds the key and rewrites
everything; an older copy of database and folder put back together; newest records removed together with the anchor,
once a later attempt has made a new one. Against those, keep the head that `export` gives somewhere else (an audit log,
paper). What was written before records were signed is shown by its chain only, and `verify` says so.
"""

from gongai.evidence.anchor import ANCHOR_PURPOSE, Anchor, seal
from gongai.evidence.bundle import export, verify_export
from gongai.evidence.problem import Problem
from gongai.evidence.register_anchor import check_anchor_of_register, require_no_seal, seal_register
from gongai.evidence.register_check import check_register
from gongai.evidence.store import Store, folder_name
from gongai.evidence.verify import verify

__all__ = [
    "ANCHOR_PURPOSE",
    "Anchor",
    "Problem",
    "Store",
    "check_anchor_of_register",
    "check_register",
    "export",
    "folder_name",
    "require_no_seal",
    "seal",
    "seal_register",
    "verify",
    "verify_export",
]
