"""What reading from a network and posting to it both need: calls to its interface, and sessions."""
