"""the first tables"""
import sqlalchemy as sa
from alembic import op

import engine.store.columns

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('definition',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('root', sa.Boolean(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('bundle', sa.LargeBinary(), nullable=False),
    sa.Column('deployed_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definition')),
    sa.UniqueConstraint('key', 'digest', name=op.f('uq_definition_key_digest')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_definition_key_version'))
    )
    op.create_table('event_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_head'))
    )
    op.create_table('separated',
    sa.Column('held', sa.String(length=32), nullable=False),
    sa.Column('wanted', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('held', 'wanted', name=op.f('pk_separated'))
    )
    op.create_table('setting',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_setting'))
    )
    op.create_table('unit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('agency', sa.String(length=128), nullable=False),
    sa.Column('short', sa.String(length=64), nullable=False),
    sa.Column('government', sa.String(length=128), nullable=False),
    sa.Column('court', sa.String(length=128), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_unit_code'))
    )
    op.create_table('case_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('stage', sa.String(length=16), nullable=False),
    sa.Column('item_code', sa.String(length=32), nullable=True),
    sa.Column('party_name', sa.String(length=128), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('facts', engine.store.columns.Json(), nullable=False),
    sa.Column('met', engine.store.columns.Json(), nullable=False),
    sa.Column('rounds', engine.store.columns.Json(), nullable=False),
    sa.Column('opened_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('updated_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.CheckConstraint("status in ('lead','filed','closed','ended')", name=op.f('ck_case_file_status')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_case_file_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_file')),
    sa.UniqueConstraint('number', name=op.f('uq_case_file_number'))
    )
    op.create_index(op.f('ix_case_file_unit_id_updated_at_id'), 'case_file', ['unit_id', 'updated_at', 'id'], unique=False)
    op.create_table('grid',
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_grid_unit_id')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_grid'))
    )
    op.create_table('person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_person_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('code', name=op.f('uq_person_code'))
    )
    op.create_table('serial',
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_serial_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', 'kind', 'year', name=op.f('pk_serial'))
    )
    op.create_table('account',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('login', sa.String(length=64), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('locked_until', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login'))
    )
    op.create_table('case_duty',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('duty', sa.String(length=32), nullable=False),
    sa.Column('task_name', sa.String(length=128), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_duty_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_duty_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_duty')),
    sa.UniqueConstraint('case_id', 'person_id', 'duty', name=op.f('uq_case_duty_case_id_person_id_duty'))
    )
    op.create_index(op.f('ix_case_duty_person_id_case_id'), 'case_duty', ['person_id', 'case_id'], unique=False)
    op.create_table('clock',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('gen', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('next_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('due_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('value', engine.store.columns.Json(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_clock_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock')),
    sa.UniqueConstraint('case_id', 'code', 'gen', name=op.f('uq_clock_case_id_code_gen'))
    )
    op.create_index(op.f('ix_clock_case_id'), 'clock', ['case_id'], unique=False)
    op.create_index('ix_clock_next_at', 'clock', ['next_at'], unique=False, postgresql_where=sa.text('next_at IS NOT NULL'), sqlite_where=sa.text('next_at IS NOT NULL'))
    op.create_table('deployment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_deployment_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deployment'))
    )
    op.create_table('incident',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('retry_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('opened_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('closed_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_incident_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident')),
    sa.UniqueConstraint('kind', 'ref', name=op.f('uq_incident_kind_ref'))
    )
    op.create_table('lead',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('grid_code', sa.String(length=64), nullable=True),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('reported_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reported_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_lead_case_id')),
    sa.ForeignKeyConstraint(['reported_by'], ['person.id'], name=op.f('fk_lead_reported_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead')),
    sa.UniqueConstraint('case_id', name=op.f('uq_lead_case_id')),
    sa.UniqueConstraint('number', name=op.f('uq_lead_number'))
    )
    op.create_table('post',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('duty', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_post_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_post_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post')),
    sa.UniqueConstraint('person_id', 'unit_id', 'duty', name=op.f('uq_post_person_id_unit_id_duty'))
    )
    op.create_table('qualification',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('scope', sa.String(length=255), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('suspended', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_qualification_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification')),
    sa.UniqueConstraint('number', name=op.f('uq_qualification_number'))
    )
    op.create_index(op.f('ix_qualification_person_id'), 'qualification', ['person_id'], unique=False)
    op.create_table('recusal',
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_recusal_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recusal_person_id')),
    sa.PrimaryKeyConstraint('case_id', 'person_id', name=op.f('pk_recusal'))
    )
    op.create_table('deployed',
    sa.Column('deployment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('definition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['definition_id'], ['definition.id'], name=op.f('fk_deployed_definition_id')),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_deployed_deployment_id')),
    sa.PrimaryKeyConstraint('deployment_id', 'key', name=op.f('pk_deployed'))
    )
    op.create_table('informant',
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('phone', sa.String(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_informant_lead_id')),
    sa.PrimaryKeyConstraint('lead_id', name=op.f('pk_informant'))
    )
    op.create_table('instance',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deployment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('process', sa.String(length=64), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('completed', sa.Boolean(), nullable=False),
    sa.Column('waiting_clocks', engine.store.columns.Json(), nullable=False),
    sa.Column('next_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_instance_case_id')),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_instance_deployment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance'))
    )
    op.create_index(op.f('ix_instance_case_id'), 'instance', ['case_id'], unique=False)
    op.create_index('ix_instance_next_at', 'instance', ['next_at'], unique=False, postgresql_where=sa.text('next_at IS NOT NULL'), sqlite_where=sa.text('next_at IS NOT NULL'))
    op.create_table('request',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('answer', engine.store.columns.Json(), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_request_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'key', name=op.f('pk_request'))
    )
    op.create_table('session',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('csrf', sa.String(length=64), nullable=False),
    sa.Column('created_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('seen_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('ends_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_session_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session'))
    )
    op.create_index(op.f('ix_session_account_id'), 'session', ['account_id'], unique=False)
    op.create_table('token',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('ends_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_token_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_token')),
    sa.UniqueConstraint('hash', name=op.f('uq_token_hash'))
    )
    op.create_table('task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('instance_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('engine_id', sa.String(length=32), nullable=False),
    sa.Column('process', sa.String(length=64), nullable=False),
    sa.Column('element', sa.String(length=128), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('duty', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('assignee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('officers', sa.Integer(), nullable=False),
    sa.Column('signers', engine.store.columns.Json(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('due_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('due_clock', sa.String(length=64), nullable=True),
    sa.Column('draft', engine.store.columns.Json(), nullable=True),
    sa.Column('form', engine.store.columns.Json(), nullable=True),
    sa.Column('completed_at', engine.store.columns.Instant(timezone=True), nullable=True),
    sa.Column('completed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("state in ('open','signing','done','cancelled')", name=op.f('ck_task_state')),
    sa.ForeignKeyConstraint(['assignee_id'], ['person.id'], name=op.f('fk_task_assignee_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_task_case_id')),
    sa.ForeignKeyConstraint(['completed_by'], ['person.id'], name=op.f('fk_task_completed_by')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_task_instance_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_task_owner_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_task_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
    sa.UniqueConstraint('engine_id', name=op.f('uq_task_engine_id'))
    )
    op.create_index('ix_task_case', 'task', ['case_id', 'state', 'process', 'element', 'id'], unique=False)
    op.create_index('ix_task_mine', 'task', ['assignee_id', 'due_at', 'id'], unique=False, postgresql_where=sa.text("state IN ('open', 'signing')"), sqlite_where=sa.text("state IN ('open', 'signing')"))
    op.create_index('ix_task_pool', 'task', ['unit_id', 'duty', 'due_at', 'id'], unique=False, postgresql_where=sa.text("state IN ('open', 'signing') AND assignee_id IS NULL"), sqlite_where=sa.text("state IN ('open', 'signing') AND assignee_id IS NULL"))
    op.create_table('comment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_comment_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_comment_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_comment_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    op.create_index(op.f('ix_comment_case_id'), 'comment', ['case_id'], unique=False)
    op.create_table('event',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('data', engine.store.columns.Json(), nullable=False),
    sa.Column('effect', sa.String(length=128), nullable=True),
    sa.Column('alg', sa.String(length=8), nullable=False),
    sa.Column('prev', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_event_account_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_event_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_event_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_event_task_id')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_event')),
    sa.UniqueConstraint('effect', name=op.f('uq_event_effect'))
    )
    op.create_index('ix_event_case', 'event', ['case_id', 'seq'], unique=False)
    op.create_table('paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('number', sa.String(length=128), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('data', engine.store.columns.Json(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('issued_at', engine.store.columns.Instant(timezone=True), nullable=False),
    sa.Column('issued_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_paper_case_id')),
    sa.ForeignKeyConstraint(['issued_by'], ['person.id'], name=op.f('fk_paper_issued_by')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_paper_task_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_paper_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('number', name=op.f('uq_paper_number')),
    sa.UniqueConstraint('unit_id', 'kind', 'year', 'serial', name=op.f('uq_paper_unit_id_kind_year_serial'))
    )
    op.create_index('ix_paper_case_id', 'paper', ['case_id', 'kind', 'id'], unique=False)
