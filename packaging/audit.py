"""Looks every locked library up in public lists of vulnerabilities, with pip-audit.

    python packaging/audit.py

Exit status 1 if one is known to be vulnerable. Where a list cannot be reached, or does not know
the libraries, it says which were not looked up: pip-audit itself calls that success.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SERVICES = ("pypi", "osv")
TIMEOUT_SECONDS = 300


def answer(service: str, lock: str) -> list[dict[str, object]] | None:
    """What a service says of each library; None if there is no answer."""
    command = [
        sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json",
        "--progress-spinner", "off", "--vulnerability-service", service, "-r", lock,
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def summary(service: str, lock: str, found: list[dict[str, object]] | None) -> tuple[str, bool]:
    """What to print, and whether a vulnerability is known."""
    where = f"{lock}, {service}"
    if found is None:
        return f"{where}: NOT AUDITED, the service cannot be reached", False
    looked_up = [one for one in found if "skip_reason" not in one]
    skipped = len(found) - len(looked_up)
    if not looked_up:
        return f"{where}: NOT AUDITED, none of {len(found)} libraries is known there", False
    bad = [one for one in looked_up if one.get("vulns")]
    lines = [f"{where}: {len(looked_up)} looked up, {len(bad)} vulnerable, {skipped} NOT AUDITED"]
    for one in bad:
        vulns = one["vulns"]
        assert isinstance(vulns, list)
        ids = ", ".join(vuln["id"] for vuln in vulns)
        lines.append(f"  {one['name']} {one['version']}: {ids}")
    return "\n".join(lines), bool(bad)


def main() -> int:
    """Ask every service about every lock file."""
    results = [summary(s, lock, answer(s, lock)) for lock in LOCKS for s in SERVICES]
    for words, _ in results:
        print(words)
    return int(any(bad for _, bad in results))


if __name__ == "__main__":
    sys.exit(main())
