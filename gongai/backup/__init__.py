"""One file that holds all of an installation but its key: made while it runs, checked anywhere, put back only whole."""
