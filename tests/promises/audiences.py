"""Who may get in at which door: written by hand from what the city promises.

Nothing of it is read from the site's own policies. A place is an endpoint with the names of what
its address is about, in the order of its arguments' names.
"""

from collections.abc import Callable

from promises.watched_city import NOBODY, PEOPLE
from promises.watched_schemes import PAGES_OF_THE_CORRECTED_CALL, SCHEME_PAGES

Audience = set[str] | Callable[..., set[str]]
EVERYBODY = {NOBODY, *PEOPLE}
SIGNED_IN = set(PEOPLE)
OFFICERS = {"officer", "sitting_officer"}
DEPARTMENTS = {"department_person", "other_department"}
RELEASERS = {"releaser"}
STAFF = OFFICERS | RELEASERS
APPLICANTS = {"applicant", "stranger"}
REVIEWERS = {"reviewer_a", "reviewer_b", "reviewer_c", "reviewer_d", "sitting_officer"}
KEPT_OUT = {"themed", "plain"}
"""What the officer who sits on the panel has not declared about."""
CONCLUDED = {"settled_call": STAFF, "undecided_call": STAFF - {"sitting_officer"}}
"""Who reads a conclusion: not the officer on the panel who has not declared about all in it."""
OF_STRANGER = {"plain", "waiting", "late", "rejected", "other_organisation"}


def application_of(name: str) -> str:
    """Give the application that an object belongs to."""
    for ending in ("_filing", "_file"):
        name = name.removesuffix(ending)
    return "settled" if name in ("grant", "report", "award", "claim", "notice") else name


def own(*names: str) -> set[str]:
    """The member of the organisation, and nobody else."""
    known = application_of(names[0])
    return {"stranger"} if known in OF_STRANGER else {"applicant"}


def office(*names: str) -> set[str]:
    """Officers, unless they are kept out; a draft is its organisation's own."""
    known = application_of(names[0])
    if known == "draft":
        return set()
    return {"officer"} if known in KEPT_OUT else OFFICERS


def readers(*names: str) -> set[str]:
    """Whoever reads an application: its own people, staff, its department, a declared reviewer."""
    known = application_of(names[0])
    if known == "draft":
        return own(known)
    found = own(known) | office(known) | {"releaser"}
    if known == "themed":
        found |= {"department_person", "reviewer_a"}
    if known == "plain":
        found |= {"reviewer_a", "reviewer_c"}
    return found


def department(*names: str) -> set[str]:
    return {"department_person"} if names[0] in ("themed", "theme", "offered_theme") else set()


def review_office(*names: str) -> set[str]:
    """An officer who sits on the panel is shown nothing of its review."""
    return OFFICERS if "settled_call" in names else {"officer"}


def deciding(*names: str) -> set[str]:
    """What its scores came to is as closed to whoever sits on the panel."""
    return {"officer"} if "drafted" in names else OFFICERS


def of_the_corrected_call(*names: str) -> set[str]:
    return OFFICERS if "reviewed_call" in names else set()


def working(*names: str) -> set[str]:
    """The page of one application on the board of its own call."""
    rows = {"reviewed_call": {"themed", "plain", "late"}, "settled_call": {"settled"}}
    rows["undecided_call"] = {"undecided", "rejected"}
    application, call = names[0], names[1]
    return review_office(call) if application in rows[call] else set()


def absence(*names: str) -> set[str]:
    return {"officer"} if names[0] == "reviewed_call" else set()


def sheet(*names: str) -> set[str]:
    return {"sheet_a": {"reviewer_a"}, "sheet_c": {"reviewer_c"}}.get(names[0], set())


def own_sheet(*names: str) -> set[str]:
    """A conflict can be declared of every sheet of one's own, be it readable or not."""
    others = {"sheet_b": {"reviewer_b"}, "sheet_c_recused": {"reviewer_c"}}
    return others.get(names[0]) or sheet(*names)


def declaring(*names: str) -> set[str]:
    panels = {"reviewed_call": REVIEWERS - {"reviewer_d"}}
    panels["undecided_call"] = {"reviewer_d", "sitting_officer"}
    return panels.get(names[0], set())


def letter(*names: str) -> set[str]:
    pairs = {("drafted", "line"), ("released", "released_line")}
    return deciding(*names) | {"releaser"} if names in pairs else set()


def recommended(call: str, stage: str) -> set[str]:
    """Staff, where a panel's conclusion is on record; before that there is nothing to read."""
    return CONCLUDED.get(call, set())


GROUPS: tuple[tuple[Audience, str], ...] = (
    (
        EVERYBODY,
        """
        public.front public.calls public.call health.health static login.sent
        security.login security.logout security.register security.send_confirmation
        security.confirm_email security.forgot_password security.reset_password
        """,
    ),
    (
        SIGNED_IN,
        """
        public.home security.change_password applicant.home applicant.letters
        applicant.organisations applicant.new_organisation applicant.add_organisation
        applicant.start
        """,
    ),
    (
        APPLICANTS,
        """
        applicant.begin
        """,
    ),
    (
        own,
        """
        applicant.application applicant.withdrawal applicant.take_back applicant.award
        applicant.new_claim applicant.add_claim applicant.confirm_decline
        applicant.decline applicant.confirm_grant_application
        applicant.begin_grant_application applicant.confirm_report applicant.begin_report
        applicant.check_page applicant.hand_in applicant.open_filing applicant.edit_filing
        applicant.save_section applicant.receipt applicant.snapshot applicant.organisation
        applicant.edit_organisation applicant.save_organisation
        """,
    ),
    (
        readers,
        """
        applicant.letter public.application files.download
        """,
    ),
    (
        DEPARTMENTS,
        """
        department.home department.applications department.themes department.new_theme
        department.add_theme
        """,
    ),
    (
        department,
        """
        department.application department.theme department.edit_theme
        department.save_theme
        """,
    ),
    (
        OFFICERS,
        """
        officer.home officer.calls officer.new_call officer.add_call officer.call
        officer.edit_call officer.save_call officer.publish officer.publish_now
        officer.extend officer.extend_now officer.vote officer.vote_now officer.cancel
        officer.cancel_now officer.finish officer.finish_now officer.choose_themes
        officer.save_themes officer.applications officer.filings officer.themes
        officer.theme officer.coordinate officer.decline officer.mails
        officer.retry_mail_now officer.retry_event_now officer.plugins officer.decisions
        officer.new_grant officer.draft_grant
        officer.new_settlement officer.draft_settlement officer.awards officer.award
        officer.confirm_close officer.close officer.award_claims officer.award_claim
        officer.step_claim officer.award_repayment officer.step_repayment
        officer.award_reports officer.award_report officer.accept_award_report
        officer.award_statistics
        """,
    ),
    (OFFICERS, SCHEME_PAGES),
    (of_the_corrected_call, PAGES_OF_THE_CORRECTED_CALL),
    (
        office,
        """
        officer.application officer.find officer.confirm_accept officer.accept_now
        officer.confirm_ineligible officer.find_ineligible_now officer.filing
        officer.confirm_accept_filing officer.accept_filing_now officer.correction
        officer.ask_correction_now
        """,
    ),
    (
        review_office,
        """
        officer.review officer.add_review_member officer.review_board
        officer.review_starting officer.begin_review officer.review_conclusion
        officer.record_recommendation officer.new_selection officer.draft_selection
        """,
    ),
    (
        deciding,
        """
        officer.decision officer.confirm_drop officer.drop
        """,
    ),
    (
        working,
        """
        officer.review_working
        """,
    ),
    (
        absence,
        """
        officer.review_absence officer.record_absence
        """,
    ),
    (
        recommended,
        """
        officer.review_recommendation
        """,
    ),
    (
        letter,
        """
        officer.decision_letter
        """,
    ),
    (
        STAFF,
        """
        officer.notice
        """,
    ),
    (
        RELEASERS,
        """
        releaser.home releaser.decisions releaser.decision releaser.confirm_release
        releaser.release
        """,
    ),
    (
        REVIEWERS,
        """
        reviewer.home
        """,
    ),
    (
        declaring,
        """
        reviewer.declare reviewer.record_declaration
        """,
    ),
    (
        own_sheet,
        """
        reviewer.record_conflict
        """,
    ),
    (
        sheet,
        """
        reviewer.sheet reviewer.save reviewer.noticed_conflict reviewer.confirm_sheet
        reviewer.hand_in
        """,
    ),
)
"""Who gets in, and the endpoints at which; all of them stand here."""
TABLE = {endpoint: audience for audience, named in GROUPS for endpoint in named.split()}


def audience(endpoint: str, names: tuple[str, ...]) -> set[str]:
    """Give who gets in at a door."""
    found = TABLE[endpoint]
    return set(found(*names)) if callable(found) else set(found)


def may_read(secret: str) -> set[str]:
    """Give who may find a secret on a page."""
    kind, _, name = secret.partition("_")
    if kind in ("answer", "file"):
        return readers(name)
    if secret == "draft":
        return {"applicant"}
    if kind == "finding":
        return office(name)
    if kind in ("reason", "comment"):
        return {name}  # an officer reads a sheet once it is handed in; these are not
    return {"officer"} if secret == "conflict" else {"officer", "releaser"}
