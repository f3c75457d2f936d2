"""the health index by month, and whose is to be computed anew"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0011'
down_revision = '0006c'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('health_index',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('virtue', sa.Integer(), nullable=True),
    sa.Column('ability', sa.Integer(), nullable=True),
    sa.Column('diligence', sa.Integer(), nullable=True),
    sa.Column('results', sa.Integer(), nullable=True),
    sa.Column('integrity', sa.Integer(), nullable=True),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('colour', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('mark', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'month')
    )
    op.create_index(op.f('ix_health_index_month'), 'health_index', ['month'])
    op.create_table('health_run',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.PrimaryKeyConstraint('branch_id')
    )
    op.create_table('health_stale',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id')
    )


def downgrade() -> None:
    op.drop_table('health_stale')
    op.drop_table('health_run')
    op.drop_index(op.f('ix_health_index_month'), table_name='health_index')
    op.drop_table('health_index')
