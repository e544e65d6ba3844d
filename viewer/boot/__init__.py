"""What a program on a disc does before anything else: it reads itself in one sweep, and says so.

Standard library only, and little of that: each module here is read from the disc before anybody
sees anything. Nothing of it runs in a checkout or an installed package.
"""
