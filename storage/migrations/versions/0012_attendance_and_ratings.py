"""duty attendance and the leaders' ratings"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0012'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attendance_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_attendance_import_month'), 'attendance_import', ['month'])
    op.create_table('leader_rating',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('rater_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('virtue', sa.Integer(), nullable=False),
    sa.Column('ability', sa.Integer(), nullable=False),
    sa.Column('diligence', sa.Integer(), nullable=False),
    sa.Column('results', sa.Integer(), nullable=False),
    sa.Column('integrity', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['rater_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'month', 'rater_id')
    )
    op.create_index(op.f('ix_leader_rating_branch_id'), 'leader_rating', ['branch_id'])
    op.create_index(op.f('ix_leader_rating_rater_id'), 'leader_rating', ['rater_id'])
    op.create_table('duty_attendance',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('due', sa.Float(), nullable=False),
    sa.Column('present', sa.Float(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('absent', sa.Float(), nullable=False),
    sa.Column('leave', sa.Float(), nullable=False),
    sa.Column('travel', sa.Float(), nullable=False),
    sa.Column('sick', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['attendance_import.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'month')
    )
    op.create_index(op.f('ix_duty_attendance_import_id'), 'duty_attendance', ['import_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_duty_attendance_import_id'), table_name='duty_attendance')
    op.drop_table('duty_attendance')
    op.drop_index(op.f('ix_leader_rating_rater_id'), table_name='leader_rating')
    op.drop_index(op.f('ix_leader_rating_branch_id'), table_name='leader_rating')
    op.drop_table('leader_rating')
    op.drop_index(op.f('ix_attendance_import_month'), table_name='attendance_import')
    op.drop_table('attendance_import')
