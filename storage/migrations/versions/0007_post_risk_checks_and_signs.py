"""post risk checks and signs"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0007'
down_revision = '0012b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('risk_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('position', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('submitted_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('submitted_on', sa.Date(), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('judged_by', sa.Integer(), nullable=True),
    sa.Column('word', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['judged_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('person_id', 'first_on')
    )
    with op.batch_alter_table('risk_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_risk_check_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_risk_check_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_risk_check_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_risk_check_state'), ['state'], unique=False)

    op.create_table('sign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('level', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('noted_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('grade_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('sign', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_closed_on'), ['closed_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_noted_on'), ['noted_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_person_id'), ['person_id'], unique=False)

    op.create_table('risk_point',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('check_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('level', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('measure', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['risk_check.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('risk_point', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_risk_point_check_id'), ['check_id'], unique=False)

    op.create_table('sign_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sign_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('said', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ),
    sa.ForeignKeyConstraint(['sign_id'], ['sign.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('sign_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_step_sign_id'), ['sign_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sign_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_step_sign_id'))

    op.drop_table('sign_step')
    with op.batch_alter_table('risk_point', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_risk_point_check_id'))

    op.drop_table('risk_point')
    with op.batch_alter_table('sign', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_person_id'))
        batch_op.drop_index(batch_op.f('ix_sign_noted_on'))
        batch_op.drop_index(batch_op.f('ix_sign_closed_on'))
        batch_op.drop_index(batch_op.f('ix_sign_branch_id'))

    op.drop_table('sign')
    with op.batch_alter_table('risk_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_risk_check_state'))
        batch_op.drop_index(batch_op.f('ix_risk_check_person_id'))
        batch_op.drop_index(batch_op.f('ix_risk_check_due_on'))
        batch_op.drop_index(batch_op.f('ix_risk_check_branch_id'))

    op.drop_table('risk_check')
