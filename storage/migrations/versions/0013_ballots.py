"""ballots, their voters, sealed votes and receipts"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0013'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ballot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('pick', sa.Integer(), nullable=False),
    sa.Column('election', sa.Boolean(), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('basis', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('quorum', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('majority', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('of_present', sa.Boolean(), nullable=False),
    sa.Column('remote', sa.Boolean(), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.Column('opened_at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('closed_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('box', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('entitled', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('void_reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_about'), ['about'], unique=False)
        batch_op.create_index(batch_op.f('ix_ballot_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ballot_state'), ['state'], unique=False)

    op.create_table('ballot_paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ballot_paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_paper_ballot_id'), ['ballot_id'], unique=False)

    op.create_table('ballot_receipt',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], ),
    sa.PrimaryKeyConstraint('ballot_id', 'place')
    )
    op.create_table('ballot_voter',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('voted', sa.Boolean(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('ballot_id', 'person_id')
    )
    with op.batch_alter_table('ballot_voter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_voter_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('ballot_voter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ballot_voter_person_id'))

    op.drop_table('ballot_voter')
    op.drop_table('ballot_receipt')
    with op.batch_alter_table('ballot_paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ballot_paper_ballot_id'))

    op.drop_table('ballot_paper')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ballot_state'))
        batch_op.drop_index(batch_op.f('ix_ballot_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_ballot_about'))

    op.drop_table('ballot')
