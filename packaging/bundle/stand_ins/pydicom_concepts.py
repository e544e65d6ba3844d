"""In place of pydicom.sr._concepts_dict: only what its codes mean, which copies without identity keep.

2.2 MB less; `stand_in.py` fills it, one meaning a line. The shape is that of the original.
"""

concepts = {"": {"": {str(n): (text, []) for n, text in enumerate("@MEANINGS@".splitlines())}}}
