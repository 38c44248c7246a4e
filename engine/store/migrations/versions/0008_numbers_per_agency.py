"""numbers are unique within the agency that gives them: two counties may use the same 机关代字"""
import sqlalchemy as sa
from alembic import op

from engine.store.columns import Id

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("case_file", "lead", "paper")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE lead ADD COLUMN unit_id INTEGER CONSTRAINT fk_lead_unit_id REFERENCES unit (id)")
    else:
        op.add_column("lead", sa.Column("unit_id", Id, sa.ForeignKey("unit.id", name="fk_lead_unit_id"), nullable=True))
    op.execute("UPDATE lead SET unit_id = (SELECT unit_id FROM case_file WHERE case_file.id = lead.case_id)")
    for table in TABLES:
        if op.get_bind().dialect.name == "sqlite":
            _rebuilt(table)
        else:
            op.drop_constraint(f"uq_{table}_number", table, type_="unique")
            op.create_unique_constraint(f"uq_{table}_unit_id_number", table, ["unit_id", "number"])
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("lead", "unit_id", nullable=False)


def _rebuilt(table: str) -> None:
    """SQLite cannot drop a constraint. The table is made anew under its own name with its rows, indexes and triggers.

    Rows that other tables point at are away for a moment; the database looks at them again at the commit.
    """
    conn = op.get_bind()
    conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    made = conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).scalar_one()
    others = conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND tbl_name = ? AND sql IS NOT NULL", (table,)).scalars().all()
    old, new = f"CONSTRAINT uq_{table}_number UNIQUE (number)", f"CONSTRAINT uq_{table}_unit_id_number UNIQUE (unit_id, number)"
    if table == "lead":  # the column that was added just now, as the table has it for good
        made = made.replace("unit_id INTEGER", "unit_id INTEGER NOT NULL", 1)
    if made.count(old) != 1:
        raise RuntimeError(f"the table {table} is not as the first migration made it")
    columns = ", ".join(f'"{row[1]}"' for row in conn.exec_driver_sql(f"PRAGMA table_info({table})"))
    conn.exec_driver_sql(f"CREATE TEMP TABLE kept_{table} AS SELECT {columns} FROM {table}")
    conn.exec_driver_sql(f"DROP TABLE {table}")
    conn.exec_driver_sql(made.replace(old, new))
    conn.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}")
    conn.exec_driver_sql(f"DROP TABLE kept_{table}")
    for sql in others:
        conn.exec_driver_sql(sql)
