"""A program with a decoder at work, to be killed: prints who decodes and waits for its end.

python -m tests.containment.owner SERVE MISDEED
"""

import sys
import threading

import imagecodecs

from tests.containment import misdeeds
from tests.factories.decode_requests import JPEG_LS, described, request, slopes
from viewer.media.decoders.pool import DecoderPool
from viewer.settings import DecodeSettings


def main() -> None:
    """Give a worker a frame it will never finish."""
    serve, misdeed = getattr(misdeeds, sys.argv[1]), misdeeds.Misdeed[sys.argv[2]]
    image = slopes()
    stream = bytes(imagecodecs.jpegls_encode(image))
    pool = DecoderPool(DecodeSettings(workers=1, seconds_per_frame=60), serve)
    pool.decode(request(described(image, JPEG_LS), stream))
    sys.stdout.write(f"{pool._workers[0].pid}\n")
    sys.stdout.flush()
    if misdeed is not misdeeds.Misdeed.NONE:
        pool.decode(request(described(image, JPEG_LS), stream, frame_index=int(misdeed)))
    threading.Event().wait()


if __name__ == "__main__":
    main()
