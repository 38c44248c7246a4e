"""people and power: units over time, training, administrators, second factors, substitution, recusal, repairs, uploads"""
import sqlalchemy as sa
from alembic import op

from engine.store.columns import Id, Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('absence',
    sa.Column('id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('from_at', Instant(), nullable=False),
    sa.Column('until_at', Instant(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_absence_made_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    op.create_index(op.f('ix_absence_person_id'), 'absence', ['person_id'], unique=False)
    op.create_table('administrator',
    sa.Column('person_id', Id, nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('given_at', Instant(), nullable=False),
    sa.Column('given_by', Id, nullable=True),
    sa.CheckConstraint("role in ('system','security','audit')", name=op.f('ck_administrator_role')),
    sa.ForeignKeyConstraint(['given_by'], ['person.id'], name=op.f('fk_administrator_given_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_administrator_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_administrator'))
    )
    op.create_table('administrator_change',
    sa.Column('id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('proposed_at', Instant(), nullable=False),
    sa.Column('proposed_by', Id, nullable=False),
    sa.Column('settled_at', Instant(), nullable=True),
    sa.Column('settled_by', Id, nullable=True),
    sa.CheckConstraint("kind in ('give','take','factor')", name=op.f('ck_administrator_change_kind')),
    sa.CheckConstraint("state in ('proposed','done','refused')", name=op.f('ck_administrator_change_state')),
    sa.CheckConstraint('proposed_by <> person_id', name=op.f('ck_administrator_change_not_own')),
    sa.CheckConstraint('settled_by is null or (settled_by <> proposed_by and settled_by <> person_id)', name=op.f('ck_administrator_change_two')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_administrator_change_person_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_administrator_change_proposed_by')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('fk_administrator_change_settled_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_administrator_change'))
    )
    op.create_index(op.f('ix_administrator_change_person_id'), 'administrator_change', ['person_id'], unique=False)
    op.create_table('clean_out',
    sa.Column('id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('value', Json(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=True),
    sa.Column('settled_at', Instant(), nullable=True),
    sa.Column('settled_by', Id, nullable=True),
    sa.CheckConstraint("state in ('proposed','applied','dropped')", name=op.f('ck_clean_out_state')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('fk_clean_out_settled_by')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_clean_out_made_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_clean_out_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clean_out'))
    )
    op.create_index(op.f('ix_clean_out_unit_id'), 'clean_out', ['unit_id'], unique=False)
    op.create_table('grid_post',
    sa.Column('id', Id, nullable=False),
    sa.Column('grid_code', sa.String(length=64), nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['grid_code'], ['grid.code'], name=op.f('fk_grid_post_grid_code')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_grid_post_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grid_post')),
    sa.UniqueConstraint('grid_code', 'person_id', 'role', 'from_on', name=op.f('uq_grid_post_grid_code_person_id_role_from_on'))
    )
    op.create_index(op.f('ix_grid_post_grid_code'), 'grid_post', ['grid_code'], unique=False)
    op.create_index(op.f('ix_grid_post_person_id'), 'grid_post', ['person_id'], unique=False)
    op.create_table('recusal_request',
    sa.Column('id', Id, nullable=False),
    sa.Column('case_id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('ground', sa.String(length=16), nullable=False),
    sa.Column('by', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('asked_by', Id, nullable=False),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('decided_by', Id, nullable=True),
    sa.Column('decided_for_id', Id, nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.CheckConstraint("state in ('asked','granted','refused')", name=op.f('ck_recusal_request_state')),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_recusal_request_asked_by')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_recusal_request_case_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_recusal_request_decided_by')),
    sa.ForeignKeyConstraint(['decided_for_id'], ['person.id'], name=op.f('fk_recusal_request_decided_for_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recusal_request_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recusal_request'))
    )
    op.create_index(op.f('ix_recusal_request_case_id'), 'recusal_request', ['case_id'], unique=False)
    op.create_index(op.f('ix_recusal_request_person_id'), 'recusal_request', ['person_id'], unique=False)
    op.create_table('repair',
    sa.Column('id', Id, nullable=False),
    sa.Column('case_id', Id, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('value', Json(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('proposed_at', Instant(), nullable=False),
    sa.Column('proposed_by', Id, nullable=False),
    sa.Column('settled_at', Instant(), nullable=True),
    sa.Column('settled_by', Id, nullable=True),
    sa.Column('case_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('proposed','done','refused')", name=op.f('ck_repair_state')),
    sa.CheckConstraint('settled_by is null or settled_by <> proposed_by', name=op.f('ck_repair_two')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_repair_case_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_repair_proposed_by')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('fk_repair_settled_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repair'))
    )
    op.create_index(op.f('ix_repair_case_id'), 'repair', ['case_id'], unique=False)
    op.create_table('substitution',
    sa.Column('id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('deputy_id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('duty', sa.String(length=32), nullable=False),
    sa.Column('from_at', Instant(), nullable=False),
    sa.Column('until_at', Instant(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.CheckConstraint('person_id <> deputy_id', name=op.f('ck_substitution_two')),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], name=op.f('fk_substitution_deputy_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_substitution_made_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_substitution_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_substitution_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution'))
    )
    op.create_index(op.f('ix_substitution_deputy_id'), 'substitution', ['deputy_id'], unique=False)
    op.create_index(op.f('ix_substitution_person_id'), 'substitution', ['person_id'], unique=False)
    op.create_table('training',
    sa.Column('id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('added_at', Instant(), nullable=False),
    sa.Column('added_by', Id, nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_training_added_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_training_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training'))
    )
    op.create_index(op.f('ix_training_person_id'), 'training', ['person_id'], unique=False)
    op.create_table('unit_change',
    sa.Column('id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('before', Json(), nullable=False),
    sa.Column('after', Json(), nullable=False),
    sa.Column('document', sa.String(length=200), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_unit_change_made_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_change_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_change'))
    )
    op.create_index(op.f('ix_unit_change_unit_id'), 'unit_change', ['unit_id'], unique=False)
    op.create_table('crime_transfer',
    sa.Column('id', Id, nullable=False),
    sa.Column('case_id', Id, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('officers', Json(), nullable=False),
    sa.Column('value', Json(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_crime_transfer_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crime_transfer'))
    )
    op.create_index(op.f('ix_crime_transfer_case_id'), 'crime_transfer', ['case_id'], unique=False)
    op.create_table('qualification_change',
    sa.Column('id', Id, nullable=False),
    sa.Column('qualification_id', Id, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('document', sa.String(length=200), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_qualification_change_made_by')),
    sa.ForeignKeyConstraint(['qualification_id'], ['qualification.id'], name=op.f('fk_qualification_change_qualification_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_change'))
    )
    op.create_index(op.f('ix_qualification_change_qualification_id'), 'qualification_change', ['qualification_id'], unique=False)
    op.create_table('identity',
    sa.Column('id', Id, nullable=False),
    sa.Column('account_id', Id, nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('added_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_identity_issuer_subject'))
    )
    op.create_index(op.f('ix_identity_account_id'), 'identity', ['account_id'], unique=False)
    op.create_table('identity_awaited',
    sa.Column('id', Id, nullable=False),
    sa.Column('account_id', Id, nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('value', sa.String(length=255), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_awaited_account_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_identity_awaited_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_awaited')),
    sa.UniqueConstraint('issuer', 'value', name=op.f('uq_identity_awaited_issuer_value'))
    )
    op.create_index(op.f('ix_identity_awaited_account_id'), 'identity_awaited', ['account_id'], unique=False)
    op.create_table('errand',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('browser', sa.String(length=64), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('verifier', sa.String(length=128), nullable=False),
    sa.Column('next', sa.String(length=500), nullable=False),
    sa.Column('account_id', Id, nullable=True),
    sa.Column('ends_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_errand_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_errand'))
    )
    op.create_table('device',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('account_id', Id, nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('ends_at', Instant(), nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('first_failure_at', Instant(), nullable=True),
    sa.Column('locked_until', Instant(), nullable=True),
    sa.Column('lockouts', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_device_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device'))
    )
    op.create_index(op.f('ix_device_account_id'), 'device', ['account_id'], unique=False)
    op.create_table('password_past',
    sa.Column('id', Id, nullable=False),
    sa.Column('account_id', Id, nullable=False),
    sa.Column('hash', sa.String(length=255), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_password_past_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_password_past'))
    )
    op.create_index(op.f('ix_password_past_account_id'), 'password_past', ['account_id'], unique=False)
    op.create_table('password_reset',
    sa.Column('id', Id, nullable=False),
    sa.Column('account_id', Id, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('ends_at', Instant(), nullable=False),
    sa.Column('used_at', Instant(), nullable=True),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('made_by', Id, nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_password_reset_account_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_password_reset_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_password_reset')),
    sa.UniqueConstraint('hash', name=op.f('uq_password_reset_hash'))
    )
    op.create_index(op.f('ix_password_reset_account_id'), 'password_reset', ['account_id'], unique=False)
    op.create_table('upload',
    sa.Column('id', Id, nullable=False),
    sa.Column('case_id', Id, nullable=False),
    sa.Column('evidence_id', Id, nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('type', sa.String(length=64), nullable=False),
    sa.Column('size', Id, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('verdict', sa.String(length=200), nullable=False),
    sa.Column('added_at', Instant(), nullable=False),
    sa.Column('added_by', Id, nullable=False),
    sa.CheckConstraint("state in ('quarantined','clean','refused')", name=op.f('ck_upload_state')),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_upload_added_by')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_upload_case_id')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_upload_evidence_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('key', name=op.f('uq_upload_key'))
    )
    op.create_index(op.f('ix_upload_case_id'), 'upload', ['case_id'], unique=False)
    op.create_index(op.f('ix_upload_evidence_id'), 'upload', ['evidence_id'], unique=False)
    op.add_column('account', sa.Column('first_failure_at', Instant(), nullable=True))
    op.add_column('account', sa.Column('lockouts', sa.Integer(), server_default='0', nullable=False))
    op.add_column('account', sa.Column('password_at', Instant(), nullable=True))
    op.add_column('account', sa.Column('must_change', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('account', sa.Column('totp', sa.String(length=255), nullable=True))
    op.add_column('account', sa.Column('totp_step', Id, nullable=True))
    op.add_column('account', sa.Column('recovery', Json(), nullable=True))
    op.add_column('case_duty', sa.Column('for_id', Id, sa.ForeignKey('person.id', name=op.f('fk_case_duty_for_id')), nullable=True), inline_references=True)
    op.add_column('case_duty', sa.Column('reason', sa.String(length=200), nullable=True))
    op.add_column('grid', sa.Column('kind', sa.String(length=16), server_default='grid', nullable=False))
    op.add_column('grid', sa.Column('parent_code', sa.String(length=64), nullable=True))
    op.add_column('paper', sa.Column('voided_by', Id, sa.ForeignKey('person.id', name=op.f('fk_paper_voided_by')), nullable=True), inline_references=True)
    op.add_column('paper', sa.Column('service', Json(), nullable=True))
    op.add_column('person', sa.Column('identity', sa.String(length=64), nullable=True))
    op.add_column('person', sa.Column('reviewer_since', sa.Date(), nullable=True))
    op.add_column('person', sa.Column('left_on', sa.Date(), nullable=True))
    op.add_column('person', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.create_index('uq_person_identity', 'person', ['identity'], unique=True)
    op.add_column('post', sa.Column('from_on', sa.Date(), nullable=True))
    op.add_column('post', sa.Column('until_on', sa.Date(), nullable=True))
    op.add_column('qualification', sa.Column('withdrawn_on', sa.Date(), nullable=True))
    op.add_column('qualification', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.add_column('separated', sa.Column('force', sa.String(length=8), server_default='hard', nullable=False))
    op.add_column('session', sa.Column('proved_at', Instant(), nullable=True))
    op.add_column('session', sa.Column('address', sa.String(length=64), nullable=True))
    op.add_column('session', sa.Column('agent', sa.String(length=200), nullable=True))
    op.add_column('session', sa.Column('way', sa.String(length=16), nullable=True))
    op.add_column('session', sa.Column('stamp', sa.String(length=64), nullable=True))
    op.add_column('task', sa.Column('for_id', Id, sa.ForeignKey('person.id', name=op.f('fk_task_for_id')), nullable=True), inline_references=True)
    op.add_column('task', sa.Column('escalated_from_id', Id, sa.ForeignKey('unit.id', name=op.f('fk_task_escalated_from_id')), nullable=True), inline_references=True)
    op.add_column('task', sa.Column('escalated_why', sa.String(length=200), nullable=True))
    op.add_column('token', sa.Column('scope', Json(), nullable=True))
    op.add_column('token', sa.Column('used_at', Instant(), nullable=True))
    op.add_column('token', sa.Column('revoked_at', Instant(), nullable=True))
    op.add_column('unit', sa.Column('county_id', Id, sa.ForeignKey('unit.id', name=op.f('fk_unit_county_id')), nullable=True), inline_references=True)
    op.add_column('unit', sa.Column('guided_by_id', Id, sa.ForeignKey('unit.id', name=op.f('fk_unit_guided_by_id')), nullable=True), inline_references=True)
    op.add_column('unit', sa.Column('from_on', sa.Date(), nullable=True))
    op.add_column('unit', sa.Column('until_on', sa.Date(), nullable=True))
    op.add_column('unit', sa.Column('successor_id', Id, sa.ForeignKey('unit.id', name=op.f('fk_unit_successor_id')), nullable=True), inline_references=True)
    op.add_column('unit', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    # A county is its own; what stands below one belongs to it.
    op.execute("UPDATE unit SET county_id = id WHERE kind = 'county'")
    op.execute("UPDATE unit SET county_id = parent_id WHERE county_id IS NULL AND parent_id IN (SELECT u.id FROM unit u WHERE u.kind = 'county')")
