"""Pictures of style sheets: Qt finds them, and they have the colour asked for."""

import pytest
from PySide6.QtCore import QFile
from PySide6.QtGui import QImage

from viewer.ui.memory_picture import check_mark


@pytest.mark.parametrize("colour", ["#0d1218", "#ff0080"])
@pytest.mark.usefixtures("qapp")
def test_the_check_mark_is_there_in_its_colour(colour: str) -> None:
    name = check_mark(colour)
    assert QFile.exists(name)
    picture = QImage(name)
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(64)
        for y in range(64)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert colours == {colour}
    assert check_mark(colour) == name
