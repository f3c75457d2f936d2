"""development"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0014'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rule_edition',
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('tables', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('since', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('hash')
    )
    op.create_table('development_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('edition', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.Column('opened_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.Column('ended_reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['edition'], ['rule_edition.hash'], ),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('development_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_development_case_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_development_case_person_id'), ['person_id'], unique=False)

    op.create_table('development_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('approved_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['approved_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], ),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('year', 'person_id')
    )
    with op.batch_alter_table('development_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_development_plan_year'), ['year'], unique=False)

    op.create_table('development_comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('objection', sa.Boolean(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('answer', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['development_case.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('development_comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_development_comment_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_development_comment_person_id'), ['person_id'], unique=False)

    op.create_table('development_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('media', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('content', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['development_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('development_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_development_document_case_id'), ['case_id'], unique=False)

    op.create_table('development_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('step', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('people', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('ballot_id', sa.Integer(), nullable=True),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Integer(), nullable=True),
    sa.Column('undone_reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], ),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['development_case.id'], ),
    sa.ForeignKeyConstraint(['undone_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('development_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_development_step_case_id'), ['case_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('development_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_development_step_case_id'))

    op.drop_table('development_step')
    with op.batch_alter_table('development_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_development_document_case_id'))

    op.drop_table('development_document')
    with op.batch_alter_table('development_comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_development_comment_person_id'))
        batch_op.drop_index(batch_op.f('ix_development_comment_case_id'))

    op.drop_table('development_comment')
    with op.batch_alter_table('development_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_development_plan_year'))

    op.drop_table('development_plan')
    with op.batch_alter_table('development_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_development_case_person_id'))
        batch_op.drop_index(batch_op.f('ix_development_case_branch_id'))

    op.drop_table('development_case')
    op.drop_table('rule_edition')
