"""What leaves, and when: the states of a delivery and the slots of a calendar; pure.

A delivery is claimed (`sending`, on the disk) before a byte of it leaves, and
settled by the answer. What is left between the two by a kill is settled by the
diary of the wire, else by asking the other side; otherwise it is `uncertain`,
shown to the editor and never sent again by itself.
"""

from curator.outbox.states import WrongMove, claim, put_off, resend, settle, settle_leftover

__all__ = ["WrongMove", "claim", "put_off", "resend", "settle", "settle_leftover"]
