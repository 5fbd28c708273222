"""Tests the exit codes, and the error of a shared Redis inside a group of errors."""

import pytest

from scraper.errors import ExitCode, FrontierError, frontier_failure

FAILURE = FrontierError("redis://q:6379: refused")


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (FAILURE, FAILURE),
        (ValueError(), None),
        (ExceptionGroup("", [ValueError(), FAILURE]), FAILURE),
        (ExceptionGroup("", [ExceptionGroup("", [FAILURE])]), FAILURE),
        (ExceptionGroup("", [ValueError()]), None),
    ],
    ids=["itself", "another error", "in a group", "in a group of a group", "not in a group"],
)
def test_the_failure_of_a_frontier_is_found(
    error: BaseException, failure: FrontierError | None
) -> None:
    assert frontier_failure(error) is failure


def test_exit_codes_are_a_contract() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0,
        "NOTHING_DONE": 1,
        "BAD_INPUT": 2,
        "NEEDS_A_PERSON": 3,
        "DATABASE_UNUSABLE": 4,
        "ALREADY_RUNNING": 75,
    }
