import os
from pathlib import Path

import pytest

from observatory_config.problem import Problem
from observatory_config.variables import MAX_FILE_BYTES, read_variable, spelling


def file_with(content: bytes, folder: Path) -> dict[str, str]:
    path = folder / "value"
    path.write_bytes(content)
    return {"TOKEN_FILE": str(path)}


def test_reads_the_variable_itself() -> None:
    assert read_variable("TOKEN", {"TOKEN": "a value"}) == "a value"


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}, {"TOKEN_FILE": ""}, {"token": "lower case"}])
def test_is_none_where_nothing_is_set(environ: dict[str, str]) -> None:
    assert read_variable("TOKEN", environ) is None


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"value", "value"),
        (b"value\n", "value"),
        (b"value\r\n", "value"),
        (b"value\n\n", "value\n"),
        (b" value ", " value "),
        (b"value\r", "value\r"),
        ("wörter\n".encode(), "wörter"),
    ],
)
def test_reads_a_file_less_one_newline(content: bytes, value: str, tmp_path: Path) -> None:
    assert read_variable("TOKEN", file_with(content, tmp_path)) == value


def test_refuses_both_at_once(tmp_path: Path) -> None:
    environ = file_with(b"from the file", tmp_path) | {"TOKEN": "from the variable"}

    problem = read_variable("TOKEN", environ)

    assert str(problem) == "TOKEN and TOKEN_FILE are both set; expected only one of them"


def test_an_empty_variable_leaves_the_file(tmp_path: Path) -> None:
    assert read_variable("TOKEN", file_with(b"value", tmp_path) | {"TOKEN": ""}) == "value"


def test_names_a_file_that_is_not_there() -> None:
    problem = read_variable("TOKEN", {"TOKEN_FILE": "/nowhere/token"})

    assert str(problem) == (
        "TOKEN_FILE names /nowhere/token: No such file or directory; expected a file that can be read"
    )


def test_explains_a_folder(tmp_path: Path) -> None:
    assert "Is a directory" in str(read_variable("TOKEN", {"TOKEN_FILE": str(tmp_path)}))


def test_explains_a_path_that_no_file_can_have() -> None:
    assert isinstance(read_variable("TOKEN", {"TOKEN_FILE": "a\0b"}), Problem)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff\xfe", "is not text"),
        (b"x" * (MAX_FILE_BYTES + 1), "is too large"),
    ],
)
def test_explains_a_file_that_holds_no_value(content: bytes, wrong: str, tmp_path: Path) -> None:
    problem = read_variable("TOKEN", file_with(content, tmp_path))

    assert isinstance(problem, Problem)
    assert problem.variable == "TOKEN_FILE"
    assert wrong in problem.wrong


def test_a_file_may_be_as_large_as_the_limit(tmp_path: Path) -> None:
    value = read_variable("TOKEN", file_with(b"x" * MAX_FILE_BYTES, tmp_path))

    assert value == "x" * MAX_FILE_BYTES


def test_reads_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "from outside")

    assert os.environ["TOKEN"] == read_variable("TOKEN")


def test_spells_a_variable_as_it_was_given() -> None:
    assert spelling("TOKEN", {"TOKEN_FILE": "/run/secrets/token"}) == "TOKEN_FILE"
    assert spelling("TOKEN", {"TOKEN": "x"}) == "TOKEN"
    assert spelling("TOKEN", {}) == "TOKEN"
