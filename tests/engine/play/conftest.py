"""A case at any task, in a database of its own."""
from tests.course import course_at  # noqa: F401
