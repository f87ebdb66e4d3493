"""How often somebody tried at the way in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "try_count",
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_try_count")),
    )
    op.create_index(op.f("ix_try_count_last_at"), "try_count", ["last_at"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index(op.f("ix_try_count_last_at"), table_name="try_count")
    op.drop_table("try_count")
