"""Who is meant where an audience depends on what a page is about."""

from collections.abc import Callable

from promises.watched_city import NOBODY, PEOPLE

Audience = set[str] | Callable[..., set[str]]
EVERYBODY = {NOBODY, *PEOPLE}
SIGNED_IN = set(PEOPLE)
OFFICERS = {"officer", "sitting_officer"}
DEPARTMENTS = {"department_person", "other_department"}
RELEASERS = {"releaser"}
AUDITORS = {"auditor"}
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
    if name == "snapshot":
        return "themed"
    of_settled = ("grant", "report", "award", "claim", "notice", "expense", "amendment")
    return "settled" if name in of_settled else name


def own(*names: str) -> set[str]:
    """The member of the organisation, and nobody else; of a paper not yet recorded nobody."""
    known = application_of(names[0])
    if known == "paper":
        return set()
    return {"stranger"} if known in OF_STRANGER else {"applicant"}


def own_people(*names: str) -> set[str]:
    """What an organisation keeps of its people: its member, at its own address only."""
    if len(names) == 1:
        return own(*names)
    return {"applicant"} if "organisation" in names else set()


def without_a_link(*names: str) -> set[str]:
    """Nobody, for the link of an invitation stands in its mail alone."""
    return set()


def without_marks(*names: str) -> set[str]:
    """Nobody: no two reviewers have marked the same application here, so that there is no chart."""
    return set()


def office(*names: str) -> set[str]:
    """Officers, unless they are kept out; a draft is its organisation's own."""
    known = application_of(names[0])
    if known in ("draft", "paper"):
        return set()
    return {"officer"} if known in KEPT_OUT else OFFICERS


def papers(*names: str) -> set[str]:
    """What officers enter from paper, and nothing that an organisation writes."""
    return OFFICERS if "paper_filing" in names else set()


def asked_opinion(*names: str) -> set[str]:
    """The department that was asked."""
    return {"other_department"}


def sheet_of_opinions(*names: str) -> set[str]:
    return OFFICERS if "reviewed_call" in names else set()


def uploaded_opinions(*names: str) -> set[str]:
    """For the officer who uploaded it, in its own call."""
    return {"officer"} if "reviewed_call" in names else set()


def readers(*names: str) -> set[str]:
    """Whoever reads an application: its own people, staff, its department, a declared reviewer."""
    known = application_of(names[0])
    if known == "draft":
        return own(known)
    found = own(known) | office(known) | RELEASERS | AUDITORS
    if known == "themed":
        found |= {"department_person", "reviewer_a"}
    if known == "plain":
        found |= {"reviewer_a", "reviewer_c"}
    if known == "waiting":
        found |= {"other_department"}
    return found


def evaluated(*names: str) -> set[str]:
    """Who reads an award: its own people and the staff whose seat shows it."""
    return own(names[0]) | STAFF | AUDITORS


def reading_staff(*names: str) -> set[str]:
    """Who reads an application by a seat, and not as its own."""
    return readers(*names) - own(*names)


def department(*names: str) -> set[str]:
    if names[0] == "waiting":
        return {"other_department"}
    return {"department_person"} if names[0] in ("themed", "theme", "offered_theme") else set()


def review_office(*names: str) -> set[str]:
    """An officer who sits on the panel is shown nothing of its review."""
    return OFFICERS if "settled_call" in names else {"officer"}


def deciding(*names: str) -> set[str]:
    """What its scores came to is as closed to whoever sits on the panel."""
    return {"officer"} if "drafted" in names else OFFICERS


def read_decision(*names: str) -> set[str]:
    """What was released: a draft is nothing that the city did."""
    return set() if "drafted" in names else OFFICERS | AUDITORS


def case_file(*names: str) -> set[str]:
    """Everything about an application that came in, whatever became of it."""
    return officers | AUDITORS if (officers := office(*names)) else set()


def of_the_corrected_call(*names: str) -> set[str]:
    return OFFICERS if "reviewed_call" in names else set()


def working(*names: str) -> set[str]:
    """The page of one application on the board of its own call."""
    rows = {"reviewed_call": {"themed", "plain", "late"}, "settled_call": {"settled"}}
    rows["undecided_call"] = {"undecided", "rejected"}
    application, call = names[0], names[1]
    return review_office(call) if application in rows[call] else set()


def absence(*names: str) -> set[str]:
    """What is about a member, a sheet or a sign of the panel, at the address of its own call."""
    return {"officer"} if names[0] == "reviewed_call" else set()


def of_the_files_call(*names: str) -> set[str]:
    """What is about a file of an application, at the address of the call under review."""
    return working(names[0].removesuffix("_file"), *names[1:])


def declared_nothing(*names: str) -> set[str]:
    """The booklet of a member who has not declared yet has nothing in it: there is none."""
    return set()


def on_the_day(*names: str) -> set[str]:
    """A presentation day of the call under review: officers off its panel."""
    return {"officer"}


def keyed(*names: str) -> set[str]:
    """Sheets on paper: officers off the panel; who stands aside has none."""
    return set() if "sheet_c_recused" in names else {"officer"}


def uploaded_scores(*names: str) -> set[str]:
    """Who sent the workbook, at the address of its own call."""
    senders = {"score_import": {"officer"}, "own_score_import": {"reviewer_a"}}
    return senders[names[1]] if names[0] == "reviewed_call" else set()


def own_uploaded_scores(*names: str) -> set[str]:
    """The reviewer who sent their own workbook."""
    return uploaded_scores(*names) - OFFICERS


def office_uploaded_scores(*names: str) -> set[str]:
    """The officer who sent a workbook."""
    return uploaded_scores(*names) & OFFICERS


def own_scores(*names: str) -> set[str]:
    """Who has a sheet to read on the panel of a call."""
    panels = {"reviewed_call": {"reviewer_a", "reviewer_c"}}
    return panels.get(names[0], set())


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


def batch(*names: str) -> set[str]:
    """Officers, where the letters are those of that decision."""
    return OFFICERS if names == ("released", "letter_batch") else set()


def recommended(call: str, stage: str) -> set[str]:
    """Staff, where a panel's conclusion is on record; before that there is nothing to read."""
    return CONCLUDED.get(call, set())


def withdrawing(call: str, stage: str) -> set[str]:
    """Officers, where a panel's conclusion is on record."""
    return recommended(call, stage) - RELEASERS


def never_withdrawn(*names: str) -> set[str]:
    """No conclusion of these calls was ever withdrawn: there is no earlier one to read."""
    return set()


def told_result(*names: str) -> set[str]:
    """The organisation itself, once the decision on its application is released."""
    return own(*names) if names[0] == "settled" else set()


def of_the_decided_call(*names: str) -> set[str]:
    """Everybody reads the results of a call whose decision is released, and of no other."""
    return EVERYBODY if names[0] == "settled_call" else set()


def asks_no_consent(*names: str) -> set[str]:
    """No form of these calls asks those who join to agree: there is no such page."""
    return set()


def asks_no_interim(*names: str) -> set[str]:
    """No scheme of these calls asks for an interim report: there is no such page."""
    return set()


def unasked(*names: str) -> set[str]:
    """Nobody: what is drawn or filtered by words in the address is asked for by none."""
    return set()


def giving_time(*names: str) -> set[str]:
    """More time can be given to a draft too, of which an officer learns nothing but whose it is."""
    return {"officer"} if names[0] in KEPT_OUT else OFFICERS
