"""Tokens, passwords, room codes, cookies: who holds what may do what."""

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 6
LONGEST_LOGIN = 80
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 500
SESSION_LIFE = timedelta(hours=24)
"""For each day of the conference: whoever came in on the first morning is still in on the last evening."""
LINK_LIFE = timedelta(days=90)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(secrets.token_urlsafe())


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hashed(token: str) -> str:
    """Tokens carry enough randomness of their own, so that a plain hash is safe at rest."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def plain_code(typed: str) -> str:
    """What somebody typed, as a code: case, blanks and hyphens do not matter."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:12]


def spoken_code(code: str) -> str:
    return f"{code[:3]}-{code[3:]}"


def new_pin() -> str:
    return f"{secrets.randbelow(10**8):08}"


def spoken_pin(pin: str) -> str:
    return f"{pin[:4]} {pin[4:]}"


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Takes as long for an unknown account as for a wrong password."""
    try:
        _hasher.verify(password_hash or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def cookie_name(name: str, *, secure: bool) -> str:
    return f"__Host-{name}" if secure else name
