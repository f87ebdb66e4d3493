"""The words in which states and history are told to staff."""
