"""political birthdays: words and cards given, growth lists, wishes"""

from alembic import op
import sqlalchemy as sa
import sqlmodel.sql.sqltypes

import storage.columns

revision = '0010'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('birthday_wish',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('telling', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('portrait', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id')
    )
    op.create_table('growth_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('person_id', 'on', 'text')
    )
    op.create_index(op.f('ix_growth_entry_person_id'), 'growth_entry', ['person_id'], unique=False)
    op.create_table('political_birthday',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('signed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('written_at', storage.columns.UTCDateTime(timezone=True), nullable=True),
    sa.Column('given_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'year')
    )
    op.create_index(op.f('ix_political_birthday_day'), 'political_birthday', ['day'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_political_birthday_day'), table_name='political_birthday')
    op.drop_table('political_birthday')
    op.drop_index(op.f('ix_growth_entry_person_id'), table_name='growth_entry')
    op.drop_table('growth_entry')
    op.drop_table('birthday_wish')
