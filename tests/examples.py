"""How many examples random tests draw: in each change few, always the same; in the long run many new ones."""

from hypothesis import HealthCheck, settings


def register_profiles() -> None:
    """`quick` unless pytest is told otherwise: --hypothesis-profile=long. A slow machine is no fault."""
    usual = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("quick", usual, max_examples=50, derandomize=True)
    settings.register_profile("long", usual, max_examples=300)
    settings.load_profile("quick")


def few() -> settings:
    """For tests that take a moment for each example."""
    return settings(max_examples=settings().max_examples // 6)
