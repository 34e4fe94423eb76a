"""The composition root: which agents there are, under which policies and with which key the service decides."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import structlog

from agents import accounts, activity, claims, clock, gangs, links, listings, live, reports, violations, weights
from agents.shipped import shipped_policy
from schemas import topics
from schemas.sealed import Tokeniser
from streams.core import engine
from streams.core.identity.keys import DEVELOPMENT_KEY, KeyFileError, load_key
from streams.core.identity.rotation import OverlappingTokeniser
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.load import PolicyError, load_policies, load_policy_text
from streams.core.policy.model import Policy
from streams.runtime.errors import PinocchioError, SettingsError
from streams.runtime.logging import setup_logging
from streams.runtime.service import Parts, Service
from streams.runtime.settings import Settings

AGENTS = (listings, reports, violations, accounts, live, clock, claims, links, activity, weights, gangs)
READ = (*topics.SOURCES, topics.CLAIMS, topics.LINKS, topics.ACTIVITY, topics.WEIGHTS, topics.GANGS)

_log = structlog.get_logger(__name__)


def run_worker(settings: Settings) -> int:
    """Run the service until SIGTERM; the exit code of the process. Raises `PinocchioError` when it cannot start."""
    key = production_key(settings)
    setup_logging(settings.log_level, settings.log_format, settings.app_id)
    return asyncio.run(serve(build_worker(settings, key)))


def build_worker(settings: Settings, key: bytes, *, check_crcs: bool = True) -> Service:
    """The whole service, not started. `pinocchio up` brings the development key and switches the CRC check off."""
    path = settings.policy or shipped_policy()
    try:
        policies = load_policies(path)
    except PolicyError as error:
        raise PinocchioError(
            f"the policy at {path} cannot be used\n\n{error}", "correct it: pinocchio policy check"
        ) from error
    folder = path if path.is_dir() else path.parent
    parts = Parts(
        tokeniser=tokeniser_of(settings, key),
        policies=policies,
        parse_policy=lambda text, name: _parsed(text, name, folder),
        engine=engine.run,
        agents=tuple(agent.register for agent in AGENTS),
        read=READ,
        check_crcs=check_crcs,
    )
    return Service(settings, parts)


async def serve(service: Service) -> int:
    """Until SIGTERM or SIGINT, or until it fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return await service.serve(stop)


def tokeniser_of(settings: Settings, key: bytes) -> Tokeniser:
    """Under one key, or under two while one replaces the other."""
    new = KeyedTokeniser(key, faces=settings.face_tokens)
    if settings.identity_previous_key_file is None:
        return new
    try:
        old = load_key(settings.identity_previous_key_file)
    except KeyFileError as error:
        raise SettingsError(str(error)) from error
    return OverlappingTokeniser(new, KeyedTokeniser(old, faces=settings.face_tokens))


def production_key(settings: Settings) -> bytes:
    """The key of the key file. The public development key protects nobody, so a worker refuses it."""
    if settings.identity_key_file is None:
        raise SettingsError(
            "PINOCCHIO_IDENTITY_KEY_FILE is not set: a worker joins people by keyed tokens and needs a key of its own",
            "make one with: openssl rand -hex 32 > FILE, keep it, and give every worker the same file",
        )
    try:
        key = load_key(settings.identity_key_file)
    except KeyFileError as error:
        raise SettingsError(str(error)) from error
    if key == DEVELOPMENT_KEY:
        raise SettingsError(
            f"{settings.identity_key_file} holds the public development key, which protects nobody",
            "make a key of your own with: openssl rand -hex 32 > FILE",
        )
    return key


def _parsed(text: str, name: str, folder: Path) -> Policy:
    return load_policy_text(text, name, folder)
