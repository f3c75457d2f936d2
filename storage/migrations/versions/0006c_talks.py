"""talks and home visits"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0006c'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('pair', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_branch_id', sa.Integer(), nullable=False),
    sa.Column('with_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('hour', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('logged_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('cleared_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id']),
    sa.ForeignKeyConstraint(['by'], ['person.id']),
    sa.ForeignKeyConstraint(['by_branch_id'], ['branch.id']),
    sa.ForeignKeyConstraint(['record_id'], ['record.id']),
    sa.ForeignKeyConstraint(['task_id'], ['task.id']),
    sa.ForeignKeyConstraint(['with_id'], ['person.id']),
    sa.PrimaryKeyConstraint('id')
    )
    for name in ('branch_id', 'by', 'held_on', 'kind', 'with_id'):
        op.create_index(op.f(f'ix_talk_{name}'), 'talk', [name])
    op.create_table('talk_addendum',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id']),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_talk_addendum_talk_id'), 'talk_addendum', ['talk_id'])


def downgrade() -> None:
    op.drop_table('talk_addendum')
    op.drop_table('talk')
