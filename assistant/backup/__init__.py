"""A home folder as one file: taken while it is in use, restored to an equal library."""
