"""walls below every interface: an append-only chain, and separated duties refused by the database itself"""
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GENESIS = "0" * 64

SQLITE = (
    "CREATE TRIGGER event_kept_u BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_kept_d BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_moves_head AFTER INSERT ON event BEGIN "
    "UPDATE event_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1; END",
    "CREATE TRIGGER duty_separated BEFORE INSERT ON case_duty WHEN EXISTS (SELECT 1 FROM case_duty d JOIN separated s "
    "ON s.held = d.duty AND s.wanted = NEW.duty WHERE d.case_id = NEW.case_id AND d.person_id = NEW.person_id) "
    "BEGIN SELECT RAISE(ABORT, 'separated duty'); END",
    "CREATE TRIGGER duty_kept_u BEFORE UPDATE ON case_duty BEGIN SELECT RAISE(ABORT, 'duties are history'); END",
    "CREATE TRIGGER duty_kept_d BEFORE DELETE ON case_duty BEGIN SELECT RAISE(ABORT, 'duties are history'); END",
)

POSTGRESQL = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER event_kept_t BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER duty_kept BEFORE UPDATE OR DELETE ON case_duty FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER duty_kept_t BEFORE TRUNCATE ON case_duty FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE FUNCTION move_head() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN UPDATE event_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1; RETURN NULL; END $$",
    "CREATE TRIGGER event_moves_head AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION move_head()",
    "CREATE FUNCTION refuse_separated() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF EXISTS (SELECT 1 FROM case_duty d JOIN separated s ON s.held = d.duty AND s.wanted = NEW.duty "
    "WHERE d.case_id = NEW.case_id AND d.person_id = NEW.person_id) THEN RAISE EXCEPTION 'separated duty'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER duty_separated BEFORE INSERT ON case_duty FOR EACH ROW EXECUTE FUNCTION refuse_separated()",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        # op.execute would read the colons and percent signs of a function body as parameters
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if op.get_bind().dialect.name == "postgresql" else statement)
    op.get_bind().exec_driver_sql(f"INSERT INTO event_head (id, seq, hash) VALUES (1, 0, '{GENESIS}')")
