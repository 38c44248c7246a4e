"""The pages on top of the API: one WSGI application, one engine, one set of guards."""
from __future__ import annotations

from flask import Blueprint, Flask

from api.app import create_app as create_api
from web import account, administration, assessments, assets, audit, calendars, cases, compare, disclosures, dossiers, evidence, federation, forms, help, inbox, leads, measures, moves, observation, organisation, page, papers, periods, policy, powers, presence, recusals, repairs, setup, sign_in, staff, tasks, tokens, transfers, trials, uploads, words, workbench

YEAR_S = 365 * 24 * 3600
PAGES = (sign_in, account, policy, tokens, federation, setup, administration, audit, inbox, tasks, leads, cases, disclosures, evidence, uploads, measures, papers, recusals, presence, dossiers, transfers, periods, calendars, assessments, powers, repairs, organisation, staff, workbench, moves, observation, compare, trials, help)


class Files(Blueprint):
    """Templates and static files; every address of a file carries its digest, so browsers may keep it."""

    def get_send_file_max_age(self, filename: str | None) -> int:
        """A year: a changed file has another address."""
        return YEAR_S


def install(app: Flask) -> None:
    """Adds the pages to `app`."""
    files = Files("web", __name__, static_folder="static", static_url_path="/static", template_folder="templates")
    for room in (assets, page, words):
        room.install(app)
    app.jinja_env.filters["wrong_fields"] = forms.wrong_fields
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for noun in PAGES:
        files.register_blueprint(noun.pages)
    app.register_blueprint(files)


def create_app(engine, **options) -> Flask:
    """API and pages of one engine.

    Args:
        options: passed to `api.app.create_app` (rate limits).
    """
    return create_api(engine, rooms=(install,), **options)
