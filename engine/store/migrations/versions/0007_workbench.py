"""the workbench: drafts of processes, and running cases moved to a newer version"""
import sqlalchemy as sa
from alembic import op

from engine.store.columns import Id, Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('draft',
    sa.Column('id', Id, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('bundle', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('base_id', Id, nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=False),
    sa.Column('updated_at', Instant(), nullable=False),
    sa.Column('updated_by', Id, nullable=False),
    sa.Column('submitted_at', Instant(), nullable=True),
    sa.Column('submitted_by', Id, nullable=True),
    sa.Column('approved_at', Instant(), nullable=True),
    sa.Column('approved_by', Id, nullable=True),
    sa.Column('approved_digest', sa.String(length=64), nullable=True),
    sa.Column('deployment_id', Id, nullable=True),
    sa.CheckConstraint("state in ('draft','submitted','approved','deployed','withdrawn')", name=op.f('ck_draft_state')),
    sa.CheckConstraint('approved_by is null or approved_by <> submitted_by', name=op.f('ck_draft_two')),
    sa.ForeignKeyConstraint(['approved_by'], ['person.id'], name=op.f('fk_draft_approved_by')),
    sa.ForeignKeyConstraint(['base_id'], ['definition.id'], name=op.f('fk_draft_base_id')),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_draft_deployment_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_draft_made_by')),
    sa.ForeignKeyConstraint(['submitted_by'], ['person.id'], name=op.f('fk_draft_submitted_by')),
    sa.ForeignKeyConstraint(['updated_by'], ['person.id'], name=op.f('fk_draft_updated_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    op.create_index('ix_draft_updated_at', 'draft', ['updated_at', 'id'], unique=False)
    op.create_table('move',
    sa.Column('id', Id, nullable=False),
    sa.Column('process', sa.String(length=64), nullable=False),
    sa.Column('from_id', Id, nullable=True),
    sa.Column('to_id', Id, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('reached', Id, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=False),
    sa.Column('confirmed_by', Id, nullable=True),
    sa.Column('held_until', Instant(), nullable=True),
    sa.Column('finished_at', Instant(), nullable=True),
    sa.CheckConstraint("state in ('planned','running','paused','done','dropped')", name=op.f('ck_move_state')),
    sa.CheckConstraint('confirmed_by is null or confirmed_by <> made_by', name=op.f('ck_move_two')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], name=op.f('fk_move_confirmed_by')),
    sa.ForeignKeyConstraint(['from_id'], ['deployment.id'], name=op.f('fk_move_from_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_move_made_by')),
    sa.ForeignKeyConstraint(['to_id'], ['deployment.id'], name=op.f('fk_move_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_move'))
    )
    op.create_table('draft_hand',
    sa.Column('draft_id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_hand_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_hand_person_id')),
    sa.PrimaryKeyConstraint('draft_id', 'person_id', name=op.f('pk_draft_hand'))
    )
    op.create_table('moved_case',
    sa.Column('move_id', Id, nullable=False),
    sa.Column('case_id', Id, nullable=False),
    sa.Column('verdict', sa.String(length=16), nullable=False),
    sa.Column('value', Json(), nullable=False),
    sa.Column('at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_moved_case_case_id')),
    sa.ForeignKeyConstraint(['move_id'], ['move.id'], name=op.f('fk_moved_case_move_id')),
    sa.PrimaryKeyConstraint('move_id', 'case_id', name=op.f('pk_moved_case'))
    )
