"""An entry becomes clean text at one address: pure functions of bytes and values."""
