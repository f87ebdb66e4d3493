"""Give each list an index in its order."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = (
    ("ix_application_theme", "application", ["theme_id"]),
    ("ix_claim_state", "claim", ["state", "id"]),
    ("ix_correction_state_due", "correction", ["state", "due_on", "id"]),
    ("ix_event_handled_at", "event", ["handled_at"]),
    ("ix_filing_state_kind", "filing", ["state", "kind"]),
    ("ix_mail_state", "mail", ["state", "id"]),
    ("ix_repayment_state", "repayment", ["state", "id"]),
    ("ix_theme_department", "theme", ["department_id"]),
    ("ix_theme_state", "theme", ["state"]),
)


def upgrade() -> None:
    """Add the indexes that lists go by, and take away the one that led astray."""
    for name, table, columns in ADDED:
        op.create_index(name, table, columns)
    op.drop_index("ix_filing_kind_state", "filing")


def downgrade() -> None:
    """Put the old index back."""
    op.create_index("ix_filing_kind_state", "filing", ["kind", "state"])
    for name, table, _ in ADDED:
        op.drop_index(name, table)
