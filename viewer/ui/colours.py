"""The colour tables of the window; every text/background pair holds 4.5:1 (tested)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme: hex values, named by what they are for."""

    window: str
    panel: str
    raised: str
    hover: str
    hairline: str
    outline: str  # edge of a control, 3:1 against `panel`
    text: str
    secondary: str
    disabled: str  # text of what cannot be used now; exempt from 4.5:1 (WCAG 1.4.3)
    accent: str
    on_accent: str
    selection: str
    warning: str
    warning_back: str
    danger: str
    danger_back: str
    success: str


DARK = Colours(
    window="#16181b",
    panel="#1e2126",
    raised="#272b31",
    hover="#2f343b",
    hairline="#343a42",
    outline="#717983",
    text="#e6e8ea",
    secondary="#a7adb5",
    disabled="#737a83",
    accent="#4da3ff",
    on_accent="#0d1218",
    selection="#24405e",
    warning="#f0b429",
    warning_back="#33290f",
    danger="#ff6b6b",
    danger_back="#3d1618",
    success="#5ac58a",
)

LIGHT = Colours(
    window="#ffffff",
    panel="#f5f6f7",
    raised="#e9ebee",
    hover="#dfe2e6",
    hairline="#d9dde2",
    outline="#858c95",
    text="#1c1f23",
    secondary="#555c65",
    disabled="#888f98",
    accent="#0b66d0",
    on_accent="#ffffff",
    selection="#cfe3fb",
    warning="#855600",
    warning_back="#fff3d6",
    danger="#b3261e",
    danger_back="#fde7e5",
    success="#1b7038",
)

# Text colours and the backgrounds they are drawn on; the style sheet and the painters use
# no others.
TEXT_PAIRS = (
    *(
        (text, back)
        for text in ("text", "secondary")
        for back in ("window", "panel", "raised", "hover", "selection")
    ),
    *(
        (text, back)
        for text in ("accent", "warning", "danger", "success")
        for back in ("window", "panel")
    ),
    ("on_accent", "accent"),
    ("text", "warning_back"),
    ("text", "danger_back"),
    ("accent", "danger_back"),
    ("accent", "warning_back"),
)

# Edges that carry meaning without text: 3:1 is enough (WCAG 1.4.11).
EDGE_PAIRS = (
    ("outline", "panel"),
    ("outline", "window"),
    ("accent", "raised"),
    ("warning", "warning_back"),
    ("danger", "danger_back"),
)

# Frames of the viewports and the dots of the browser, in viewport order; the active one has
# the accent instead. Told apart by position and number too, never by colour alone.
VIEWPORT_COLOURS = (
    "#4fd0d9",
    "#f0b429",
    "#5ac58a",
    "#e07be0",
    "#ff8f5a",
    "#9aa7b5",
    "#b7a3ff",
    "#c7cf4a",
    "#ff8fa3",
    "#8fb8a0",
    "#d1a97a",
    "#e6e8ea",
)

# One mark per person when a medium holds several (S-01).
PATIENT_COLOURS = ("#b7a3ff", "#c7cf4a", "#ff8fa3", "#4fd0d9", "#d1a97a", "#5ac58a")


def viewport_colour(index: int) -> str:
    """The colour of viewport `index`, 0-based."""
    return VIEWPORT_COLOURS[index % len(VIEWPORT_COLOURS)]


def patient_colour(index: int) -> str:
    """The colour of the patient at place `index` of the browser."""
    return PATIENT_COLOURS[index % len(PATIENT_COLOURS)]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
