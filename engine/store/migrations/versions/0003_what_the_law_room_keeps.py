"""what the law room keeps: evidence, records, measures, review sheets, calendars and power lists"""
import sqlalchemy as sa
from alembic import op

import engine.store.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_year',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.Column('published_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('published_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['published_by'], ['person.id'], name=op.f('fk_calendar_year_published_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_year')),
    sa.UniqueConstraint('year', 'version', name=op.f('uq_calendar_year_year_version'))
    )
    op.create_table('recount',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('calendar_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('reached', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('started_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('held_until', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('finished_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendar_year.id'], name=op.f('fk_recount_calendar_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recount'))
    )
    op.create_table('power_list',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.Column('made_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_power_list_made_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_power_list_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_power_list')),
    sa.UniqueConstraint('unit_id', 'version', name=op.f('uq_power_list_unit_id_version'))
    )
    op.create_table('power_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['power_list.id'], name=op.f('fk_power_step_list_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_power_step_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_power_step'))
    )
    op.create_index(op.f('ix_power_step_list_id'), 'power_step', ['list_id'], unique=False)
    op.create_table('power_recall',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.Column('made_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('confirmed_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], name=op.f('fk_power_recall_confirmed_by')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_power_recall_made_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_power_recall_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_power_recall'))
    )
    op.create_table('evidence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('obtained_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('officers', engine.store.columns.Json(), nullable=False),
    sa.Column('proves', sa.Text(), nullable=False),
    sa.Column('monitoring', engine.store.columns.Json(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('added_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('added_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('voided_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('void_reason', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_evidence_added_by')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_evidence_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    op.create_index(op.f('ix_evidence_case_id'), 'evidence', ['case_id'], unique=False)
    op.create_table('record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('began_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('ended_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('officers', engine.store.columns.Json(), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.Column('added_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('added_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('voided_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('void_reason', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_record_added_by')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_record_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record'))
    )
    op.create_index(op.f('ix_record_case_id'), 'record', ['case_id'], unique=False)
    op.create_table('measure',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('executed_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('officers', engine.store.columns.Json(), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_measure_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure'))
    )
    op.create_index(op.f('ix_measure_case_id'), 'measure', ['case_id'], unique=False)
    op.create_table('review_sheet',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('model', sa.String(length=64), nullable=False),
    sa.Column('sheet', engine.store.columns.Json(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('grade', sa.String(length=32), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('assessed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['assessed_by'], ['person.id'], name=op.f('fk_review_sheet_assessed_by')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_review_sheet_case_id')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], name=op.f('fk_review_sheet_confirmed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_sheet'))
    )
    op.create_index(op.f('ix_review_sheet_case_id'), 'review_sheet', ['case_id'], unique=False)
    op.add_column('paper', sa.Column('voided_at', engine.store.columns.Instant(), nullable=True))
    op.add_column('paper', sa.Column('void_reason', sa.String(length=200), nullable=True))
    op.add_column('event_head', sa.Column('edition', sa.Integer(), server_default='0', nullable=False))
    op.create_index('ix_clock_open', 'clock', ['case_id', 'due_at'], unique=False, postgresql_where=sa.text("state IN ('running', 'suspended')"), sqlite_where=sa.text("state IN ('running', 'suspended')"))
    op.add_column('case_file', sa.Column('party_key', sa.String(length=192), nullable=True))
    op.create_index('ix_case_file_party_key', 'case_file', ['party_key'], unique=False, postgresql_where=sa.text('party_key IS NOT NULL'),
                    sqlite_where=sa.text('party_key IS NOT NULL'))
    op.add_column('case_file', sa.Column('filing_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), sa.ForeignKey('unit.id', name=op.f('fk_case_file_filing_unit_id')),
                                         nullable=True), inline_references=True)
