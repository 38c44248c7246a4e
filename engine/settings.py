"""What an operator may set, from the environment; every name begins with BIHUAN_ except the usual DATABASE_URL."""
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

ROOT = Path(__file__).resolve().parent.parent
#: beside the code in a checkout; in the user's own place when installed from a wheel
DATA = ROOT / "var" if (ROOT / "run.py").exists() else Path.home() / ".local" / "share" / "bihuan"


@dataclass(frozen=True)
class Settings:
    """The settings of one installation.

    Attributes:
        database_url: `DATABASE_URL`; default a SQLite file under `var/` of the checkout.
        mode: `BIHUAN_MODE`, `demo` or `production`.
        processes: `BIHUAN_PROCESSES`, the folder with process definitions and the rule pack.
        tick_s: `BIHUAN_TICK_S`, seconds between two looks at the clocks.
    """

    database_url: str = f"sqlite:///{DATA / 'bihuan.sqlite'}"
    mode: str = "demo"
    processes: Path = ROOT / "processes"
    tick_s: float = 1.0


def read(env: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables.

    Raises:
        ValueError: `BIHUAN_MODE` is neither demo nor production.
    """
    given = {"database_url": env.get("DATABASE_URL"), "mode": env.get("BIHUAN_MODE"),
             "processes": Path(env["BIHUAN_PROCESSES"]) if env.get("BIHUAN_PROCESSES") else None,
             "tick_s": float(env["BIHUAN_TICK_S"]) if env.get("BIHUAN_TICK_S") else None}
    settings = Settings(**{k: v for k, v in given.items() if v is not None})
    if settings.mode not in ("demo", "production"):
        raise ValueError(f"BIHUAN_MODE 只能是 demo 或 production，现为 {settings.mode!r}")
    return settings
