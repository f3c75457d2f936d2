"""PINs, and messages that are to vanish from a chat"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0006b'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pin',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('set_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('locked_until', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('reset_by', sa.Integer(), nullable=True),
    sa.Column('reset_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id']),
    sa.PrimaryKeyConstraint('person_id')
    )
    op.create_table('vanishing',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('message_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('batch', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chat_id', 'message_id')
    )
    op.create_index(op.f('ix_vanishing_due_at'), 'vanishing', ['due_at'])


def downgrade() -> None:
    op.drop_table('vanishing')
    op.drop_table('pin')
