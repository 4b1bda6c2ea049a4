"""Tables as they grow: a row is printed as soon as it is measured."""


class Table:
    """In Markdown, so that it can stand in the documentation as it is."""

    def __init__(self, *heads: str) -> None:
        self.row(*heads)
        self.row(*("---" for _ in heads))

    def row(self, *cells: object) -> None:
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
