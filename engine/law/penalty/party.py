"""Kinds of party 当事人: what the law calls 公民 and 法人或者其他组织, and where an 个体工商户 stands between them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from engine.errors import BadInput

PARTY_TYPES = {"citizen": "公民", "individual_business": "个体工商户", "organisation": "法人或者其他组织"}
#: The two sides for which statutes set amounts.
SIDES = {"individual": "个人", "organisation": "单位"}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount per kind of party, in fen, with its article."""

    citizen_fen: int
    organisation_fen: int
    basis: str


def counted_as(party_type: str, switches: Mapping[str, str]) -> str:
    """"citizen" or "organisation": how the party is treated where the law knows only these two.

    Args:
        switches: `individual_business` says how an 个体工商户 counts here.
    Raises:
        BadInput: an unknown kind of party.
    """
    if party_type not in PARTY_TYPES:
        raise BadInput(f"不认识的当事人类型“{party_type}”。", party_type=str(party_type))
    return switches["individual_business"] if party_type == "individual_business" else party_type


def side(party_type: str, switches: Mapping[str, str]) -> str:
    """The key of SIDES under which the statute's amounts for this party stand."""
    return "individual" if counted_as(party_type, switches) == "citizen" else "organisation"


def amount_for(amount: Amount, party_type: str, switches: Mapping[str, str]) -> int:
    """The amount in fen for this party."""
    return amount.citizen_fen if counted_as(party_type, switches) == "citizen" else amount.organisation_fen
