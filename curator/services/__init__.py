"""The acts: collect, learn, curate, deliver. Each reads, asks a pure step, writes.

Services are strangers to one another and know no concrete class: everything
they work with comes in through the ports.
"""
