"""A form as a browser would send it back untouched."""

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """The fields of the form with this action, with what stands in them."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.fields: Fields = {}
        self._inside = False
        self._area = ""
        self._select = ""
        self._chosen: str | None = None
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self.action
        elif self._inside and tag == "input":
            self._read_input(given)
        elif self._inside and tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = [""]
        elif self._inside and tag == "select":
            self._select, self._chosen, self._first = given["name"], None, None
        elif self._inside and tag == "option":
            self._first = given["value"] if self._first is None else self._first
            self._chosen = given["value"] if "selected" in given else self._chosen

    def _read_input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio") and "checked" not in given:
            return
        self.fields.setdefault(given["name"], []).append(given.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select" and self._select:
            chosen = self._chosen if self._chosen is not None else self._first
            self.fields[self._select] = [chosen] if chosen is not None else []
            self._select = ""


def form_on(page: str, action: str) -> Fields:
    reader = FormReader(action)
    reader.feed(page)
    assert reader.fields, f"no form for {action}"
    return reader.fields
