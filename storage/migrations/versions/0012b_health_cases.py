"""cases of key attention, help reviews and appeals"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0012b'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('health_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('proposed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('opened_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('helper_id', sa.Integer(), nullable=True),
    sa.Column('plan_record', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['helper_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_health_case_branch_id'), 'health_case', ['branch_id'])
    op.create_index(op.f('ix_health_case_helper_id'), 'health_case', ['helper_id'])
    op.create_index(op.f('ix_health_case_month'), 'health_case', ['month'])
    op.create_index(op.f('ix_health_case_person_id'), 'health_case', ['person_id'])
    op.create_index(op.f('ix_health_case_state'), 'health_case', ['state'])
    op.create_table('health_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('answered_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('upheld', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['health_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_health_appeal_case_id'), 'health_appeal', ['case_id'])
    op.create_index(op.f('ix_health_appeal_due_on'), 'health_appeal', ['due_on'])
    op.create_table('health_case_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['health_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_health_case_entry_case_id'), 'health_case_entry', ['case_id'])
    op.create_table('help_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['health_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_help_review_case_id'), 'help_review', ['case_id'])
    op.create_index(op.f('ix_help_review_due_on'), 'help_review', ['due_on'])


def downgrade() -> None:
    op.drop_index(op.f('ix_help_review_due_on'), table_name='help_review')
    op.drop_index(op.f('ix_help_review_case_id'), table_name='help_review')
    op.drop_table('help_review')
    op.drop_index(op.f('ix_health_case_entry_case_id'), table_name='health_case_entry')
    op.drop_table('health_case_entry')
    op.drop_index(op.f('ix_health_appeal_due_on'), table_name='health_appeal')
    op.drop_index(op.f('ix_health_appeal_case_id'), table_name='health_appeal')
    op.drop_table('health_appeal')
    op.drop_index(op.f('ix_health_case_state'), table_name='health_case')
    op.drop_index(op.f('ix_health_case_person_id'), table_name='health_case')
    op.drop_index(op.f('ix_health_case_month'), table_name='health_case')
    op.drop_index(op.f('ix_health_case_helper_id'), table_name='health_case')
    op.drop_index(op.f('ix_health_case_branch_id'), table_name='health_case')
    op.drop_table('health_case')
