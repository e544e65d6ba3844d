"""Finding out."""

from viewer.ui.action_spec import ActionSpec

HELP_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "commands",
        "Find a command…",
        lambda t: t.window.show_commands(),
        "Help",
        ("Ctrl+K",),
        "command",
        "Type what you want to do",
        words="palette search",
    ),
    ActionSpec(
        "help",
        "Mouse and keys",
        lambda t: t.window.show_help(),
        "Help",
        ("H", "F1"),
        "help",
        "What mouse, fingers and keys do",
        words="manual shortcuts keys mouse",
    ),
    ActionSpec(
        "about",
        "About Lightbox",
        lambda t: t.window.show_about(),
        "Help",
        icon="info",
        words="version licence license",
    ),
)
