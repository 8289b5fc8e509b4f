"""
CA certificates of this installation, made known to the browser.

On Linux a browser asks the certificate store in its home folder, in the format of NSS, the library that it is linked
with. So the browser gets a home folder of its own, and the store in it is made by that same library. The browser's
switches are no way: `--ignore-certificate-errors-spki-list` lets any chain pass that merely contains the certificate.
"""

import contextlib
import ctypes
import hashlib
import os
import re
import ssl
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gongai.errors import ConfigError
from gongai.files import private

_STORE = Path(".pki") / "nssdb"
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_VALID_CA, _TRUSTED_CA = 1 << 3, 1 << 4
_NODE = "NODE_EXTRA_CA_CERTS"
"""How the program between us and the browser, which sends what the guard lets through, learns of them."""


class _Item(ctypes.Structure):
    _fields_ = (("type", ctypes.c_int), ("data", ctypes.c_char_p), ("length", ctypes.c_uint))


class _Trust(ctypes.Structure):
    _fields_ = (("ssl", ctypes.c_uint), ("email", ctypes.c_uint), ("signing", ctypes.c_uint))


def browser_home(ca_file: Path, folder: Path) -> Path | None:
    """The home folder for a browser that trusts these certificates as well; None where the system keeps the store.

    Raises `ConfigError` where the file is of no use or the library is missing.
    """
    certificates = _certificates(ca_file)
    if not sys.platform.startswith("linux"):
        return None
    digest = hashlib.sha256(b"".join(certificates)).hexdigest()[:16]
    home = folder / f"browser-{digest}"
    if not (home / _STORE).is_dir():
        private.folder(folder)
        with tempfile.TemporaryDirectory(dir=folder) as made:  # whole or not at all: several workers may start at once
            store = Path(made) / "home" / _STORE
            store.mkdir(parents=True)
            _fill(store, certificates)
            with contextlib.suppress(OSError):  # another worker was quicker
                (Path(made) / "home").rename(home)
    return home


@contextlib.contextmanager
def known_to_node(ca_file: Path | None) -> Iterator[None]:
    """For as long as the program between us and the browser is started: it reads them from its environment only."""
    before = os.environ.get(_NODE)
    if ca_file is not None:
        os.environ[_NODE] = str(ca_file)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_NODE, None)
        else:
            os.environ[_NODE] = before


def _certificates(ca_file: Path) -> list[bytes]:
    try:
        found = [ssl.PEM_cert_to_DER_cert(one) for one in _PEM.findall(ca_file.read_text(encoding="latin-1"))]
    except (OSError, ValueError) as error:
        raise ConfigError(f"设置项 ca_file 指定的文件无法读取：{ca_file}（{error}）。请改正") from error
    if not found:
        raise ConfigError(
            f"设置项 ca_file 指定的文件里没有 PEM 格式的证书：{ca_file}。DER 格式的请先用 openssl x509 -inform der 转换"
        )
    return found


def _fill(store: Path, certificates: list[bytes]) -> None:
    """Write a certificate store. Raises `ConfigError` where the library cannot."""
    try:
        nss = ctypes.CDLL("libnss3.so")
    except OSError as error:
        raise ConfigError(
            "设置了 ca_file，但系统缺少浏览器所用的证书库 libnss3，无法让浏览器信任该证书。"
            "请安装 libnss3（Debian/Ubuntu：sudo apt-get install libnss3）"
        ) from error
    for name in ("PK11_GetInternalKeySlot", "CERT_GetDefaultCertDB", "CERT_NewTempCertificate"):
        getattr(nss, name).restype = ctypes.c_void_p
    if nss.NSS_Initialize(f"sql:{store}".encode(), b"", b"", b"secmod.db", 0):
        raise ConfigError(f"无法在 {store} 建立浏览器的证书库。请检查文件夹权限和磁盘空间")
    try:
        slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
        if nss.PK11_NeedUserInit(slot):
            nss.PK11_InitPin(slot, None, b"")
        database = ctypes.c_void_p(nss.CERT_GetDefaultCertDB())
        for number, certificate in enumerate(certificates):
            item = _Item(0, certificate, len(certificate))
            made = ctypes.c_void_p(nss.CERT_NewTempCertificate(database, ctypes.byref(item), None, 0, 1))
            trust = _Trust(_VALID_CA | _TRUSTED_CA, 0, 0)
            nickname = f"gongai-{number}".encode()
            failed = not made or nss.PK11_ImportCert(slot, made, ctypes.c_ulong(0), nickname, 0)
            if failed or nss.CERT_ChangeCertTrust(database, made, ctypes.byref(trust)):
                raise ConfigError(f"设置项 ca_file 中的第 {number + 1} 张证书无法使用。请核对文件")
            nss.CERT_DestroyCertificate(made)
        nss.PK11_FreeSlot(slot)
    finally:
        nss.NSS_Shutdown()
