from pathlib import Path

import pytest

from tests.factories.disc_contents import contents_of
from viewer.errors import CancelledError
from viewer.media.cancel import CancelToken
from viewer.publish.read_disc import patients_on


def test_what_is_read_back_is_what_the_files_say(demo_disc: Path) -> None:
    assert patients_on(demo_disc) == contents_of(demo_disc).patients


def test_what_is_left_out_is_passed_on(demo_disc: Path) -> None:
    uid = contents_of(demo_disc).studies[0].facts.uid
    left = [s.left_out for p in patients_on(demo_disc, {uid: 4}) for s in p.studies]
    assert max(left) == 4


def test_reading_can_be_stopped(demo_disc: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        patients_on(demo_disc, cancel=token)
