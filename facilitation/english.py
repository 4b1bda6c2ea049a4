"""English words that may name a theme: nouns, told from verbs and adjectives by small lists and endings."""

from facilitation.lexicon import other_lemma
from facilitation.word_lists import listed

ENGLISH_ADJECTIVES = frozenset(
    listed(
        """able active affordable alone available aware awful basic beautiful bigger biggest blind boring
        bright broken busy careful central certain cheap cheaper clean cleaner clear close cold
        comfortable common complete constant convenient cool dangerous dark dead decent deep
        different difficult direct dirty double dry due dull early easier easy elderly electric
        empty equal excellent expensive extra fair far fast faster few fine fit flat flexible free
        frequent fresh friendly frightening full fun future general green grey half happy hard
        healthy heavy hidden high higher horrible hot huge human ill important independent
        interesting irregular large larger late later lively lonely longer long loud low lower main
        major many medium mobile modern more most mixed narrow natural near nearby nearest necessary
        nicer noisy normal obvious odd older outdoor overgrown overpriced own past permanent
        pleasant poor popular possible practical pretty private proper public quick quiet rare ready
        real regular reliable responsible rich right rotten rude rural sad safe safer second
        separate serious shared short shorter shut sick silent similar simple single slippery slow
        small smaller smelly social soft special steep strong sudden sure sustainable tall terrible
        thick thin tidy tight tiny tired ugly unclear uneven unfair unsafe urban useful useless
        usual vacant various visible warm weak weekly welcome wet wide wider wild wonderful worse
        worst wrong young younger"""
    )
)
ENGLISH_PREPOSITIONS = frozenset(
    listed("at on of for with near from by along to without about behind between")
)
ENGLISH_VERBS = frozenset(
    listed(
        """add allow appear arrive ask avoid ban become begin believe belong break bring build burn buy call
        care carry catch change charge clean clear close collect come connect consider continue cost
        create cross cut decide demolish deserve disappear double drive drop earn eat employ empty
        encourage end enforce enjoy expect explain extend face fall feel fight fill find finish fix
        follow fund gather give grow hang happen hate hear help hire hold hope hurt improve include
        increase install introduce invest invite join keep kill knock know lead learn leave let
        listen live lock look lose love lower maintain manage mean meet mend miss move must offer
        open organise organize outgrow overflow own park pay pick plan plant please prefer prevent
        protect provide pull push put raise reach read rebuild reduce refuse remember remove renew
        reopen repair repeat replace restore restrict return ride rise rule run save scare see seem
        sell send serve set share shut sit sleep smell speak speed spend spoil stand start stay
        stink stop struggle suffer support take talk teach tell think throw tidy train travel treat
        trust try turn upgrade use visit wait walk wander waste watch welcome widen wish work worry
        write"""
    )
)
_NOUNS_ALL_THE_SAME = frozenset(
    listed(
        """bus care charge cost crossing family future green help library park parking plan rule school share
        support train travel visit waste welcome work building housing meeting meetings training
        lighting heating planning funding cycling shopping swimming walking opening housing nursing
        seating recycling assembly bully feed seed weed shed bed need speed"""
    )
)
_NO_NOUN_ENDS = ("ly", "ful", "less", "ous", "able", "ible")


def is_english_noun(key: str, written: str = "") -> bool:
    """Whether a word, by its lemma and as it stands in a card, can be the name of something.

    In doubt yes: "Smoking" may be a title, "Expensive", "Leave" and "Closed" may not.
    """
    small = (written or key).lower()
    if key in _NOUNS_ALL_THE_SAME or small in _NOUNS_ALL_THE_SAME:
        return True
    if key in ENGLISH_ADJECTIVES or small in ENGLISH_ADJECTIVES or key in ENGLISH_VERBS:
        return False
    if small.endswith(_NO_NOUN_ENDS) and small not in {"family", "vegetable", "table", "bus"}:
        return False
    return not (small.endswith("ed") and other_lemma(small, "en") not in ("", small))
