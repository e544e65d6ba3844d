"""MPEG-2, H.264 and HEVC with OpenCV's FFmpeg, an optional part of Lightbox.

The stream is read from memory: nothing of a patient touches the disk. FFmpeg is held to the
containers of PS3.5 8.2.5 to 8.2.8 and to no protocol: a stream cannot make it open anything.

Frame n is the n-th picture the decoder puts out, counted from the start of the stream. Seeking
by time is not exact in FFmpeg, so none is done: forward is decoding on, backward is decoding
from the start, with the last pictures kept for stepping back. The open stream stays in the
process from one request to the next.
"""

from __future__ import annotations

import importlib
import io
import os
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.media.decoders.syntaxes import syntax_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.media.decoders.codestream import Buffer

_KEPT_BYTES = 48 * 1024 * 1024  # of pictures behind the current one
_FFMPEG = {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",  # FFmpeg quotes what it reads
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": (
        "format_whitelist;mov,mpeg,mpegts,mpegvideo,h264,hevc|protocol_whitelist;none"
    ),
}
_PACKET = 188  # bytes of a transport stream packet; Blu-ray puts 4 bytes before each


def decode(request: DecodeRequest) -> DecodedFrame:
    """Decode frame `frame_index` of a video as RGB.

    Raises:
        ImportError: if OpenCV is not installed.
        DecodeError: if the stream is none, or its pictures have another size.
        TruncatedPixelsError: if it ends before the frame.
    """
    pixels = request.pixels
    if pixels.bits_allocated != 8 or pixels.samples_per_pixel != 3:
        raise DecodeError("a video has 3 samples of 8 bits per pixel, the header says otherwise")
    if not _is_video(request.data):
        raise DecodeError(f"the data is not {syntax_name(pixels.transfer_syntax_uid)}")
    image = _stream_of(request.data).frame(request.frame_index)
    if image.shape != (pixels.rows, pixels.columns, 3):
        raise DecodeError(
            f"the video has {image.shape[0]} rows x {image.shape[1]} columns, "
            f"the header says {pixels.rows} x {pixels.columns}"
        )
    return DecodedFrame(image)


def _is_video(data: Buffer) -> bool:
    """Whether the data begins as MPEG elementary, program, transport stream or MP4 do."""
    head = bytes(data[: 2 * _PACKET + 12])
    if head.startswith((b"\x00\x00\x01", b"\x00\x00\x00\x01")) or head[4:8] == b"ftyp":
        return True
    plain = head[:1] == b"G" and head[_PACKET : _PACKET + 1] == b"G"
    return plain or (head[4:5] == b"G" and head[_PACKET + 8 : _PACKET + 9] == b"G")


class _Stream:
    """One open stream, read forward."""

    def __init__(self, data: Buffer) -> None:
        self.data = data
        self._next = 0
        self._kept: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()
        self._capture = self._open()

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Return picture `index`, (rows, columns, 3) RGB."""
        if index in self._kept:
            return self._kept[index]
        if index < self._next:
            self._capture = self._open()
        while self._next <= index:
            if not self._capture.grab():
                raise TruncatedPixelsError(f"the video ends after {self._next} frames")
            # Only pictures that may be asked for soon are converted.
            if index - self._next < self._keep():
                self._retrieve()
            self._next += 1
        return self._kept[index]

    def _open(self) -> Any:  # noqa: ANN401  cv2.VideoCapture, of an optional library
        cv2 = _opencv()
        capture = cv2.VideoCapture(io.BytesIO(self.data), cv2.CAP_FFMPEG, [])
        if not capture.isOpened():
            raise DecodeError("the video stream is damaged")
        self._next = 0
        self._kept.clear()
        return capture

    def _keep(self) -> int:
        first = next(iter(self._kept.values()), None)
        return 8 if first is None else max(2, _KEPT_BYTES // first.nbytes)

    def _retrieve(self) -> None:
        cv2 = _opencv()
        found, image = self._capture.retrieve()
        if not found:
            raise DecodeError(f"frame {self._next} of the video is damaged")
        self._kept[self._next] = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        while len(self._kept) > self._keep():
            self._kept.popitem(last=False)


def _opencv() -> Any:  # noqa: ANN401  an optional library has no types here
    os.environ.update(_FFMPEG)
    return importlib.import_module("cv2")


_open_streams: list[_Stream] = []


def _stream_of(data: Buffer) -> _Stream:
    """The stream that is open for this very object, or a new one in its place."""
    if not _open_streams or _open_streams[0].data is not data:
        _open_streams.clear()
        _open_streams.append(_Stream(data))
    return _open_streams[0]
