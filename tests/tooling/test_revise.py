"""The revisions lead to the schema of the models, and a difference is seen."""

from app.migrations.revise import VERSIONS, fresh_database, lacks_something, next_number


def test_the_newest_revision_fits_the_models() -> None:
    with fresh_database() as connection:
        assert not lacks_something(connection)


def test_a_difference_is_seen() -> None:
    with fresh_database() as connection:
        connection.exec_driver_sql("ALTER TABLE card ADD COLUMN colour TEXT")
        connection.commit()
        assert lacks_something(connection)


def test_revisions_are_numbered_in_order() -> None:
    numbers = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert next_number() == f"{len(numbers) + 1:04d}"
