"""What simple methods make of the same cards: the yardstick for `zukunft evaluate`."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from facilitation.communities import Labels
from facilitation.spelling import clean
from facilitation.stop_words import STOP_WORDS

_FEWEST, _MOST, _TRIES = 2, 40, 3
_MANY = 100
_WORD = re.compile(r"[^\W\d_]+")


def k_means_themes(texts: Sequence[str]) -> Labels:
    """TF-IDF of words but stop words, and k-means; as many as give the best silhouette (Rousseeuw 1987)."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    words = _tf_idf(texts)
    best, labels = -2.0, np.zeros(len(texts), dtype=np.int64)
    for count in _counts(len(texts)):
        found = KMeans(count, n_init=_TRIES, random_state=0).fit_predict(words)
        if len(np.unique(found)) > 1:
            width = float(silhouette_score(words, found))
            best, labels = (width, found.astype(np.int64)) if width > best else (best, labels)
    return labels


def nmf_themes(texts: Sequence[str], *, count: int) -> Labels:
    """TF-IDF of words but stop words, and non-negative matrix factorisation: each card's strongest topic."""
    from sklearn.decomposition import NMF

    words = _tf_idf(texts)
    model = NMF(max(1, min(count, *words.shape)), init="nndsvda", random_state=0, max_iter=400)
    return np.asarray(model.fit_transform(words).argmax(axis=1), dtype=np.int64)


def _counts(size: int) -> list[int]:
    """2, 3, 4, 5, then in steps of about a fifth."""
    counts = [_FEWEST]
    while counts[-1] < min(_MOST, size - 1):
        counts.append(max(counts[-1] + 1, round(counts[-1] * 1.2)))
    return [count for count in counts if count < size]


def _tf_idf(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = (_WORD.findall(clean(text).lower()) for text in texts)
    ready = [" ".join(word for word in each if word not in STOP_WORDS) for each in words]
    least = 2 if len(texts) >= _MANY else 1
    vectorizer = TfidfVectorizer(token_pattern=r"\S+", min_df=least, sublinear_tf=True)
    return vectorizer.fit_transform([text or "?" for text in ready] if least == 1 else ready)
