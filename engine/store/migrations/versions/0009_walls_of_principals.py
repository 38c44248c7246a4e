"""walls of principals: what an administrator or an auxiliary may not bear, nobody bears for them 代理"""
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: as the fifth migration has them for whoever acts
OFFICERS = "'handle', 'review', 'hearing', 'decide', 'collective', 'dispatch', 'assess', 'supervise', 'collect_fine'"
WALLS = {"administrator duty": "EXISTS (SELECT 1 FROM administrator a WHERE a.person_id = NEW.for_id)",
         "officer duty": f"NEW.duty IN ({OFFICERS}) AND EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.for_id AND p.kind IN ('auxiliary', 'grid'))"}
#: by its name it comes after the wall of whoever acts, which holds both persons meanwhile
NAME = "case_duty_walls_of_principal_i"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        checks = " ".join(f"SELECT RAISE(ABORT, '{said}') WHERE {wrong};" for said, wrong in WALLS.items())
        op.execute(f"CREATE TRIGGER {NAME} BEFORE INSERT ON case_duty WHEN NEW.for_id IS NOT NULL BEGIN {checks} END")
        return
    checks = " ".join(f"IF {wrong} THEN RAISE EXCEPTION '{said}'; END IF;" for said, wrong in WALLS.items())
    op.execute(f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN NEW; END $$")
    op.execute(f"CREATE TRIGGER {NAME} BEFORE INSERT ON case_duty FOR EACH ROW WHEN (NEW.for_id IS NOT NULL) EXECUTE FUNCTION {NAME}()")
