"""Random numbers of things whose order and count nobody should learn from their numbers."""

import secrets

# No vowels and no look-alikes: a number can be read out over the telephone and spells nothing.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def random_number(prefix: str, length: int) -> str:
    """``prefix``, a hyphen and ``length`` signs, 4.75 bits each."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(length))
