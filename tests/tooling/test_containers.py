"""What runs in containers is locked up: nothing but volumes is written, nobody is root, no secret is seen."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSED: Mapping[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: Mapping[str, Any] = COMPOSED["services"]
IMAGE = (ROOT / "Dockerfile").read_text("utf-8")
PROXY = (ROOT / COMPOSED["configs"]["caddyfile"]["file"]).read_text("utf-8")


def test_the_proxy_the_server_and_the_database_are_there() -> None:
    assert list(SERVICES) == ["proxy", "server", "database"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_locked_up(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert "privileged" not in service


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    networks = COMPOSED["networks"]
    outside = {name for name, options in networks.items() if not (options or {}).get("internal")}
    reaching = [name for name, service in SERVICES.items() if outside & set(service["networks"])]
    assert reaching == ["proxy"]
    assert "database" not in [name for name in SERVICES if "inside" in SERVICES[name]["networks"]]


def test_secrets_come_from_files_and_every_switch_is_known() -> None:
    switches = SERVICES["server"]["environment"]
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}

    assert {name.removesuffix("_FILE") for name in switches} <= known
    assert not re.search(r"://\w+:\w+@", str(switches)), "no password in an address"
    assert switches["ZUKUNFT_DATABASE_PASSWORD_FILE"] == "/run/secrets/database-password"
    assert COMPOSED["secrets"]["database-password"]["file"].startswith("./secrets/")
    assert "/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_server_works_with_two_workers_and_time_to_leave() -> None:
    server = SERVICES["server"]

    assert server["command"][-2:] == ["--workers", "2"]
    assert int(server["stop_grace_period"].removesuffix("s")) > 10
    assert "/tmp" in server["tmpfs"]


def test_every_volume_network_secret_and_config_is_declared() -> None:
    for kind in ("volumes", "networks", "secrets", "configs"):
        used = {
            (entry["source"] if isinstance(entry, dict) else entry.partition(":")[0])
            for service in SERVICES.values()
            for entry in service.get(kind, [])
        }
        assert used == set(COMPOSED[kind]), kind


def test_the_proxy_waits_long_buffers_nothing_and_keeps_the_numbers_inside() -> None:
    assert "read_timeout 120s" in PROXY
    assert "flush_interval -1" in PROXY
    assert "respond /metrics 404" in PROXY
    assert "reverse_proxy server:8000" in PROXY


def test_a_read_only_container_gets_its_configuration_as_a_mount() -> None:
    """Compose copies what stands inline into the container, and one that is read-only refuses it."""
    assert all(set(config) == {"file"} for config in COMPOSED["configs"].values())
    assert "{$SITE:localhost}" in PROXY and "${" not in PROXY
    assert SERVICES["proxy"]["environment"] == {"SITE": "${SITE:-localhost}"}


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_the_proxy_understands_its_configuration(tmp_path: Path) -> None:
    file = tmp_path / "Caddyfile"
    file.write_text(PROXY, encoding="utf-8")

    done = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(file)], capture_output=True, timeout=30
    )

    assert done.returncode == 0, done.stderr


def test_the_image_belongs_to_nobody_and_asks_after_itself() -> None:
    assert re.search(r"^USER 10001:10001$", IMAGE, re.MULTILINE)
    assert "HEALTHCHECK" in IMAGE
    assert '".[postgres,redis]"' in IMAGE and "-c constraints.txt" in IMAGE
    assert not re.search(r"\b(ARG|ENV)\b.*(PASSWORD|TOKEN|SECRET)", IMAGE)
