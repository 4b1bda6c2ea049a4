"""Show pictures and name the next day."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("token", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("taken_in_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["card.id"], name=op.f("fk_picture_card_id_card"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("token", name=op.f("uq_picture_token")),
    )
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picture_card_id"), ["card_id"], unique=False)

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meets_again_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "meets_again_at",
                sqlmodel.sql.sqltypes.AutoString(length=120),
                nullable=False,
                server_default="",
            )
        )

    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "reversal", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False, server_default=""
            )
        )

    with op.batch_alter_table("seating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("redrawn", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_sheet", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE ballot SET last_sheet ="
        " (SELECT coalesce(max(sheet), 0) FROM paper_vote WHERE paper_vote.ballot_id = ballot.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_column("last_sheet")

    with op.batch_alter_table("seating", schema=None) as batch_op:
        batch_op.drop_column("redrawn")

    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_column("reversal")

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("meets_again_at")
        batch_op.drop_column("meets_again_on")

    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picture_card_id"))
    op.drop_table("picture")
