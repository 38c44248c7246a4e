from dataclasses import replace
from datetime import date

import pytest

from engine.law.file.dossier import Dossier, Publication
from engine.law.gates.c60_masked_before_public import check

ON = date(2026, 5, 20)


def published(sound, *masked, variant="fine", **data):
    on = sound(variant).dossier.publications[0].on
    return sound(variant, dossier={"publications": (Publication(on, masked),)}, data=data)


def test_a_masked_publication_passes(sound):
    assert check(sound()) is None and check(sound("on_spot")) is None


@pytest.mark.parametrize("masked, code", [((), "id_number"), (("id_number",), "address")])
def test_a_citizens_number_and_home_are_covered(sound, masked, code):
    found = check(published(sound, *masked, party_type="citizen"))
    assert code in [d.code for d in found.defects] and found.severity == "blocks"


def test_nothing_else_stands_between_an_uncovered_number_and_the_public(sound, only):
    assert "公民身份号码" in only("dossier", published(sound, "address", variant="on_spot"), "C-60").message


def test_one_taken_down_does_not_bar_the_next(sound):
    on = sound("on_spot").dossier.publications[0].on
    down, again = Publication(on, (), withdrawn_on=on), Publication(on, ("id_number", "address"))
    found = check(sound("on_spot", dossier={"publications": (down, again)}))
    assert found.severity == "deducts" and "撤下" in found.next
    assert check(sound("on_spot", dossier={"publications": (Publication(on),)})).severity == "blocks"


def test_a_minor_is_not_to_be_recognised(sound):
    # Seventeen at the act of 2026-04-30; eighteen on the very day of it.
    young = published(sound, "id_number", "address", party_birth_on="2008-05-01")
    assert [d.code for d in check(young).defects] == ["minor"]
    assert check(published(sound, "id_number", "address", party_birth_on="2008-04-30")) is None
    assert check(published(sound, "id_number", "address", "minor", party_birth_on="2012-05-01")) is None


def test_business_secrets_are_covered(sound):
    assert [d.code for d in check(published(sound, variant="hearing", business_secret=True)).defects] == ["business_secret"]


def test_an_organisations_number_and_seat_are_public(sound):
    assert check(published(sound, variant="hearing")) is None


def test_nothing_published_nothing_to_cover(sound):
    assert check(replace(sound(), dossier=Dossier(), data={})) is None
