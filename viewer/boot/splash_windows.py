"""The splash with user32 alone: a label and a bar, two windows of classes the system has."""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_void_p, c_wchar_p

WIDTH, HEIGHT = 440, 96
_POPUP_SHOWN = 0x90800000  # WS_POPUP | WS_VISIBLE | WS_BORDER
_CHILD_SHOWN = 0x50000000  # WS_CHILD | WS_VISIBLE
_ON_TOP = 0x00000088  # WS_EX_TOPMOST | WS_EX_TOOLWINDOW
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
        graphics = load("gdi32")
        graphics.GetStockObject.restype = c_void_p
        self._font = graphics.GetStockObject(17) or 0  # DEFAULT_GUI_FONT
        load("comctl32").InitCommonControls()
        self._window: int | None = None
        self._bar: int | None = None

    def show(self, text: str) -> None:
        """Open it in the middle of the screen."""
        left = (self._user.GetSystemMetrics(0) - WIDTH) // 2
        top = (self._user.GetSystemMetrics(1) - HEIGHT) // 2
        make = self._user.CreateWindowExW
        self._window = make(
            _ON_TOP, "STATIC", "", _POPUP_SHOWN, left, top, WIDTH, HEIGHT, None, None, None, None
        )
        label = make(
            0, "STATIC", text, _CHILD_SHOWN, 28, 24, WIDTH - 56, 22, self._window, None, None, None
        )
        self._bar = make(
            0, "msctls_progress32", "", _CHILD_SHOWN, 28, 56, WIDTH - 56, 10,
            self._window, None, None, None,
        )  # fmt: skip
        self._user.SendMessageW(label, _SET_FONT, self._font, 1)
        self._user.SendMessageW(self._bar, _SET_RANGE, 0, _STEPS)
        self._user.UpdateWindow(self._window)
        self._pump()

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
            self._user.TranslateMessage(place)
            self._user.DispatchMessageW(place)
