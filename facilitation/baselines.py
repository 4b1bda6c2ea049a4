"""What simple methods make of the same cards: the yardstick for `zukunft evaluate`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from facilitation.communities import Labels
from facilitation.spelling import clean

_FEWEST, _MOST, _TRIES = 2, 40, 3


def k_means_themes(texts: Sequence[str]) -> Labels:
    """TF-IDF of words and k-means; their number by the best mean silhouette (Rousseeuw 1987)."""
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
    """TF-IDF of words and non-negative matrix factorisation; every card to its strongest topic."""
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

    ready = [clean(text) or "?" for text in texts]
    return TfidfVectorizer(token_pattern=r"(?u)\b\w+\b|\?").fit_transform(ready)
