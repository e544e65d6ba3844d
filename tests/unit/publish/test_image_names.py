import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.publish.image_names import LEGAL_FILE, LEGAL_FOLDER, level_1_names


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("DICOMDIR", "DICOMDIR"),
        ("IM000001", "IM000001"),
        ("README.TXT", "README.TXT"),
        ("Qt6Widgets.dll", "QT6WIDGE.DLL"),
        ("libpython3.11.so.1.0", "LIBPYTHO.0"),
        (".hidden", "_HIDDEN"),
        ("ümlaut", "_MLAUT"),
        ("a.", "A"),
    ],
)
def test_a_file_gets_a_name_of_eight_and_three(name: str, short: str) -> None:
    assert level_1_names([name], []) == {name: short}


def test_folders_have_no_extension() -> None:
    assert level_1_names([], ["Lightbox.app"]) == {"Lightbox.app": "LIGHTBOX"}


def test_names_that_would_become_one_are_counted() -> None:
    names = ["Qt6WidgetsA.dll", "Qt6WidgetsB.dll", "Qt6WidgetsC.dll"]
    assert set(level_1_names(names, []).values()) == {
        "QT6WIDGE.DLL",
        "QT6WIDG0.DLL",
        "QT6WIDG1.DLL",
    }


def test_a_legal_name_is_never_taken_away() -> None:
    assert level_1_names(["qt6widgets.dll", "QT6WIDGE.DLL"], [])["QT6WIDGE.DLL"] == "QT6WIDGE.DLL"


def test_a_file_and_a_folder_never_share_a_name() -> None:
    given_names = level_1_names(["viewer"], ["Viewer"])
    assert len(set(given_names.values())) == 2


@given(st.sets(st.text(min_size=1), max_size=30), st.sets(st.text(min_size=1), max_size=10))
def test_all_names_are_legal_and_different(files: set[str], folders: set[str]) -> None:
    folders -= files
    short = level_1_names(files, folders)
    assert set(short) == files | folders
    assert len(set(short.values())) == len(short)
    assert all(LEGAL_FILE.fullmatch(short[name]) for name in files)
    assert all(LEGAL_FOLDER.fullmatch(short[name]) for name in folders)
    assert short == level_1_names(sorted(files, reverse=True), folders)
