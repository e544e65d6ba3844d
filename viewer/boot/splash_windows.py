"""The splash with user32 alone: a label and a bar, two windows of classes the system has."""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_void_p, c_wchar_p

WIDTH, HEIGHT = 440, 96
_NOTE_HEIGHT, _OFFER_HEIGHT = 26, 40
_POPUP_SHOWN = 0x90800000  # WS_POPUP | WS_VISIBLE | WS_BORDER
_CHILD_SHOWN = 0x50000000  # WS_CHILD | WS_VISIBLE
_ON_TOP = 0x00000088  # WS_EX_TOPMOST | WS_EX_TOOLWINDOW
_BUTTON = 0x50010000  # WS_CHILD | WS_VISIBLE | WS_TABSTOP
_MOUSE_UP, _KEY_UP, _SPACE = 0x0202, 0x0101, 0x20
_SET_FONT, _SET_RANGE, _SET_PLACE, _REMOVE = 0x0030, 0x0406, 0x0402, 1
_STEPS = 1000


class _Message(ctypes.Structure):
    """MSG."""

    _fields_ = (
        ("window", c_void_p),
        ("kind", ctypes.c_uint),
        ("w", ctypes.c_size_t),
        ("l", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("place", ctypes.c_long * 2),
        ("private", ctypes.c_uint32),
    )


class WindowsSplash:
    """See `splash.Drawn`."""

    def __init__(self) -> None:
        load = getattr(ctypes, "WinDLL")  # noqa: B009  absent elsewhere
        self._user = user = load("user32")
        user.CreateWindowExW.restype = c_void_p
        user.CreateWindowExW.argtypes = [
            ctypes.c_uint32, c_wchar_p, c_wchar_p, ctypes.c_uint32,
            c_int, c_int, c_int, c_int, c_void_p, c_void_p, c_void_p, c_void_p,
        ]  # fmt: skip
        user.SendMessageW.restype = ctypes.c_ssize_t
        user.SendMessageW.argtypes = [c_void_p, ctypes.c_uint, ctypes.c_size_t, ctypes.c_ssize_t]
        user.DestroyWindow.argtypes = [c_void_p]
        user.UpdateWindow.argtypes = [c_void_p]
        user.IsDialogMessageW.argtypes = [c_void_p, c_void_p]
        graphics = load("gdi32")
        graphics.GetStockObject.restype = c_void_p
        self._font = graphics.GetStockObject(17) or 0  # DEFAULT_GUI_FONT
        load("comctl32").InitCommonControls()
        self._window: int | None = None
        self._bar: int | None = None
        self._button: int | None = None
        self._chosen = False

    def show(self, text: str, offer: str = "", note: str = "") -> None:
        """Open it in the middle of the screen."""
        height = HEIGHT + (_OFFER_HEIGHT if offer else 0) + (_NOTE_HEIGHT if note else 0)
        left = (self._user.GetSystemMetrics(0) - WIDTH) // 2
        top = (self._user.GetSystemMetrics(1) - height) // 2
        self._window = self._user.CreateWindowExW(
            _ON_TOP, "STATIC", "", _POPUP_SHOWN, left, top, WIDTH, height, None, None, None, None
        )
        self._child("STATIC", text, _CHILD_SHOWN, 24, 22)
        self._bar = self._child("msctls_progress32", "", _CHILD_SHOWN, 56, 10)
        self._user.SendMessageW(self._bar, _SET_RANGE, 0, _STEPS)
        if offer:
            self._button = self._child("BUTTON", offer, _BUTTON, 82, 30)
        if note:
            self._child("STATIC", note, _CHILD_SHOWN, 122 if offer else 82, 22)
        self._user.UpdateWindow(self._window)
        self._pump()

    def is_chosen(self) -> bool:
        """Whether somebody has pressed the button."""
        return self._chosen

    def _child(self, kind: str, text: str, style: int, top: int, height: int) -> int | None:
        place = (28, top, WIDTH - 56, height)
        made: int | None = self._user.CreateWindowExW(
            0, kind, text, style, *place, self._window, None, None, None
        )
        self._user.SendMessageW(made, _SET_FONT, self._font, 1)
        return made

    def fill(self, share: float) -> None:
        """Fill the bar; answer the system, which calls a silent window hung."""
        self._user.SendMessageW(self._bar, _SET_PLACE, round(_STEPS * min(share, 1.0)), 0)
        self._pump()

    def close(self) -> None:
        """Take it away."""
        self._user.DestroyWindow(self._window)

    def _pump(self) -> None:
        message = _Message()
        place = ctypes.byref(message)
        while self._user.PeekMessageW(place, None, 0, 0, _REMOVE):
            # What a button tells it tells to its window, which is none of ours.
            pressed = message.kind == _MOUSE_UP or (message.kind, message.w) == (_KEY_UP, _SPACE)
            self._chosen |= pressed and message.window == self._button is not None
            if self._user.IsDialogMessageW(self._window, place):
                continue  # Tab, to the button
            self._user.TranslateMessage(place)
            self._user.DispatchMessageW(place)
