"""Who acts in a journey: they sign in by the form, and their home says what is to be done."""

import re
from datetime import date

from journeys.forms import Visitor, text_of
from web.browser import PASSWORD
from web.town import Town


class Person(Visitor):
    """Somebody with an account who has just signed in and sees their home."""

    def __init__(self, town: Town, name: str) -> None:
        super().__init__(town.client())
        self.open("/login")
        self.press("ログインする", {"email": f"{name}@example.jp", "password": PASSWORD})
        self.home()

    def home(self) -> "Person":
        """Go to the home of one's desk."""
        self.open("/home")
        return self

    @property
    def todos(self) -> list[str]:
        """Give the titles of what is to be done, in their order."""
        return [text_of(one) for one in self.page.select("main .k-todo__title")]

    def do(self, title: str) -> "Person":
        """Press the button of what is to be done."""
        found = [
            one
            for one in self.page.select("main .k-todo__item")
            if title in text_of(one.select_one(".k-todo__title") or one)
        ]
        assert len(found) == 1, (title, self.todos)
        link = found[0].select_one("a.k-todo__action")
        assert link is not None, title
        self.open(str(link["href"]).partition("#")[0])
        return self

    def line_number(self, words: str) -> str:
        """Give the number in the names of the fields below a heading with these words."""
        heading = next(
            one for one in self.page.select("main h2, main h3, main summary") if words in one.text
        )
        field = heading.find_next("input", attrs={"name": re.compile(r"-\d+$")})
        assert field is not None, words
        return str(field["name"]).rpartition("-")[2]


def day(name: str, value: date) -> dict[str, str]:
    """Give the three boxes of a day, as typed."""
    parts = (("year", value.year), ("month", value.month), ("day", value.day))
    return {f"{name}-{part}": str(number) for part, number in parts}
