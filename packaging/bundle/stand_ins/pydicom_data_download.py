"""In place of pydicom.data.download, which loads HTTP and TLS: nothing is ever downloaded."""

from __future__ import annotations

import pathlib


class NoHashFound(KeyError):  # noqa: N818  pydicom's name
    """As there."""


def _nothing(*_: object, **__: object) -> None:
    raise RuntimeError("this build downloads nothing")


calculate_file_hash = data_file_hash_check = data_path_with_download = _nothing
get_cached_filehash = get_data_dir = get_url = get_url_map = download_with_progress = _nothing


def get_config_dir() -> pathlib.Path:
    """A place that does not exist: nothing is kept."""
    return pathlib.Path("nowhere")
