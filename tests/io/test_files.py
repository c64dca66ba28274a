from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from fundmodel.errors import ConfigError, InvalidDataError
from fundmodel.io.files import LARGEST, read_text, write_whole


def refused(path: Path, **options: int) -> str:
    """Give the message with which a file is refused."""
    with pytest.raises(ConfigError) as caught:
        read_text(path, **options)
    return str(caught.value)


class TestReadText:
    def test_text_is_read_as_it_is(self, tmp_path):
        """
        Umlauts and line ends come out as they stand in the file.
        """
        path = tmp_path / "a.toml"
        path.write_bytes("für\r\n".encode())

        assert read_text(path) == "für\r\n"

    def test_a_byte_order_mark_is_dropped(self, tmp_path):
        """
        What some editors put in front of UTF-8 is no content.
        """
        path = tmp_path / "a.toml"
        path.write_bytes(b"\xef\xbb\xbfid = 1")

        assert read_text(path) == "id = 1"

    def test_another_encoding_is_refused(self, tmp_path):
        """
        Latin-1 is told with the first byte that is no UTF-8.
        """
        path = tmp_path / "a.toml"
        path.write_bytes("für".encode("latin-1"))

        assert refused(path) == (
            "a.toml: one fault found\n"
            "a.toml: the file is not in UTF-8\n"
            "  got: byte 0xFC at position 1\n"
            "  expected: text in UTF-8\n"
            "  mend: save it as UTF-8; older German files are often in Latin-1"
        )

    def test_a_byte_order_mark_of_utf_16_is_known(self, tmp_path):
        """
        What was saved as "Unicode" is not taken for Latin-1.
        """
        path = tmp_path / "a.toml"
        path.write_bytes("für".encode("utf-16"))

        assert refused(path).endswith("mend: save it as UTF-8; it is in UTF-16 now")

    def test_a_gigabyte_takes_no_memory(self, tmp_path):
        """
        A file that is too large is refused by its size.
        """
        path = tmp_path / "a.json"
        with path.open("wb") as file:
            file.truncate(1024**3)

        tracemalloc.start()
        message = refused(path, largest=64 * 1024**2)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert "the file is too large" in message
        assert "got: 1,073,741,824 bytes" in message
        assert most < 1_000_000

    def test_a_missing_file_is_refused(self, tmp_path):
        """
        The message names the path that was looked for.
        """
        path = tmp_path / "a.toml"

        assert refused(path) == (
            "a.toml: one fault found\n"
            f"{path}: the file cannot be read\n"
            "  got: No such file or directory\n"
            "  expected: a readable file\n"
            "  mend: check the path"
        )

    def test_a_folder_is_no_file(self, tmp_path):
        """
        A folder is refused as a file that cannot be read.
        """
        assert "got: Is a directory" in refused(tmp_path)

    def test_a_path_that_cannot_exist_is_refused(self):
        """
        A null character in a path is no raw error of Python.
        """
        assert "got: embedded null byte" in refused(Path("a\0.toml"))

    def test_a_gigabyte_is_not_read(self, tmp_path):
        """
        A file beyond the bound is refused with its size.
        """
        path = tmp_path / "a.toml"
        with path.open("wb") as file:
            file.truncate(1024**3)

        assert refused(path) == (
            "a.toml: one fault found\n"
            "a.toml: the file is too large\n"
            "  got: 1,073,741,824 bytes\n"
            f"  expected: at most {LARGEST:,} bytes\n"
            "  mend: check that it is the right file"
        )

    def test_the_bound_itself_is_allowed(self, tmp_path):
        """
        A file of exactly the largest size is read.
        """
        path = tmp_path / "a.toml"
        path.write_text("abc", encoding="utf-8")

        assert read_text(path, largest=3) == "abc"
        assert "at most 2 bytes" in refused(path, largest=2)


class TestWriteWhole:
    def test_a_file_is_written_as_it_is(self, tmp_path):
        """
        Line ends stay as they are, and missing folders are made.
        """
        path = tmp_path / "new" / "a.csv"

        write_whole(path, "für\r\n\n")

        assert path.read_bytes() == "für\r\n\n".encode()
        assert path.stat().st_mode & 0o777 == 0o644

    def test_an_older_file_is_replaced(self, tmp_path):
        """
        Nothing of the old content stays, and nothing else lies in the folder.
        """
        path = tmp_path / "a.csv"
        path.write_text("a long text", encoding="utf-8")

        write_whole(str(path), "new")

        assert path.read_text(encoding="utf-8") == "new"
        assert list(tmp_path.iterdir()) == [path]

    def test_an_interrupt_leaves_the_old_file(self, tmp_path, monkeypatch):
        """
        Whoever interrupts the writing keeps the old file, and no half of a new one.
        """
        path = tmp_path / "a.csv"
        path.write_text("old", encoding="utf-8")

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, "new")

        assert path.read_text(encoding="utf-8") == "old"
        assert list(tmp_path.iterdir()) == [path]

    def test_a_file_is_no_folder(self, tmp_path):
        """
        A path below a file cannot be written, and the message says why.
        """
        (tmp_path / "a").write_text("", encoding="utf-8")
        path = tmp_path / "a" / "b.csv"
        with pytest.raises(InvalidDataError) as caught:
            write_whole(path, "new")

        assert str(caught.value) == (
            f"{path}: the file cannot be written\n"
            "  got: File exists\n"
            "  expected: a file in a folder that can be written to\n"
            "  mend: name another file or folder"
        )

    def test_a_folder_is_not_replaced(self, tmp_path):
        """
        A path that is a folder is a named error, and nothing is left behind.
        """
        (tmp_path / "a").mkdir()
        with pytest.raises(InvalidDataError, match="Is a directory"):
            write_whole(tmp_path / "a", "new")

        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    def test_text_that_has_no_bytes_is_told(self, tmp_path):
        """
        A lone surrogate cannot be written, and no file appears.
        """
        with pytest.raises(InvalidDataError, match="surrogates not allowed"):
            write_whole(tmp_path / "a.csv", "\ud800")

        assert list(tmp_path.iterdir()) == []
