"""In place of pydicom.sr._concepts_dict: what its codes mean, all that the program asks for.

`stand_in.py` fills it in, one meaning a line. The shape is that of the original.
"""

concepts = {"": {"": {str(n): (text, []) for n, text in enumerate("@MEANINGS@".splitlines())}}}
