"""What the two commands and the build rest on."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
THIRD_PARTY = ("app/static/vendor", "tests/vendor", "node_modules")
EXACT = re.compile(r"\d+\.\d+\.\d+")
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==[\w.]+( ; [\w.'<>=! ]+)?")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def package_lock() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads(read("package-lock.json"))["packages"]
    return {path.removeprefix("node_modules/"): package for path, package in packages.items() if path}


@pytest.mark.parametrize(
    "name", ["package-lock.json", "package.json", "constraints.txt", ".npmrc", "Dockerfile"]
)
def test_no_file_names_a_registry(name: str) -> None:
    addresses = re.findall(r"https?://(?!127\.0\.0\.1)[^\s'\"]+", read(name))
    assert not addresses
    assert 'resolved":' not in read(name)
    assert "index-url" not in read(name)


def test_front_end_versions_are_exact_and_locked() -> None:
    package = json.loads(read("package.json"))
    wanted = package["dependencies"] | package["devDependencies"]
    assert wanted
    assert all(EXACT.fullmatch(version) for version in wanted.values())
    assert {name: entry["version"] for name, entry in package_lock().items()} == wanted
    assert all(entry["integrity"].startswith("sha512-") for entry in package_lock().values())


def test_every_python_package_is_pinned() -> None:
    pins = [PINNED.fullmatch(line) for line in read("constraints.txt").splitlines()]
    assert all(pins)
    names = {pin["name"] for pin in pins if pin}
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    assert {re.split(r"[\[<>=;]", line)[0] for line in wanted} <= names


def test_git_has_no_third_party_code() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the sources has no git")
    assert git("ls-files", "--", "dev.py").stdout.strip() == "dev.py"
    assert git("ls-files", "--", *THIRD_PARTY).stdout == ""
    for folder in THIRD_PARTY:
        assert git("check-ignore", "-q", f"{folder}/any.js").returncode == 0


def git(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_htmx_comes_before_its_extension_in_one_file() -> None:
    script = read("app/static/vendor/htmx.js")
    assert 0 <= script.index("var htmx=") < script.index('registerExtension("hx-csp"')


def test_the_other_front_end_files_are_there() -> None:
    assert "Sortable" in read("app/static/vendor/sortable.js")
    assert "axe v" in read("tests/vendor/axe.js")


def test_continuous_integration_does_what_the_readme_says() -> None:
    command = read(".ci/run").splitlines()[-1]
    assert command == "python3 dev.py test"
    assert command in read("README.md")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_dev_needs_the_standard_library_only() -> None:
    imports = [
        node for node in ast.walk(ast.parse(read("dev.py"))) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = [
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in imports
        for alias in node.names
    ]
    assert "subprocess" in names
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_dev_tells_an_old_python_what_to_do() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9); runpy.run_path('dev.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11 oder neuer" in done.stderr
    assert "Python 3.11 or newer" in done.stderr


def test_dev_refuses_what_it_does_not_know() -> None:
    done = subprocess.run(
        [sys.executable, "dev.py", "run", "--prot", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--prot" in done.stderr
