"""The scan of a paper that an officer enters: a file beside the answers, as no form asks for it."""

from koubo.applications.models import Filing
from koubo.schemes.forms import Form
from koubo.schemes.questions import Question

SCAN = "@paper"
"""Under which the scan is kept; no id of a question has an ``@``."""
SCAN_QUESTION = Question(
    id=SCAN,
    kind="files",
    label="紙の提出物を読み取ったもの（スキャン）",
    support="受け取った紙のすべてのページを、収受印が読めるように読み取ってください。",
    types=("pdf", "jpg", "png"),
)


def file_question(form: Form, filing: Filing, question_id: str) -> Question | None:
    """Give the question to which a file belongs; None where the document has none such."""
    if question_id == SCAN:
        return SCAN_QUESTION if filing.entered_by is not None else None
    return form.question(question_id)
