"""The production set-up, as far as it can be checked without an engine to run it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "beat", "migrate"}
every_service = pytest.mark.parametrize("name", SERVICES)
our_services = pytest.mark.parametrize("name", sorted(OURS))


def check_schema(schema, path):
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.compose-spec", "docker-compose.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
    ],
)
def test_the_file_follows_its_published_schema(schema, path):
    check_schema(schema, path)


@pytest.mark.parametrize("kind", ["networks", "secrets"])
@every_service
def test_every_network_and_secret_named_exists(name, kind):
    assert set(SERVICES[name].get(kind, [])) <= set(COMPOSE[kind])


@every_service
def test_every_volume_named_exists(name):
    named = {volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])}

    assert {volume for volume in named if not volume.startswith((".", "/"))} <= set(
        COMPOSE["volumes"]
    )


@every_service
def test_every_service_waited_for_exists_and_can_say_that_it_is_ready(name):
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if wait["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]


@every_service
def test_every_secret_file_a_service_reads_is_given_to_it(name):
    service = SERVICES[name]
    text = f"{service.get('environment')} {service.get('command')} {service.get('healthcheck')}"

    assert set(re.findall(r"/run/secrets/(\w+)", text)) == set(service.get("secrets", []))


@every_service
def test_every_service_is_fenced_in(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"]
    assert service["mem_limit"]
    assert service["logging"]["options"]["max-size"]
    assert service["healthcheck"]
    assert re.fullmatch(r"[\w/]+:[\w.-]+", service["image"])
    assert not service["image"].endswith(":latest")


@every_service
def test_only_the_proxy_can_be_reached_from_outside(name):
    assert ("ports" in SERVICES[name]) is (name == "proxy")
    assert COMPOSE["networks"]["inside"]["internal"] is True
    if name in {"database", "redis"}:
        assert SERVICES[name]["networks"] == ["inside"]


@our_services
def test_our_services_run_in_production_without_a_secret_in_plain_sight(name):
    environment = SERVICES[name]["environment"]

    assert environment["PLATES_ENV"] == "production"
    assert SERVICES[name]["user"] == "10001:10001"
    for secret in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        assert secret not in environment
        assert f"{secret}_FILE" in environment


def test_there_is_one_clock_and_it_is_not_inside_a_worker():
    beats = [name for name in SERVICES if "beat" in str(SERVICES[name].get("command"))]

    assert beats == ["beat"]
    assert "deploy" not in SERVICES["beat"]
    assert not re.search(r"\s(-B|--beat)\b", SERVICES["worker"]["command"])


def test_the_proxy_our_settings_trust_is_the_one_in_front():
    (front,) = COMPOSE["networks"]["front"]["ipam"]["config"]

    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == front["subnet"]
    assert {name for name in SERVICES if "front" in SERVICES[name]["networks"]} == {"proxy", "web"}


def test_the_image_holds_the_application_and_nothing_that_git_ignores():
    copied = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }

    assert all((ROOT / name).exists() for name in copied)
    assert not copied & {".venv", "var", "secrets", ".env", ".git", "tests"}
    assert {"accounts", "agency", "billing", "briefs", "reports", "templates", "static"} < copied


def test_the_image_runs_as_an_ordinary_user():
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert re.findall(r"^USER (\w+)", dockerfile, re.M) == ["plates"]
    assert "--uid 10001" in dockerfile
    assert "--require-hashes" in dockerfile
