"""lessons, study records, training"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0008'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lesson',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('members_only', sa.Boolean(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('topic', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('tenths', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.Column('check', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('question', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('options', sa.JSON(), nullable=True),
    sa.Column('right', sa.Integer(), nullable=True),
    sa.Column('explanation', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('secret', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('retired_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_branch_id'), ['branch_id'], unique=False)

    op.create_table('study_urge',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id')
    )
    op.create_table('training',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('tenths', sa.Integer(), nullable=False),
    sa.Column('proof', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_held_on'), ['held_on'], unique=False)

    op.create_table('study_record',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('tenths', sa.Integer(), nullable=False),
    sa.Column('finished_on', sa.Date(), nullable=True),
    sa.Column('urged_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'lesson_id')
    )
    with op.batch_alter_table('study_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_study_record_finished_on'), ['finished_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_study_record_lesson_id'), ['lesson_id'], unique=False)

    op.create_table('training_person',
    sa.Column('training_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['training_id'], ['training.id'], ),
    sa.PrimaryKeyConstraint('training_id', 'person_id')
    )
    with op.batch_alter_table('training_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_person_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('training_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_person_person_id'))

    op.drop_table('training_person')
    with op.batch_alter_table('study_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_study_record_lesson_id'))
        batch_op.drop_index(batch_op.f('ix_study_record_finished_on'))

    op.drop_table('study_record')
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_held_on'))

    op.drop_table('training')
    op.drop_table('study_urge')
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lesson_branch_id'))
        batch_op.drop_index(batch_op.f('ix_lesson_at'))

    op.drop_table('lesson')
