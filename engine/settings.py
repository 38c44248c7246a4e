"""What an operator may set, from the environment; every name begins with BIHUAN_ except the usual DATABASE_URL."""
from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
#: beside the code in a checkout; in the user's own place when installed from a wheel
DATA = ROOT / "var" if (ROOT / "run.py").exists() else Path.home() / ".local" / "share" / "bihuan"

#: hosts that may be called without https
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Oidc:
    """The OpenID provider people may sign in by.

    Attributes:
        issuer: `BIHUAN_OIDC_ISSUER`, exactly as the provider names itself. client_id, client_secret: `BIHUAN_OIDC_CLIENT_ID` and
            `BIHUAN_OIDC_CLIENT_SECRET`, or `…_SECRET_FILE` with the path of a file that holds it.
        url: `BIHUAN_URL`, how browsers reach this installation, e.g. `https://zhifa.example.gov.cn`.
        name: `BIHUAN_OIDC_NAME`, what the sign-in page calls it. hosts: the issuer's host and those of `BIHUAN_OIDC_HOSTS`, comma-separated.
        login_claim: `BIHUAN_OIDC_LOGIN_CLAIM`, the claim by which an administrator may expect somebody; None for none.
        ca: `BIHUAN_OIDC_CA`, certificates to trust instead of the machine's.
    """

    issuer: str
    client_id: str
    client_secret: str
    url: str
    name: str = "统一身份认证"
    hosts: frozenset[str] = frozenset()
    login_claim: str | None = None
    ca: Path | None = None

    @property
    def back(self) -> str:
        """Where the provider sends the browser back to."""
        return self.url + "/sign-in/oidc/back"


@dataclass(frozen=True)
class Settings:
    """The settings of one installation.

    Attributes:
        database_url: `DATABASE_URL`; default a SQLite file under `var/` of the checkout.
        mode: `BIHUAN_MODE`, `demo` or `production`.
        processes: `BIHUAN_PROCESSES`, the folder with process definitions and the rule pack.
        tick_s: `BIHUAN_TICK_S`, seconds between two looks at the clocks.
        oidc: the OpenID provider, where `BIHUAN_OIDC_ISSUER` names one.
        files: `BIHUAN_FILES`, where handed-in files are kept; default beside the SQLite file, or under `var/`.
        scanner: `BIHUAN_SCANNER`, clamd's Unix socket or host:port; without it files are let through unscanned.
        admin_networks: `BIHUAN_ADMIN_ADDRESSES`, the addresses and networks administrators may come from, separated by commas; all without it.
        proxy: `BIHUAN_PROXY`, the address of the one reverse proxy whose X-Forwarded-* headers are believed.
        data: `BIHUAN_DATA`, the folder for what is kept beside the database: the key file.
        key: `BIHUAN_KEY`, the key for secrets at rest (see engine.store.cipher); None for a key file in `data`.
    """

    database_url: str = f"sqlite:///{DATA / 'bihuan.sqlite'}"
    mode: str = "demo"
    processes: Path = ROOT / "processes"
    tick_s: float = 1.0
    oidc: Oidc | None = None
    files: Path | None = None
    scanner: str | None = None
    proxy: str | None = None
    admin_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    data: Path = DATA
    key: str | None = None

    @property
    def files_folder(self) -> Path:
        """Where handed-in files are kept."""
        if self.files is not None:
            return self.files
        kind, _, place = self.database_url.partition(":///")
        return Path(place).with_suffix("").with_name(f"{Path(place).stem}-files") if kind == "sqlite" and place else DATA / "files"


def read(env: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables.

    Raises:
        ValueError: `BIHUAN_MODE` is neither demo nor production, or the OpenID provider is set by halves.
    """
    given = {"database_url": env.get("DATABASE_URL"), "mode": env.get("BIHUAN_MODE"),
             "processes": Path(env["BIHUAN_PROCESSES"]) if env.get("BIHUAN_PROCESSES") else None,
             "tick_s": float(env["BIHUAN_TICK_S"]) if env.get("BIHUAN_TICK_S") else None,
             "files": Path(env["BIHUAN_FILES"]) if env.get("BIHUAN_FILES") else None,
             "scanner": env.get("BIHUAN_SCANNER") or None, "proxy": env.get("BIHUAN_PROXY") or None,
             "admin_networks": tuple(ipaddress.ip_network(one.strip()) for one in env.get("BIHUAN_ADMIN_ADDRESSES", "").split(",") if one.strip()),
             "data": Path(env["BIHUAN_DATA"]) if env.get("BIHUAN_DATA") else None, "key": env.get("BIHUAN_KEY") or None,
             "oidc": _oidc(env)}
    settings = Settings(**{k: v for k, v in given.items() if v is not None})
    if settings.mode not in ("demo", "production"):
        raise ValueError(f"BIHUAN_MODE 只能是 demo 或 production，现为 {settings.mode!r}")
    return settings


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    issuer = env.get("BIHUAN_OIDC_ISSUER")
    if not issuer:
        return None
    secret_file = env.get("BIHUAN_OIDC_CLIENT_SECRET_FILE")
    secret = Path(secret_file).read_text(encoding="utf-8").strip() if secret_file else env.get("BIHUAN_OIDC_CLIENT_SECRET", "")
    url, client_id = env.get("BIHUAN_URL", "").rstrip("/"), env.get("BIHUAN_OIDC_CLIENT_ID", "")
    if not client_id or not url:
        raise ValueError("使用统一身份认证须同时设置 BIHUAN_OIDC_CLIENT_ID 和 BIHUAN_URL")
    for name, address in (("BIHUAN_OIDC_ISSUER", issuer), ("BIHUAN_URL", url)):
        parts = urlsplit(address)
        if not parts.netloc or parts.query or parts.fragment or parts.username or not (
                parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
            raise ValueError(f"{name} 须为 https 地址，现为 {address!r}")
    hosts = {urlsplit(issuer).netloc, *(h.strip() for h in env.get("BIHUAN_OIDC_HOSTS", "").split(",") if h.strip())}
    return Oidc(issuer, client_id, secret, url, env.get("BIHUAN_OIDC_NAME") or "统一身份认证", frozenset(hosts),
                env.get("BIHUAN_OIDC_LOGIN_CLAIM") or None, Path(env["BIHUAN_OIDC_CA"]) if env.get("BIHUAN_OIDC_CA") else None)
