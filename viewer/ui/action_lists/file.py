"""Opening and closing."""

from viewer.ui.action_spec import ActionSpec

FILE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open-folder",
        "Open folder or disc…",
        lambda t: t.window.open_folder(),
        "File",
        ("Ctrl+O",),
        "folder",
        "Show the pictures of a disc, stick or folder",
    ),
    ActionSpec(
        "open-file",
        "Open file or ZIP…",
        lambda t: t.window.open_file(),
        "File",
        ("Ctrl+Shift+O",),
        "file",
        "Show one DICOM file, a DICOMDIR or a ZIP archive",
    ),
    ActionSpec(
        "load-report",
        "What was read from the disc",
        lambda t: t.window.show_load_report(),
        "File",
        ("Ctrl+I",),
        "report",
        "Expected, found and readable pictures, series by series",
        separated=True,
    ),
    ActionSpec(
        "print",
        "Print this picture…",
        lambda t: t.paper.print_viewport(),
        "File",
        ("P", "Ctrl+P"),
        "print",
        "On paper as on the screen, with name, date and scale",
        needs_image=True,
    ),
    ActionSpec(
        "close-media",
        "Close disc",
        lambda t: t.window.close_media(),
        "File",
        ("Ctrl+W",),
        "eject",
        "Forget everything that is open and go back to the start",
        separated=True,
    ),
    ActionSpec("quit", "Quit", lambda t: t.window.quit(), "File", ("Ctrl+Q",)),
)
