"""The pinned requirements cover what the manifests ask for: they are made by hand, and easily forgotten."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
WORKSPACE = PROJECT.parents[1]
OWN = {"api-python", "observatory-config", "observatory-telemetry"}

PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return {canonicalize_name(package): version for package, version in PIN.findall(text(name))}


def text(name: str) -> str:
    return (PROJECT / name).read_text()


def asked_for() -> list[Requirement]:
    manifests = [PROJECT, WORKSPACE / "libs/python/config", WORKSPACE / "libs/python/telemetry"]
    projects = [tomllib.loads((folder / "pyproject.toml").read_text())["project"] for folder in manifests]
    return [Requirement(line) for project in projects for line in project["dependencies"]]


def test_production_pins_cover_the_service_and_its_libraries() -> None:
    pinned = pins("requirements.txt")

    for requirement in asked_for():
        if requirement.name not in OWN:
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement
    assert not OWN & pinned.keys()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"])
def test_every_pin_has_a_hash_and_names_no_host(name: str) -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", text(name))[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text(name)


def test_the_three_files_agree_with_each_other() -> None:
    production, development, build = map(
        pins, ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
    )

    for package, version in (production | build).items():
        assert development.get(package, version) == version


def test_development_tools_stay_out_of_production() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis", "hatchling"} & pins("requirements.txt").keys()
