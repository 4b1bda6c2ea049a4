"""Abbreviations whose full stop ends no sentence."""

import re

_MARK = "\ufdd0"  # a noncharacter: never part of a text that people type
_DOTTED = re.compile(
    r"\b(?:z\. ?B|d\. ?h|u\. ?a|o\. ?ä|u\. ?ä|o\. ?a|i\. ?d\. ?R|e\. ?V|z\. ?T|u|ca|bzw|usw|etc|evtl|ggf"
    r"|inkl|max|min|Nr|Tel|Hr|Fr|Dr|Prof|St|[\wäöüÄÖÜß]*[Ss]tr|Abs|Mio|Std|J|vgl|e\.g|i\.e|approx|[A-ZÄÖÜ])\.",
)


def hide_abbreviations(text: str) -> str:
    """The text with the full stops of abbreviations replaced by a mark of the same length."""
    return _DOTTED.sub(lambda hit: hit.group().replace(".", _MARK), text)


def show_abbreviations(text: str) -> str:
    return text.replace(_MARK, ".")
