"""Who may get in at the doors that a face that people like brought: the portal, lists, pictures."""

from collections.abc import Callable

from promises.audience_rules import EVERYBODY, OFFICERS, Audience, office, own


def selected(*names: str) -> set[str]:
    """Everybody reads of a project once the decision that selected it is released."""
    return EVERYBODY if names[0] == "settled" else set()


def pictured(*drawn: str) -> Callable[..., set[str]]:
    """Officers, where there is a picture of that name."""
    return lambda *names: OFFICERS if names[-1] in drawn else set()


FACE_GROUPS: tuple[tuple[Audience, str], ...] = (
    (
        EVERYBODY,
        """
        public.result_years public.projects public.search public.feed public.calendar
        public.call_calendar public.sitemap public.robots public.accessibility public.privacy
        """,
    ),
    (selected, "public.project"),
    (OFFICERS, "officer.call_figures"),
    (pictured("funnel", "days"), "officer.call_picture"),
    (pictured("funnel", "years"), "officer.year_picture"),
    (office, "officer.application_flow officer.application_flow_picture"),
    (own, "applicant.flow applicant.flow_picture"),
    (
        OFFICERS,
        """
        officer.all_applications officer.all_applications_file officer.applications_file
        officer.organisations_file officer.awards_file
        officer.own_lists_page officer.name_list officer.save_list_now officer.rename_list_now
        officer.remove_list_now
        officer.several_accept officer.accept_several_now officer.several_findings
        officer.record_several_now officer.several_opinions officer.ask_several_now
        """,
    ),
)
