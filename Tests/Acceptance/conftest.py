"""Fixtures that every test file may use. A test that changes nothing for its neighbours shares a server with them."""

import pytest

import candidates
from harness import BINARY, Lethe


def pytest_sessionstart(session):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is not there: swift build -c release --product lethe", returncode=78)


def pytest_make_parametrize_id(config, val, argname):
    """Long values make no names."""
    return f"{argname}-of-{len(val)}" if isinstance(val, (str, bytes)) and len(val) > 40 else None


@pytest.fixture
def lethe():
    """A new Lethe with a running server and one service, for this test alone."""
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        yield lethe


@pytest.fixture
def bare():
    """A new Lethe that was never started."""
    with Lethe() as lethe:
        yield lethe


@pytest.fixture(scope="module")
def shared():
    """A Lethe with a running server and one service, for all tests of a file."""
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        yield lethe


@pytest.fixture
def filled(bare):
    """Data with a candidate in it, and nobody running."""
    bare.start()
    bare.create_service("Acme", "acme")
    bare.import_people(
        [candidates.person("ada", pictures={"selfie": candidates.jpeg(1, 100_000)}), candidates.person("bob", 2)])
    bare.key = bare.create_key("pictures")
    bare.stop()
    return bare
