"""Every reader target by name; a module imported first decides what atheris can look into."""

from typing import Final

from tests.fuzz import header_targets, medium_targets, pixel_targets
from tests.fuzz.target import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target
    for module in (header_targets, medium_targets, pixel_targets)
    for target in module.TARGETS
}
