"""PDF files byte by byte, also ones that no writer makes."""

from collections.abc import Sequence


def pdf_file(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    file = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(bodies) + 1, trailer)
    file += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(file)


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def form(content: bytes, more: bytes = b"") -> bytes:
    """A drawing of 200 x 100 points that pages and other forms may use."""
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 100] %s /Length %d >>"
    return head % (more, len(content)) + b"\nstream\n%s\nendstream" % content


def pages_pdf(
    boxes: Sequence[bytes], content: bytes = b"", *, catalogue: bytes = b"", trailer: bytes = b""
) -> bytes:
    """One page for each MediaBox, such as b"0 0 200 100"; all draw `content`."""
    count = len(boxes)
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(count))
    pages = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 3 0 R >>" % box for box in boxes
    )
    return pdf_file(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        stream(content),
        *pages,
        trailer=trailer,
    )


def locked_pdf() -> bytes:
    """A file that only opens with a password: no key fits these hashes."""
    hashes = b"<" + b"5a" * 32 + b">"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >> /ID [<01> <01>]"
    return pages_pdf([b"0 0 200 100"], trailer=lock % (hashes, hashes))
