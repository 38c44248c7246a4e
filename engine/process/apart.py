"""Read by the fork server alone, before it makes a confined process.

Such a process has no use for the program that started the server; without this it would be read again, in a second, for every check.
"""
from __future__ import annotations

from multiprocessing import spawn

spawn._fixup_main_from_name = spawn._fixup_main_from_path = lambda name: None
