"""Tables of applications: filings, snapshots, attachments, corrections, staff findings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.rules import ApplicationState, Channel, CorrectionState, FilingState
from koubo.applications.search_key import SearchKey
from koubo.people.models import Organisation
from koubo.schemes.deadlines import CourseDeadlines, deadline_of
from koubo.schemes.eligibility.case import Answer, StaffFinding
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, CallCourse, Theme
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Application(SearchKey, Base):
    """An organisation's proposal in a call; has 1..n filings and 1..n awards."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("receipt_number"),
        CheckConstraint(
            "(state IN ('draft', 'withdrawn')) OR (receipt_number IS NOT NULL)",
            name="filed_has_receipt",
        ),
        Index("ix_application_call_state", "call_id", "state", "id"),
        Index("ix_application_call_receipt", "call_id", "receipt_number"),
        # Lists of one state, and counting what came in of each no further than is shown.
        Index("ix_application_call_state_receipt", "call_id", "state", "receipt_number"),
        # Counting a call's applications by course and state reads nothing but the index.
        Index("ix_application_call_course", "call_id", "course_id", "state"),
        # Lists go by these: in a call, and over all calls.
        Index("ix_application_call", "call_id", "id"),
        Index("ix_application_call_requested", "call_id", "requested", "id"),
        Index("ix_application_call_received", "call_id", "received_at", "id"),
        Index("ix_application_requested", "requested", "id"),
        Index("ix_application_received", "received_at", "id"),
        Index("ix_application_organisation", "organisation_id"),
        Index("ix_application_theme", "theme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    course_id: Mapped[str] = mapped_column(String(100))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    state: Mapped[ApplicationState] = mapped_column(
        state_column(ApplicationState, "application_state")
    )
    # Kept from the newest snapshot, so that lists need no answers.
    project_name: Mapped[str] = mapped_column(String(200), default="")
    requested: Mapped[int | None]
    receipt_number: Mapped[str | None] = mapped_column(String(30))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extended_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """More time for this application alone, given by an officer with a reason."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was found ineligible or withdrawn."""
    recommended: Mapped[int | None]
    adopted: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    call: Mapped[Call] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    theme: Mapped[Theme | None] = relationship()
    call_course: Mapped[CallCourse | None] = relationship(
        primaryjoin=(
            "and_(foreign(Application.call_id) == CallCourse.call_id,"
            " foreign(Application.course_id) == CallCourse.course_id)"
        ),
        viewonly=True,
        lazy="joined",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def closes_at(self) -> datetime:
        """Give when the time for the proposal ends: its theme's, its course's, or the call's.

        More time that this application alone was given counts where it is later.
        """
        row = self.call_course
        own = row.deadlines() if row else CourseDeadlines(self.course_id)
        for_all = deadline_of(
            self.call.closes_at,
            own.closes_at,
            own.theme_closes_at,
            with_theme=self.theme_id is not None,
        )
        return max(for_all, self.extended_to) if self.extended_to else for_all


class Filing(Base):
    """One document of an application: a draft that is saved often, handed in as snapshots."""

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("application_id", "kind", "number"),
        # Not the kind first: by it alone nothing is to be found but all of a kind.
        Index("ix_filing_state_kind", "state", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[FilingKind] = mapped_column(state_column(FilingKind, "filing_kind"))
    number: Mapped[int] = mapped_column(default=1)
    """1 but for later years: which 交付申請書 or 実績報告書 of the application this is."""
    state: Mapped[FilingState] = mapped_column(state_column(FilingState, "filing_state"))
    draft: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Raw text by question id, exactly as typed."""
    marks: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """The last change of each question, by its id, as `drafting.Mark` keeps it."""
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The officer who enters it from paper; None where the organisation writes it itself."""
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who saved last; None while nobody has."""
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}


class Snapshot(Base):
    """What was handed in, never changed; a correction makes a new one."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("filing_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Typed answers as each question kind keeps them."""
    applicant: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """The organisation as it stood."""
    files: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    """Name, size and SHA-256 of every attachment."""
    digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[Channel] = mapped_column(state_column(Channel, "channel"), default=Channel.WEB)
    note: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """Of paper: stamp and who entered it; of an officer's correction: who consented, when, how."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Attachment(Base):
    """A file of a filing; the bytes are in the file store under ``key``."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_attachment_filing", "filing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    question_id: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int | None]
    """Of a PDF, as it says itself; None: it is none, or does not say."""
    key: Mapped[str] = mapped_column(String(100), index=True)
    """Not unique: a receipt of the account is attached to the report as the same stored file."""
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scanned_by: Mapped[str] = mapped_column(String(60), default="")
    """The virus scanner that looked at it; empty: not scanned."""
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scan_found: Mapped[str] = mapped_column(String(200), default="")
    """What a later scan found in it: from then on nobody is given the file any more."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    filing: Mapped[Filing] = relationship()


class Correction(Base):
    """A request to mend named fields by a day (補正)."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("ix_correction_filing", "filing_id"),
        Index("ix_correction_state_due", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    fields: Mapped[list[str]] = mapped_column(JsonText)
    reason: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    state: Mapped[CorrectionState] = mapped_column(
        state_column(CorrectionState, "correction_state")
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecordedWorking(Base):
    """What the rules said of an application, with all that they were asked about; never changed."""

    __tablename__ = "recorded_working"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    """1 is recorded when the application is accepted; the newest one counts."""
    cause: Mapped[str] = mapped_column(String(20))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    core_version: Mapped[str] = mapped_column(String(40))
    plugin_version: Mapped[str] = mapped_column(String(40))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    amount: Mapped[int]
    """円; what the amount rule gave on the 企画提案書."""
    working: Mapped[list[Any]] = mapped_column(JsonText)
    findings: Mapped[list[Any]] = mapped_column(JsonText)
    """Rule, title and answer of each."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """What does not stand in the snapshot: past awards, named days, gates, what staff found."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffFindingRow(Base):
    """What an officer found out about one rule of one application."""

    __tablename__ = "staff_finding"
    __table_args__ = (UniqueConstraint("application_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    rule: Mapped[str] = mapped_column(String(100))
    answer: Mapped[Answer] = mapped_column(state_column(Answer, "finding_answer"))
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def value(self) -> StaffFinding:
        """Give the finding as a frozen value."""
        return StaffFinding(self.answer, self.note)
