"""what lists go by: parties under age, looks at protected data, and the indexes of the ways in which cases are a person's"""
import json
from datetime import date

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = "state in ('open','signing') AND "


def upgrade() -> None:
    op.add_column("case_file", sa.Column("minor", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table("disclosure",
    sa.Column("id", Id, nullable=False),
    sa.Column("case_id", Id, nullable=False),
    sa.Column("person_id", Id, nullable=False),
    sa.Column("fields", Json(), nullable=False),
    sa.Column("reason", sa.String(length=200), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_disclosure_case_id")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disclosure_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure"))
    )
    op.create_index(op.f("ix_disclosure_case_id"), "disclosure", ["case_id"], unique=False)
    op.create_index("ix_case_file_updated_at", "case_file", ["updated_at", "id"], unique=False)
    for name, table, columns, where in (
            ("ix_case_file_filing", "case_file", ["filing_unit_id"], "filing_unit_id IS NOT NULL"),
            ("ix_task_owner", "task", ["owner_id"], LIVE + "owner_id IS NOT NULL"),
            ("ix_task_escalated", "task", ["unit_id", "duty"], LIVE + "escalated_from_id IS NOT NULL")):
        op.create_index(name, table, columns, unique=False, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
    _mark_minors()


def _mark_minors() -> None:
    connection = op.get_bind()
    known = connection.exec_driver_sql("SELECT id, facts FROM case_file WHERE party_name IS NOT NULL").all()
    young = [row[0] for row in known if _under_age(row[1] if isinstance(row[1], dict) else json.loads(row[1]))]
    for case_id in young:
        connection.execute(sa.text("UPDATE case_file SET minor = :yes WHERE id = :id"), {"yes": True, "id": case_id})


def _under_age(facts: dict) -> bool:
    """Under eighteen at the act, as the law room says it (engine.law.people.masking); by years alone where the day is not known."""
    number, act = str(facts.get("party_id") or "").strip(), facts.get("act_on")
    text = facts.get("party_birth_on") or (f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if len(number) == 18 else "")
    try:
        born, on = date.fromisoformat(text), date.fromisoformat(act)
    except (TypeError, ValueError):
        return False
    return (on.year - born.year, (on.month, on.day)) <= (18, (born.month, born.day))
