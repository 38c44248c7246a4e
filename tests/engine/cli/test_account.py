"""`bihuan account`: the operator helps where no administrator can."""
from __future__ import annotations

import pytest

from engine import errors
from engine.cli import main
from engine.work import passwords
from tests import databases
from tests.accounts import NOW, OTHER, account, alter, enter, give, office  # noqa: F401


@pytest.fixture
def run(office, county_url, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setenv("DATABASE_URL", county_url)
    monkeypatch.setenv("BIHUAN_MODE", "production")
    monkeypatch.setenv("BIHUAN_DATA", str(databases.files_of(county_url)))

    def verb(*words: str) -> tuple[int, str]:
        return main(["account", *words]), capsys.readouterr().out
    return verb


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_operator_resets_unlocks_and_takes_a_second_factor_off(office, run):  # noqa: F811
    give(office, "wang_qiang", totp="x")
    for _ in range(5):
        with pytest.raises(errors.SignInFailed):
            enter(office, "wang_qiang", "wrong")
    assert run("unlock", "wang_qiang")[0] == 0 and account(office, "wang_qiang")["locked_until"] is None
    assert run("factor-off", "wang_qiang")[0] == 0 and account(office, "wang_qiang")["totp"] is None
    code, said = run("reset", "wang_qiang")
    secret = said.splitlines()[0].partition("：")[2]
    passwords.redeem(office, secret, OTHER, at=office_now())
    alter(office, account(office, "wang_qiang")["id"], password_at=NOW)
    assert code == 0 and enter(office, "wang_qiang", OTHER)["token"]


def office_now():
    """The operator works by the machine's clock."""
    from engine import now
    return now.utc()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_unknown_account_is_told_in_words(run):
    assert run("unlock", "nobody")[0] == 1
