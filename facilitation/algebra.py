"""Matrices made smaller, the same on every run."""

from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_DENSE_LIMIT = 400


def on_one_thread() -> AbstractContextManager[object]:
    """Linear algebra without threads of its own: on matrices this small they wait for one another.

    Measured on two busy cores: less than half the time; and sums do not depend on the number of cores.
    """
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits


def unit_rows(matrix: Matrix) -> Matrix:
    """Every row with length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 1e-9, lengths, 1.0))


def reduced(matrix: Any, dimensions: int) -> tuple[Matrix, Matrix]:
    """Left singular vectors and singular values of a sparse matrix, largest first, the same on every run.

    Shapes (rows, k) and (k,), k at most `dimensions`. Above 400 rows by Lanczos iteration from a fixed start
    (ARPACK, Lehoucq, Sorensen and Yang 1998).
    """
    smaller = min(matrix.shape)
    dimensions = min(dimensions, smaller)
    if matrix.shape[0] <= _DENSE_LIMIT:
        strength, left = np.linalg.eigh((matrix @ matrix.T).toarray())
        best = np.argsort(-strength)[:dimensions]
        return left[:, best], _without_noise(np.sqrt(np.maximum(strength[best], 0.0)))
    if dimensions >= smaller - 1:
        left, strength, _ = np.linalg.svd(matrix.toarray(), full_matrices=False)
        return left[:, :dimensions], _without_noise(strength[:dimensions])
    from scipy.sparse.linalg import svds

    start = np.random.default_rng(0).standard_normal(smaller)
    left, strength, _ = svds(matrix, k=dimensions, v0=start, return_singular_vectors="u")
    order = np.argsort(-strength)
    return np.asarray(left[:, order]), _without_noise(strength[order])


def first_direction(rows: Matrix) -> Matrix:
    """The first right singular vector of `rows`, shape (1, columns)."""
    return np.asarray(np.linalg.eigh(rows.T @ rows)[1][:, -1:].T)


def _without_noise(strength: Matrix) -> Matrix:
    """Rounding errors must not become directions once rows are brought to length 1."""
    return np.where(strength > 1e-6 * strength.max(initial=0.0), strength, 0.0)
