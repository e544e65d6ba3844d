"""The splash with Xlib alone: a window with a picture as background, which nobody repaints."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p

WIDTH, HEIGHT = 440, 96
_NOTE_HEIGHT, _OFFER_HEIGHT = 26, 40
_BUTTON_TOP, _BUTTON_HEIGHT = 84, 30
_PAPER, _INK, _SOFT, _GROOVE, _BAR = 0x1C1F24, 0xE6E8EB, 0xAEB4BD, 0x343A43, 0x5AA9E6
_KEY, _MOUSE, _MASK = 2, 4, 1 << 0 | 1 << 2  # KeyPress, ButtonPress, and the mask of both
_RETURN, _SPACE = 0xFF0D, 0x20
_SPLASH_TYPE = b"_NET_WM_WINDOW_TYPE_SPLASH"
_FONTS = (b"-*-helvetica-medium-r-normal--14-*-*-*-*-*-iso8859-1", b"9x15", b"fixed")
_Handler = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)
_pass_over = _Handler(lambda *_: 0)  # Xlib's own handler ends the program


class _FontHead(ctypes.Structure):
    """The beginning of XFontStruct."""

    _fields_ = (("extension", c_void_p), ("number", c_ulong))


class _Event(ctypes.Structure):
    """XEvent as far as a key or a button of the mouse tells something."""

    _fields_ = (
        ("kind", c_int),
        ("head", c_ulong * 7),
        ("left", c_int),
        ("top", c_int),
        ("rest", c_ulong * 16),
    )


class X11Splash:
    """See `splash.Drawn`; raises OSError, AttributeError where there is no X11."""

    def __init__(self) -> None:
        self._x = x = ctypes.CDLL("libX11.so.6")
        _declare(x)
        self._display = x.XOpenDisplay(None)
        if not self._display:
            raise OSError("no display")
        x.XSetErrorHandler(_pass_over)
        self._window = self._pixmap = self._pen = 0
        self._offers = self._chosen = False

    def show(self, text: str, offer: str = "", note: str = "") -> None:
        """Open it in the middle of the screen."""
        height = HEIGHT + (_OFFER_HEIGHT if offer else 0) + (_NOTE_HEIGHT if note else 0)
        x, display = self._x, self._display
        screen = x.XDefaultScreen(display)
        root = x.XRootWindow(display, screen)
        left = (x.XDisplayWidth(display, screen) - WIDTH) // 2
        top = (x.XDisplayHeight(display, screen) - height) // 2
        self._window = x.XCreateSimpleWindow(display, root, left, top, WIDTH, height, 0, 0, _PAPER)
        depth = x.XDefaultDepth(display, screen)
        self._pixmap = x.XCreatePixmap(display, self._window, WIDTH, height, depth)
        self._pen = x.XCreateGC(display, self._pixmap, 0, None)
        self._rectangle(_PAPER, 0, 0, WIDTH, height)
        self._write(text, 42)
        self._rectangle(_GROOVE, 28, 60, WIDTH - 56, 6)
        if offer:
            self._offers = True
            self._rectangle(_BAR, 28, _BUTTON_TOP, WIDTH - 56, _BUTTON_HEIGHT)
            self._rectangle(_GROOVE, 29, _BUTTON_TOP + 1, WIDTH - 58, _BUTTON_HEIGHT - 2)
            self._write(offer, _BUTTON_TOP + 20, left=40)
            x.XSelectInput(display, self._window, _MASK)
        if note:
            self._write(note, 136 if offer else 94, colour=_SOFT)
        x.XStoreName(display, self._window, b"Lightbox")
        self._call_it_splash()
        x.XSetWindowBackgroundPixmap(display, self._window, self._pixmap)
        x.XMapRaised(display, self._window)
        x.XSync(display, 0)

    def fill(self, share: float) -> None:
        """Fill the bar."""
        self._rectangle(_BAR, 28, 60, max(1, round((WIDTH - 56) * min(share, 1.0))), 6)
        self._x.XSetWindowBackgroundPixmap(self._display, self._window, self._pixmap)
        self._x.XClearWindow(self._display, self._window)
        self._x.XFlush(self._display)

    def is_chosen(self) -> bool:
        """Whether somebody has pressed the button, or a key that means it."""
        x, event = self._x, _Event()
        while self._offers and x.XPending(self._display):
            x.XNextEvent(self._display, byref(event))
            if event.kind == _KEY:
                self._chosen |= x.XLookupKeysym(byref(event), 0) in {_RETURN, _SPACE}
            if event.kind == _MOUSE:
                self._chosen |= 0 <= event.top - _BUTTON_TOP < _BUTTON_HEIGHT
        return self._chosen

    def close(self) -> None:
        """Take it away."""
        self._x.XCloseDisplay(self._display)

    def _write(self, text: str, base: int, left: int = 28, colour: int = _INK) -> None:
        x, display = self._x, self._display
        for name in _FONTS:
            font = x.XLoadQueryFont(display, name)
            if font:
                x.XSetFont(display, self._pen, _FontHead.from_address(font).number)
                break
        data = text.replace("…", "...").encode("latin-1", "replace")  # what core fonts have
        x.XSetForeground(display, self._pen, colour)
        x.XDrawString(display, self._pixmap, self._pen, left, base, data, len(data))

    def _rectangle(self, colour: int, left: int, top: int, width: int, height: int) -> None:
        self._x.XSetForeground(self._display, self._pen, colour)
        self._x.XFillRectangle(self._display, self._pixmap, self._pen, left, top, width, height)

    def _call_it_splash(self) -> None:
        """So that window managers put no frame around it."""
        x, display = self._x, self._display
        kind = x.XInternAtom(display, b"_NET_WM_WINDOW_TYPE", 0)
        splash = c_ulong(x.XInternAtom(display, _SPLASH_TYPE, 0))
        atom = 4  # XA_ATOM
        x.XChangeProperty(display, self._window, kind, atom, 32, 0, byref(splash), 1)


def _declare(x: ctypes.CDLL) -> None:
    """Types of what is called: a pointer or XID does not fit an int."""
    p, i, u, xid = c_void_p, c_int, c_uint, c_ulong
    forms = {
        "XOpenDisplay": (p, [c_char_p]),
        "XDefaultScreen": (i, [p]),
        "XRootWindow": (xid, [p, i]),
        "XDisplayWidth": (i, [p, i]),
        "XDisplayHeight": (i, [p, i]),
        "XDefaultDepth": (i, [p, i]),
        "XCreateSimpleWindow": (xid, [p, xid, i, i, u, u, u, c_ulong, c_ulong]),
        "XCreatePixmap": (xid, [p, xid, u, u, u]),
        "XCreateGC": (p, [p, xid, c_ulong, p]),
        "XSetForeground": (i, [p, p, c_ulong]),
        "XFillRectangle": (i, [p, xid, p, i, i, u, u]),
        "XStoreName": (i, [p, xid, c_char_p]),
        "XInternAtom": (xid, [p, c_char_p, i]),
        "XChangeProperty": (i, [p, xid, xid, xid, i, i, p, i]),
        "XSetWindowBackgroundPixmap": (i, [p, xid, xid]),
        "XMapRaised": (i, [p, xid]),
        "XClearWindow": (i, [p, xid]),
        "XSync": (i, [p, i]),
        "XFlush": (i, [p]),
        "XCloseDisplay": (i, [p]),
        "XLoadQueryFont": (p, [p, c_char_p]),
        "XSetFont": (i, [p, p, xid]),
        "XDrawString": (i, [p, xid, p, i, i, c_char_p, i]),
        "XSelectInput": (i, [p, xid, c_long]),
        "XPending": (i, [p]),
        "XNextEvent": (i, [p, p]),
        "XLookupKeysym": (c_ulong, [p, i]),
        "XSetErrorHandler": (p, [_Handler]),
    }
    for name, (result, arguments) in forms.items():
        function = getattr(x, name)
        function.restype, function.argtypes = result, arguments
